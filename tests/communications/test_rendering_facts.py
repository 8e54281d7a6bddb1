"""Facts: sums per currency, dates per line, credits, promises, releases."""

from datetime import date
from decimal import Decimal

import pytest

from collections_app.communications.values import (
    ContactFacts,
    CreditFacts,
    EarlierFacts,
    PromiseFacts,
    ReleaseFacts,
)
from collections_app.lib.languages import SPOKEN
from tests.communications.messages import COMPANY, a_line, facts, given, lines, replace

MAY_3 = date(2026, 5, 3)


def test_one_date_asks_for_one_sum():
    said = facts(lines=lines(3))

    assert said.asked == "600.30 EUR by Tuesday 26 May 2026"


def test_several_dates_each_name_their_invoices():
    said = facts(lines=[a_line("A", "10"), a_line("B", "5", pay_by=date(2026, 5, 20))])

    assert said.asked == (
        "5.00 EUR by Wednesday 20 May 2026 (B) and 10.00 EUR by Tuesday 26 May 2026 (A)"
    )


def test_a_date_that_has_passed_is_told_and_not_asked_anew():
    said = facts(lines=[a_line("A", "10"), a_line("B", "5", pay_by=date(2026, 5, 5))])

    assert said.asked == "10.00 EUR by Tuesday 26 May 2026"
    assert said.standing == "5 May (B)"
    assert [line["note"] for line in said.lines] == ["", ""]
    assert [line["note"] for line in said.tables[0].lines] == [
        "Please pay by 26 May",
        "Asked for by 5 May",
    ]


def test_currencies_are_never_added():
    said = facts(
        lines=[
            a_line("A", "10"),
            a_line("B", "90000", currency="JPY"),
            a_line("C", "12.345", currency="KWD"),
        ]
    )

    assert said.total == "10.00 EUR, 90,000 JPY and 12.345 KWD"
    assert [table.heading for table in said.tables] == ["Open, EUR", "Open, JPY", "Open, KWD"]
    assert [table.feet[-1].amount for table in said.tables] == ["10.00", "90,000", "12.345"]


def test_credits_are_shown_and_taken_off_the_oldest_first():
    credits = [
        CreditFacts(Decimal("12"), "EUR", MAY_3, "G-12"),
        CreditFacts(Decimal("1"), "EUR", MAY_3),
    ]
    old, young = a_line("A", "10", due_on=date(2026, 4, 1)), a_line("B", "5")

    said = facts(lines=[young, old], credits=credits)

    assert (said.total, said.to_pay) == ("15.00 EUR", "2.00 EUR")
    assert said.asked == "2.00 EUR by Tuesday 26 May 2026"
    assert [(foot.label, foot.amount) for foot in said.tables[0].feet] == [
        ("Total", "15.00"),
        ("Credit note G-12 of 3 May", "−12.00"),
        ("Payment received, not yet matched, 3 May", "−1.00"),
        ("To pay", "2.00"),
    ]
    assert said.ways_to_pay.rows[3].value == "C-20933 B"


def test_credits_beyond_the_total_ask_for_nothing():
    said = facts(credits=[CreditFacts(Decimal("20000"), "EUR", MAY_3)])

    assert (said.to_pay, said.asked) == ("", "")
    assert said.tables[0].feet[-1].amount == "0.00"
    assert said.ways_to_pay.scannable is None


def test_a_credit_in_another_currency_pays_nothing():
    said = facts(credits=[CreditFacts(Decimal("5"), "USD", MAY_3)])

    assert said.to_pay == "14,980.00 EUR"


def test_what_is_promised_or_disputed_is_left_out_and_said():
    said = facts(lines=[a_line("A", "100", demanded=Decimal("60"))])

    assert said.total == "60.00 EUR"
    assert said.tables[0].heading == "To pay, EUR"
    note = said.tables[0].lines[0]["note"]
    assert note == "100.00 EUR open, the rest set aside for now"


def test_what_was_said_before_stands_at_each_line_where_it_differs():
    told = a_line("A", said="first_letter", said_on=date(2026, 5, 2))
    asked = a_line("B", said="reminder", said_on=date(2026, 4, 30))

    said = facts(lines=[told, asked])
    alike = facts(lines=[asked, replace(asked, number="C")])

    notes = [line["note"] for line in said.tables[0].lines]
    assert notes == ["Our letter of 2 May", "Our reminder of 30 April"]
    assert [line["note"] for line in alike.tables[0].lines] == ["", ""]


def test_a_level_of_the_companys_own_is_a_message():
    said = facts(earlier=[EarlierFacts("our_own_level", date(2026, 5, 2))])

    assert said.earlier == "our message of 2 May"


def test_newly_overdue_lines_stand_apart():
    said = facts(lines=[a_line("A", "1"), a_line("B", "2", is_new=True)])

    assert [line["number"] for line in said.lines] == ["A"]
    assert [line["number"] for line in said.new_lines] == ["B"]
    assert [foot.label for foot in said.tables[0].feet] == ["Subtotal"]
    assert [(foot.label, foot.amount) for foot in said.new_tables[0].feet] == [
        ("Subtotal", "2.00"),
        ("Total", "3.00"),
    ]


def test_lines_that_are_all_new_stand_together():
    said = facts(lines=[a_line("A", is_new=True), a_line("B", is_new=True)])

    assert len(said.lines) == 2
    assert said.new_lines == said.new_tables == []


def test_settled_lines_are_thanked_for_and_not_asked():
    said = facts(lines=[a_line("A", "1"), a_line("P", "9", is_settled=True)])

    assert said.paid_invoices == "invoice P"
    assert said.total == "1.00 EUR"


def test_many_invoices_are_counted_and_few_are_named():
    said = facts(lines=[*lines(5), a_line("Z", pay_by=date(2026, 5, 20))])

    assert said.asked.endswith("1,500.50 EUR by Tuesday 26 May 2026 (5 invoices)")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "our reminder of 30 December 2025, our letter of 2 May and our call of 5 May"),
        (
            "de",
            "unsere Erinnerung vom 30. Dezember 2025, unser Schreiben vom 2. Mai "
            "und unser Telefonat vom 5. Mai",
        ),
        (
            "es",
            "nuestro recordatorio del 30 de diciembre de 2025, nuestra carta del 2 de mayo "
            "y nuestra llamada del 5 de mayo",
        ),
    ],
)
def test_earlier_contacts_are_named_with_their_dates(language, sentence):
    earlier = [
        EarlierFacts("call", date(2026, 5, 5)),
        EarlierFacts("reminder", date(2025, 12, 30)),
        EarlierFacts("first_letter", date(2026, 5, 2)),
    ]

    assert facts(language=language, earlier=earlier).earlier == sentence


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("state", ["open", "kept", "partly_kept", "broken"])
def test_a_promise_is_a_sentence_with_its_sum_and_day(language, state):
    promise = PromiseFacts(Decimal("1200"), "EUR", date(2026, 5, 8), state, Decimal("500"))

    (said,) = facts(language=language, promises=[promise]).promises

    assert {"en": "1,200.00 EUR"}.get(language, "1.200,00 EUR") in said
    assert {"en": "8 May", "de": "8. Mai", "es": "8 de mayo"}[language] in said
    assert said.endswith(".")


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("kind", ["dispute_settled", "money_not_found", "hold_over"])
def test_a_release_is_a_sentence_with_its_invoices(language, kind):
    release = ReleaseFacts(kind, ("TI-1", "TI-2"))

    (said,) = facts(language=language, releases=[release]).releases

    named = {
        "en": "invoices TI-1 and TI-2",
        "de": "Rechnungen TI-1 und TI-2",
        "es": "las facturas TI-1 y TI-2",
    }
    assert named[language] in said


@pytest.mark.parametrize(
    ("name", "salutation", "greetings"),
    [
        (
            "Femke Oldaal",
            "Ms",
            (
                "Dear Ms Femke Oldaal,",
                "Sehr geehrte Frau Femke Oldaal,",
                "Estimada Sra. Femke Oldaal:",
            ),
        ),
        (
            "Oldaal",
            "Frau Dr.",
            ("Dear Dr. Oldaal,", "Sehr geehrte Frau Dr. Oldaal,", "Estimada Sra. Dr. Oldaal:"),
        ),
        (
            "Jonas Kern",
            "Sr.",
            (
                "Dear Mr Jonas Kern,",
                "Sehr geehrter Herr Jonas Kern,",
                "Estimado Sr. Jonas Kern:",
            ),
        ),
        ("Kim Park", "", ("Dear Kim Park,", "Guten Tag Kim Park,", "Buenos días, Kim Park:")),
        (
            "",
            "Ms",
            ("Dear Sir or Madam,", "Sehr geehrte Damen und Herren,", "Estimado cliente:"),
        ),
    ],
)
def test_the_greeting_uses_the_name_that_is_known(name, salutation, greetings):
    contact = ContactFacts(name, salutation)

    said = tuple(facts(language=one, contact=contact).greeting for one in SPOKEN)

    assert said == greetings


@pytest.mark.parametrize(
    ("last", "listed"), [("B-2", "A-1 y B-2"), ("INV-2", "A-1 e INV-2"), ("IA-2", "A-1 y IA-2")]
)
def test_spanish_says_e_before_its_own_sound(last, listed):
    lines = [a_line("A-1", is_settled=True), a_line(last, is_settled=True), a_line("C")]

    assert facts(language="es", lines=lines).paid_invoices == f"las facturas {listed}"


def test_a_language_not_spoken_here_reads_english():
    assert facts(language="fi").greeting == "Dear Ms Femke Oldaal,"


def test_the_company_speaks_where_the_customer_names_no_language():
    message = given(language="", company=replace(COMPANY, language="de"))

    assert message.language == "de"


def test_a_reference_that_a_bank_would_cut_names_customer_and_day():
    rows = {row.label: row.value for row in facts(lines=lines(40)).ways_to_pay.rows}

    assert rows["Reference"] == "C-20933 2026-05-12"


def test_a_company_without_an_account_names_its_other_ways():
    company = replace(
        COMPANY, iban="", bic="", other_ways_to_pay="Cheque: to the address below\nIn cash"
    )

    shown = facts(company=company).ways_to_pay

    assert [(row.label, row.value) for row in shown.rows] == [
        ("Reference", "C-20933 TI-26-0344"),
        ("Cheque", "to the address below"),
        ("Or", "In cash"),
        ("Online", "pay.talbruck.example/7KQ4-M2XD"),
    ]
    assert shown.scannable is None


def test_due_on_the_29th_of_february_counts_its_days():
    said = facts(lines=[a_line(due_on=date(2024, 2, 29))])

    assert said.oldest["detail"] == (
        "Your reference PO 88121, due 29 February 2024, 803 days overdue"
    )


def test_one_day_is_one_day():
    assert facts(lines=[a_line(due_on=date(2026, 5, 11))]).oldest["late"] == "1 day overdue"
