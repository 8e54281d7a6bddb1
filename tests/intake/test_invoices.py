"""A file of invoices against the ledger: what is new, changed, closed, and left alone."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest

from collections_app.customers.models import Contact, Customer
from collections_app.dunning.models import Entry
from collections_app.intake.choices import Brings, Kind
from collections_app.intake.invoices import import_invoices
from collections_app.intake.models import Change, Import, Source
from collections_app.intake.refusals import CannotImport, NeedsAnswer
from collections_app.intake.sources import File, prepare
from collections_app.invoices.models import Invoice, Summary
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received

from .ledger import HEADER, NOON, TODAY, balances, content_of, make_company, row, take_in
from .shared import shared

pytestmark = pytest.mark.django_db
LATER = TODAY + dt.timedelta(1)


@pytest.fixture
def company():
    return make_company()


def pay(company, number, amount, on, external_id="p1"):
    invoice = Invoice.objects.get(company=company, number=number)
    return take_payments(
        company=company,
        source="bank",
        payments=[
            Received(on, Decimal(amount), invoice.currency, external_id, invoice_id=invoice.pk)
        ],
        on=on,
        by="test",
        at=dt.datetime.combine(on, dt.time(9), dt.UTC),
    )


def test_a_first_file_brings_customers_invoices_and_what_they_owe(company):
    outcome = take_in(company, row("R1"), row("R2", amount="50.00", balance="20.00"))

    assert outcome.diff.sentences()[0] == (
        "2 new invoices and 1 new customer, 0 changed, 0 closed, 0 reopened, 0 unchanged, "
        "0 refused."
    )
    assert balances(company) == {"R1": "100.00", "R2": "20.00"}
    summary = Summary.objects.get(customer__number="C1")
    assert (summary.balance, summary.overdue, summary.currency) == (120, 120, "EUR")
    assert Customer.objects.get(number="C1").look_on <= TODAY
    company.refresh_from_db()
    assert company.ledger_as_of == TODAY


def test_the_guesses_for_a_first_file_have_to_be_confirmed_and_later_files_need_nothing(company):
    with pytest.raises(NeedsAnswer, match="has to be confirmed"):
        take_in(company, row("R1"), is_confirmed=False)
    take_in(company, row("R1"))

    take_in(company, row("R1"), row("R2"), day=LATER, is_confirmed=False)

    assert set(balances(company)) == {"R1", "R2"}


def test_another_header_of_a_known_source_has_to_be_confirmed_again(company):
    take_in(company, row("R1"))

    with pytest.raises(NeedsAnswer, match="has to be confirmed"):
        take_in(company, f"{row('R1')},x", header=f"{HEADER},PO number", is_confirmed=False)


def test_a_dry_run_says_it_all_and_stores_nothing(company):
    outcome = take_in(company, row("R1"), commit=False)

    assert outcome.diff.new == outcome.diff.new_customers == 1
    assert not (Invoice.objects.exists() or Customer.objects.exists() or Source.objects.exists())


def test_the_same_file_again_changes_nothing(company):
    take_in(company, row("R1"), row("R2", balance="40.00"))
    before = list(Invoice.objects.values())

    again = take_in(company, row("R1"), row("R2", balance="40.00"), day=LATER, told={"as_of": None})

    assert (again.diff.unchanged, again.imported) == (2, None)
    assert list(Invoice.objects.values()) == before
    assert Import.objects.count() == 1


def test_changes_are_shown_in_plain_words_and_written(company):
    take_in(company, row("R1"), row("R2"), row("R3"))

    outcome = take_in(
        company, row("R1", balance="30.00"), row("R2", due="2026-10-15"), row("R3"), day=LATER
    )

    assert (outcome.diff.changed, outcome.diff.unchanged) == (2, 1)
    assert "R1 changed: balance 100.00 EUR -> 30.00 EUR" in outcome.diff.sentences()
    assert "R2 changed: due 2026-10-01 -> 2026-10-15" in outcome.diff.sentences()
    assert balances(company)["R1"] == "30.00"


def test_an_invoice_closes_and_reopens_with_its_balance(company):
    take_in(company, row("R1"))

    closed = take_in(company, row("R1", balance="0.00"), day=LATER)
    settled_on = Invoice.objects.get().settled_on
    opened = take_in(company, row("R1"), day=LATER + dt.timedelta(1))

    assert (closed.diff.closed, opened.diff.reopened, settled_on) == (1, 1, LATER)
    assert (balances(company), Invoice.objects.get().settled_on) == ({"R1": "100.00"}, None)


def test_a_source_of_changes_leaves_alone_what_is_not_in_its_file(company):
    take_in(company, row("R1"), row("R2"))

    take_in(company, row("R1"), day=LATER)

    assert balances(company) == {"R1": "100.00", "R2": "100.00"}


def test_in_complete_open_items_what_is_gone_left_the_ledger_and_may_return(company):
    everything = {"told": {"brings": Brings.OPEN_ITEMS}}
    take_in(company, row("R1"), row("R2"), **everything)

    gone = take_in(company, row("R1"), day=LATER)
    left_on = Invoice.objects.get(number="R2").left_ledger_on
    after = balances(company)
    back = take_in(company, row("R1"), row("R2"), day=LATER + dt.timedelta(1))

    assert (gone.diff.left, left_on, after["R2"]) == (1, LATER, "0.00")
    assert "Of the closed ones 1 are gone from the file." in gone.diff.sentences()
    assert (back.diff.reopened, balances(company)["R2"]) == (1, "100.00")


def test_a_refused_row_does_not_count_as_gone(company):
    take_in(company, row("R1"), row("R2"), told={"brings": Brings.OPEN_ITEMS})

    outcome = take_in(company, row("R1"), row("R2", due="2026-02-30"), day=LATER)

    assert (outcome.diff.left, outcome.diff.refused) == (0, 1)
    assert balances(company)["R2"] == "100.00"


def test_nothing_closes_when_a_row_has_no_readable_number(company):
    take_in(company, row("R1"), row("R2"), told={"brings": Brings.OPEN_ITEMS})

    outcome = take_in(company, row("R1"), 'C1,"Acme,R2,2026-09-01', day=LATER)

    assert balances(company)["R2"] == "100.00"
    assert "Nothing is closed for being gone" in " ".join(outcome.diff.sentences())


def test_a_file_that_closes_very_many_waits_for_a_person(company):
    many = [row(f"R{number:03}") for number in range(50)]
    take_in(company, *many, told={"brings": Brings.OPEN_ITEMS})

    with pytest.raises(NeedsAnswer, match="close 11 of 50 open invoices, more than 20 %"):
        take_in(company, *many[11:], day=LATER)
    assert Invoice.objects.filter(balance__gt=0).count() == 50
    take_in(company, *many[11:], day=LATER, confirms_closing=True)

    assert Invoice.objects.filter(balance__gt=0).count() == 39


@pytest.mark.parametrize(("open_before", "gone"), [(50, 10), (20, 9)])
def test_few_closings_need_nobody(company, open_before, gone):
    many = [row(f"R{number:03}") for number in range(open_before)]
    take_in(company, *many, told={"brings": Brings.OPEN_ITEMS})

    take_in(company, *many[gone:], day=LATER)

    assert Invoice.objects.filter(balance__gt=0).count() == open_before - gone


def test_the_share_is_a_setting_of_the_source(company):
    many = [row(f"R{number:03}") for number in range(50)]
    take_in(company, *many, told={"brings": Brings.OPEN_ITEMS})
    Source.objects.update(closing_share=50)

    take_in(company, *many[20:], day=LATER)

    assert Invoice.objects.filter(balance__gt=0).count() == 30


def test_an_older_file_waits_for_a_person(company):
    take_in(company, row("R1", balance="40.00"), day=LATER)

    with pytest.raises(NeedsAnswer, match="is known as of"):
        take_in(company, row("R1"), day=TODAY)

    assert balances(company) == {"R1": "40.00"}


def test_the_file_is_the_truth_as_of_its_day_and_later_money_is_added(company):
    take_in(company, row("R1"))
    pay(company, "R1", "30.00", TODAY + dt.timedelta(1))
    paid = balances(company)["R1"]

    take_in(company, row("R1", balance="70.00"), day=TODAY + dt.timedelta(2))
    covered = balances(company)["R1"]
    pay(company, "R1", "20.00", TODAY + dt.timedelta(3), "p2")

    assert (paid, covered, balances(company)["R1"]) == ("70.00", "70.00", "50.00")


def test_money_that_the_file_counted_is_not_counted_twice(company):
    take_in(company, row("R1", balance="70.00"))

    pay(company, "R1", "30.00", TODAY - dt.timedelta(2))

    assert balances(company) == {"R1": "70.00"}


def test_a_balance_that_did_not_move_holds_no_money_received_since(company):
    take_in(company, row("R1"))
    take_in(company, row("R1"), day=TODAY + dt.timedelta(5))

    pay(company, "R1", "30.00", TODAY + dt.timedelta(2))

    assert balances(company) == {"R1": "70.00"}


def test_a_reversal_takes_back_what_the_ledger_had_settled(company):
    take_in(company, row("R1", balance="0.00"))

    pay(company, "R1", "-100.00", LATER)

    assert balances(company) == {"R1": "100.00"}


def test_settlement_dates_alone_close_and_leave_money_of_the_others_alone(company):
    header = "Customer number,Invoice number,Invoice date,Due date,Amount,Settled date"
    rows = ["C1,R1,2026-09-01,2026-10-01,100,2026-10-05", "C1,R2,2026-09-01,2026-10-01,100,"]
    take_in(company, *rows, header=header)
    pay(company, "R2", "30.00", TODAY)

    take_in(company, *rows, header=header, day=LATER)

    assert balances(company) == {"R1": "0.00", "R2": "70.00"}
    assert Invoice.objects.get(number="R1").settled_on == dt.date(2026, 10, 5)


def test_several_spellings_of_a_name_are_one_customer_and_stay(company):
    take_in(company, row("R1"), row("R2", customer="C1,ACME Limited"))

    take_in(company, row("R3", customer="C1,Acme ltd."), day=LATER)

    customer = Customer.objects.get()
    assert {customer.name, *customer.other_names} == {"Acme Ltd", "ACME Limited", "Acme ltd."}


def test_without_numbers_the_name_identifies_but_not_across_legal_forms(company):
    header = "Customer name,Invoice number,Invoice date,Due date,Amount"
    line = "{},{},2026-09-01,2026-10-01,5"

    take_in(
        company,
        line.format("Müller GmbH", "R1"),
        line.format("MUELLER G.m.b.H.", "R2"),
        line.format("Müller AG", "R3"),
        header=header,
    )

    owners = dict(Invoice.objects.values_list("number", "customer__name"))
    assert owners["R1"] == owners["R2"] != owners["R3"]


def test_an_invoice_of_another_customer_or_source_is_refused(company):
    take_in(company, row("R1"), row("R2"))

    moved = take_in(company, row("R1", customer="C2,Other"), day=LATER)
    foreign = take_in(company, row("R2"), source="shop", day=LATER)

    assert "belongs to another customer here" in str(moved.refusals[0])
    assert "comes from another source" in str(foreign.refusals[0])
    assert not Customer.objects.filter(number="C2").exists()


def test_a_number_twice_counts_once_when_alike_and_is_refused_when_not(company):
    outcome = take_in(company, row("R1"), row("R1"), row("R2"), row("R2", amount="7.00"), row("R3"))

    assert set(balances(company)) == {"R1", "R3"}
    assert outcome.diff.repeated == 1
    assert [str(one) for one in outcome.refusals] == [
        f'Line {line}, column "Invoice number": "R2" stands on lines 4, 5 with different content.'
        for line in (4, 5)
    ]


def test_numbers_stored_with_other_zeros_are_asked_about(company):
    take_in(company, row("R1", customer="00017,Acme"), row("00099", customer="00017,Acme"))

    with pytest.raises(NeedsAnswer, match="file has 17, but 00017 is stored"):
        take_in(company, row("R2", customer="17,Acme"), day=LATER)
    with pytest.raises(NeedsAnswer, match="file has 99, but 00099 is stored"):
        take_in(company, row("99", customer="00017,Acme"), day=LATER)
    take_in(company, row("R2", customer="17,Acme"), told={"zeros": ("pad:5",)}, day=LATER)

    assert Customer.objects.count() == 1


def test_people_keep_what_they_own_here(company):
    header = f"{HEADER},Email,City"
    take_in(company, f"{row('R1')},ap@example.com,Berlin", header=header)
    Customer.objects.update(notes="call Ann", city="Potsdam")
    Contact.objects.update(email="ann@example.com", source="")

    take_in(company, f"{row('R1', balance='50')},ap@example.com,Berlin", header=header, day=LATER)

    customer = Customer.objects.get()
    assert (customer.notes, customer.city) == ("call Ann", "Potsdam")
    assert list(customer.contacts.values_list("email", flat=True)) == ["ann@example.com"]


def test_what_the_file_says_anew_is_taken_over(company):
    header = f"{HEADER},Email,City"
    take_in(company, f"{row('R1')},ap@example.com,Berlin", header=header)

    outcome = take_in(company, f"{row('R1')},new@example.com,Bonn", header=header, day=LATER)

    customer = Customer.objects.get()
    assert (customer.city, customer.contacts.get().email) == ("Bonn", "new@example.com")
    assert outcome.diff.changed_customers == 1


def test_old_debt_enters_where_the_file_says_or_by_its_age(company):
    header = f"{HEADER},Dunning level,Last notice"
    take_in(
        company,
        f"{row('R1', due='2026-08-01')},first_letter,2026-09-20",
        f"{row('R2', due='2026-09-20')},,",
        f"{row('R3', due='2026-06-01')},,",
        f"{row('R4', due='2026-10-20')},,",
        header=header,
    )

    entries = {one.invoice.number: one for one in Entry.objects.select_related("invoice")}
    assert (entries["R1"].reached, entries["R1"].reached_on) == (
        "first_letter",
        dt.date(2026, 9, 20),
    )
    assert (entries["R2"].starts_at, entries["R3"].in_review) == ("first_letter", True)
    assert "R4" not in entries


def test_a_later_file_does_not_fix_the_entry_anew(company):
    take_in(company, row("R1", due="2026-10-20"))

    take_in(company, row("R1", due="2026-06-01"), day=LATER)

    assert not Entry.objects.exists()


def test_a_credit_note_is_stored_with_its_own_kind(company):
    take_in(company, row("G1", amount="-40.00"), row("R1"))

    note = Invoice.objects.get(number="G1")
    assert (note.kind, note.balance, note.demandable) == ("credit_note", 40, 0)
    assert Summary.objects.get().to_collect == 60


def test_currencies_and_the_29th_of_february_survive_storing(company):
    header = f"{HEADER},Currency"
    take_in(
        company,
        f"{row('R1', amount='1.234', balance='1.234', due='2024-02-29')},KWD",
        f"{row('R2', amount='500', balance='500')},JPY",
        header=header,
    )

    kwd, jpy = Invoice.objects.order_by("number")
    assert (kwd.balance, kwd.due_on, jpy.balance) == (Decimal("1.234"), dt.date(2024, 2, 29), 500)


def test_a_balance_without_an_amount_falls_and_never_shrinks_the_amount(company):
    header = "Customer number,Invoice number,Invoice date,Due date,Balance"
    take_in(company, "C1,R1,2026-09-01,2026-10-01,100", header=header)

    take_in(company, "C1,R1,2026-09-01,2026-10-01,40", header=header, day=LATER)

    invoice = Invoice.objects.get()
    assert (invoice.amount, invoice.balance) == (100, 40)


def test_the_ledger_of_2012_is_stored_whole(company):
    content = shared("ledger", "receivables-2012.csv").read_bytes()

    outcome = take_in(company, content=content, day=dt.date(2012, 6, 30))

    assert (outcome.diff.new, outcome.diff.new_customers, outcome.refusals) == (1277, 100, [])
    # Settled after that day counts as open on it.
    assert Invoice.objects.filter(balance__gt=0).exists()
    assert Change.objects.count() == 0


def test_rejects_can_be_mended_and_taken_in_without_closing_the_rest(company, tmp_path):
    path = tmp_path / "items.rejects.csv"
    open_items = {"brings": Brings.OPEN_ITEMS}
    take_in(
        company,
        row("R1"),
        row("R2", customer="C2,=cmd|calc", due="2026-02-30"),
        told=open_items,
        rejects_to=path,
    )
    text = path.read_text("utf-8-sig")

    mended = text.replace("2026-02-30", "2026-02-28").encode()
    take_in(company, content=mended, is_confirmed=False, told={"as_of": None})

    assert '"\'=cmd|calc"' in text
    assert '"3","Due date","""2026-02-30"" is not a date' in text
    assert balances(company) == {"R1": "100.00", "R2": "100.00"}
    assert Customer.objects.get(number="C2").name == "=cmd|calc"


def test_a_refused_file_stores_nothing_at_all(company):
    with pytest.raises(CannotImport, match="########"):
        take_in(company, row("R1"), row("R2", due="########"))

    assert not Invoice.objects.exists()


def test_two_first_files_of_a_source_at_once_make_one_source(company):
    def read(number):
        file = File("items.csv", content_of(row(number)))
        return prepare(company=company, kind=Kind.INVOICES, file=file, today=TODAY)

    for prepared in (read("R1"), read("R2")):
        import_invoices(prepared=prepared, by="test", at=NOON, today=TODAY, is_confirmed=True)

    assert Source.objects.get().imports.count() == 2
    assert set(balances(company)) == {"R1", "R2"}


def test_rows_of_every_file_stay_within_their_company(company):
    other = make_company(legal_name="Südlicht GmbH")
    take_in(company, row("R1"))

    take_in(other, row("R1", amount="7.00"))

    assert (balances(company), balances(other)) == ({"R1": "100.00"}, {"R1": "7.00"})


def test_naughty_strings_survive_the_database(company):
    naughty = json.loads(shared("vectors", "naughty_strings.json").read_text())
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([*HEADER.split(","), "Contact name", "Street", "City", "Segment", "PO number"])
    for place, text in enumerate(naughty):
        start = [f"C{place}", text, f"R{place}", "2026-09-01", "2026-10-01", "5.00", "5.00"]
        writer.writerow([*start, text, text, text, text, text])

    outcome = take_in(company, content=stream.getvalue().encode("utf-8", "surrogatepass"))

    refused = {one.line for one in outcome.refusals}
    assert outcome.diff.new + len(refused) == len(naughty)
    assert all("it is longer than" in one.sentence for one in outcome.refusals)
    stored = {one.number: one for one in Customer.objects.all()}
    for place, text in enumerate(naughty):
        customer = stored.get(f"C{place}")
        plain = text.strip().strip("\ufeff\u200b").strip()
        assert customer is None or customer.street == customer.city == plain


def test_two_hundred_thousand_rows_come_in_at_once_with_one_broken_among_them(company):
    rows = [
        f"C{number % 4000},Acme {number % 4000},R{number},2026-10-01,2026-10-31,5.00,4.00"
        for number in range(200_000)
    ]
    rows[100_000] = 'C1,"broken,R100000,2026-10-01'

    outcome = take_in(company, *rows)

    assert [one.line for one in outcome.refusals] == [100_002]
    assert Invoice.objects.filter(balance=4).count() == 199_999
    assert Customer.objects.count() == 4000
