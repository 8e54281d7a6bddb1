"""Rows of a file of invoices: what is understood, and what is refused with line and column."""

import datetime as dt
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from collections_app.intake.refusals import CannotImport, NeedsAnswer

from .pure import HEADER, one_row, read_file
from .shared import shared

LEAP = dt.datetime(2024, 2, 29, 12)  # noqa: DTZ001 - as a workbook has it


def test_the_ledger_of_2012_needs_no_help():
    found = read_file(shared("ledger", "receivables-2012.csv").read_bytes())

    assert (len(found.rows), found.sentences, found.studied.choices.dates) == (1277, [], "MDY")
    assert found.rows[0].number == "0015752855"
    assert found.rows[0].due_on == dt.date(2012, 11, 24)
    assert found.rows[0].settled == found.rows[0].amount == Decimal("72.27")


def test_german_headers_and_amounts_are_understood():
    content = (
        "Debitoren-Nr.;Firma;Beleg-Nr.;Belegdatum;Fälligkeit;Betrag;Währung;Offener Betrag;"
        "Mahnstufe;Letzte Mahnung;E-Mail;Telefon;Straße;PLZ;Ort;Land\n"
        "00017;Müller GmbH;R-1;01.02.2026;15.02.2026;1.234,50;EUR;234,50;2;20.03.2026;"
        "ap@example.com;0171 2345678;Gasse 1;10115;Berlin;Deutschland\n"
    )

    row = read_file(content).rows[0]

    assert (row.customer_number, row.customer_name, row.number) == ("00017", "Müller GmbH", "R-1")
    assert (row.amount, row.settled, row.currency) == (Decimal("1234.50"), Decimal(1000), "EUR")
    assert (row.level, row.last_notice_on) == ("first_letter", dt.date(2026, 3, 20))
    assert (row.mobile, row.phone, row.country) == ("+491712345678", "", "DE")


def test_a_told_column_overrules_the_guess_and_an_empty_one_takes_it_away():
    content = (
        "Customer,Invoice,Issued,Due,Amount,Total,Currency\nC1,R1,2026-01-01,2026-02-01,1,2,EUR\n"
    )

    told = read_file(content, "amount=Total", "currency=", currency="USD").rows[0]

    assert (told.amount, told.currency) == (Decimal(2), "USD")


def test_settled_may_be_told_as_a_day_or_as_an_amount():
    content = "K,N,I,D,A,S\nC1,R1,2026-01-01,2026-02-01,5,{}\n"
    told = ["customer=K", "invoice=N", "issued=I", "due=D", "amount=A", "settled=S"]

    day = read_file(content.format("2026-02-03"), *told).rows[0]
    amount = read_file(content.format("2.50"), *told).rows[0]

    assert (day.settled, day.settled_on) == (Decimal(5), dt.date(2026, 2, 3))
    assert (amount.settled, amount.settled_on) == (Decimal("2.50"), None)


def test_an_unknown_column_or_field_is_named():
    with pytest.raises(CannotImport, match='no column "Sum"'):
        read_file(one_row(), "amount=Sum")
    with pytest.raises(CannotImport, match="not field=column"):
        read_file(one_row(), "sum=Amount")


def test_a_file_without_a_needed_column_is_refused_and_says_how_to_name_it():
    with pytest.raises(CannotImport, match=r"recognised as due date.*--map due_on"):
        read_file("Customer,Invoice,Issued,Amount\nC1,R1,2026-01-01,5\n")


def test_a_broken_row_in_the_middle_is_refused_and_the_rest_is_read():
    content = (
        HEADER + "\nC1,Acme,R1,2026-01-01,2026-02-01,10.00,EUR"
        "\nC1,Acme,R2,2026-01-01,2026-02-30,10.00,EUR\nC1,Acme,R3,2026-01-01,2026-02-01,ten,EUR"
        '\nC1,"Acme,R4,2026-01-01,2026-02-01,10.00,EUR\nC1,Acme,R5,2026-01-01,2026-02-01,10.00,EUR\n'
    )

    found = read_file(content)

    assert [row.number for row in found.rows] == ["R1", "R5"]
    assert found.sentences == [
        'Line 3, column "Due date": "2026-02-30" is not a date; write it as 2024-02-29.',
        'Line 4, column "Amount": "ten" is not an amount with "." before the decimals.',
        "Line 5: its quotes are broken; every quote inside a quoted cell has to be doubled.",
    ]
    assert found.reader.read_numbers >= {"R2", "R3"}
    assert found.reader.unknown_rows == 1


def test_a_negative_amount_is_a_credit_note():
    row = read_file(one_row(Amount="-100.00", Balance="-40.00")).rows[0]

    assert (row.kind, row.amount, row.settled) == ("credit_note", Decimal(100), Decimal(60))


def test_a_kind_in_words_is_understood_and_a_payment_is_sent_elsewhere():
    assert read_file(one_row(Type="Gutschrift")).rows[0].kind == "credit_note"
    assert "import_payments" in read_file(one_row(Type="Payment")).sentences[0]


def test_balance_settled_and_amount_must_agree():
    found = read_file(one_row(Paid="30.00", Balance="60.00"))

    assert 'column "Balance": 100.00 less 30.00 settled is not 60.00' in found.sentences[0]


@pytest.mark.parametrize(("amount", "balance"), [("10.00", "20.00"), ("-10.00", "-20.00")])
def test_more_open_than_the_amount_is_refused_with_its_line_and_column(amount, balance):
    found = read_file(one_row(Amount=amount, Balance=balance))

    sentence = 'Line 2, column "Balance": 20.00 cannot be open of an amount of 10.00.'
    assert (found.rows, found.sentences) == ([], [sentence])


def test_what_is_paid_beyond_the_amount_is_counted_and_cut():
    found = read_file(one_row(Balance="-5.00"))

    assert (found.rows[0].settled, found.reader.overpaid) == (Decimal(100), 1)


def test_a_balance_alone_is_kept_apart_from_the_amount():
    content = "Customer,Invoice,Issued,Due,Balance\nC1,R1,2026-01-01,2026-02-01,40\n"

    row = read_file(content).rows[0]

    assert (row.amount, row.balance, row.settled) == (None, Decimal(40), None)


def test_a_settlement_after_the_day_of_the_file_has_not_happened():
    assert read_file(one_row(Paid_on="2026-12-24")).rows[0].settled is None
    assert read_file(one_row(Paid_on="2026-10-24")).rows[0].settled == Decimal(100)


def test_an_invoice_of_nothing_is_refused():
    assert "nothing to collect" in read_file(one_row(Amount="0.00")).sentences[0]


def test_currencies_keep_their_own_decimals():
    content = (
        HEADER + "\nC1,Acme,R1,2026-01-01,2026-02-01,1.234,KWD"
        "\nC1,Acme,R2,2026-01-01,2026-02-01,500,JPY\nC1,Acme,R3,2026-01-01,2026-02-01,12.50,JPY\n"
    )

    found = read_file(content)

    assert [(row.amount, row.currency) for row in found.rows] == [
        (Decimal("1.234"), "KWD"),
        (Decimal(500), "JPY"),
    ]
    assert "more decimals than the 0 of its currency" in found.sentences[0]


def test_a_currency_beside_the_amount_must_not_contradict_the_row():
    assert read_file(one_row(Amount="USD 100.00")).rows[0].currency == "USD"
    assert "it is in USD" in read_file(one_row(Amount="USD 100.00", Currency="EUR")).sentences[0]


def test_the_29th_of_february_is_read_where_it_exists():
    assert read_file(one_row(Due_date="2024-02-29")).rows[0].due_on == dt.date(2024, 2, 29)
    assert "is not a date" in read_file(one_row(Due_date="2025-02-29")).sentences[0]


def test_a_bad_address_costs_the_address_and_not_the_invoice():
    found = read_file(one_row(Email="nobody at home", Phone="x"))

    assert (found.rows[0].number, found.rows[0].email) == ("R1", "")
    assert found.sentences[0].startswith('Line 2, column "Email": taken in without it:')


def test_a_level_without_its_day_is_refused():
    assert "go together" in read_file(one_row(Dunning_level="2")).sentences[0]


def test_an_unknown_level_is_refused_and_none_is_none():
    unknown = read_file(one_row(Dunning_level="9", Last_notice="2026-05-01"))
    none = read_file(one_row(Dunning_level="0", Last_notice=""))

    assert "not known as a level" in unknown.sentences[0]
    assert (none.rows[0].level, none.rows[0].last_notice_on) == ("", None)


def test_numbers_that_became_floats_are_put_right_and_said():
    found = read_file(one_row(Invoice_number="12345.0"))

    assert found.rows[0].number == "12345"
    assert "12345.0 are read as 12345" in found.studied.notes[0]


def test_mixed_zeros_are_asked_about_and_obey_the_rule():
    content = (
        HEADER
        + "\n00017,Acme,R1,2026-01-01,2026-02-01,1,EUR\n17,Acme,R2,2026-01-01,2026-02-01,1,EUR\n"
    )

    with pytest.raises(NeedsAnswer, match="--zeros"):
        read_file(content)
    ruled = read_file(content, zeros={"customer_number": "pad:5"})

    assert {row.customer_number for row in ruled.rows} == {"00017"}


def test_a_workbook_reads_like_a_text_file():
    book = openpyxl.Workbook()
    book.active.append(["Customer number", "Invoice number", "Invoice date", "Due date", "Amount"])
    book.active.append([17, 4711, dt.date(2024, 1, 30), LEAP, 0.1 + 0.2])
    stream = io.BytesIO()
    book.save(stream)

    row = read_file(stream.getvalue()).rows[0]

    assert (row.customer_number, row.number, row.due_on, row.amount) == (
        "17", "4711", dt.date(2024, 2, 29), Decimal("0.30"),
    )  # fmt: skip


TEXT_FIELDS = {
    "Customer number": "customer_number",
    "Customer name": "customer_name",
    "Invoice number": "number",
    "PO number": "purchase_order",
    "Contact name": "contact_name",
    "Street": "street",
    "Postal code": "postal_code",
    "City": "city",
    "State": "region",
    "Segment": "segment",
}


@pytest.mark.parametrize("column", TEXT_FIELDS)
def test_naughty_strings_survive_or_are_refused_with_a_sentence(column):
    naughty = json.loads(shared("vectors", "naughty_strings.json").read_text())

    for text in naughty:
        try:
            found = read_file(one_row(**{column.replace(" ", "_"): text}))
        except CannotImport as error:
            assert str(error)
            continue
        survived = [getattr(row, TEXT_FIELDS[column]) for row in found.rows]
        expected = text.strip().strip("\ufeff\u200b").strip()
        told = found.sentences or found.studied.notes
        assert survived == [expected] or told, repr(text)
