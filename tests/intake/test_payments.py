"""A file of payments: what settles, what waits, what is refused and holds its customer."""

import datetime as dt

import pytest

from collections_app.dunning.models import Hold
from collections_app.intake.choices import Kind
from collections_app.intake.models import Import, Source
from collections_app.intake.payments import import_payments
from collections_app.intake.refusals import CannotImport
from collections_app.intake.sources import File, Told, prepare
from collections_app.jobs.verifying import verify
from collections_app.payments.models import Allocation, Payment
from collections_app.tasks.models import Task

from .ledger import NOON, TODAY, balances, make_company, row, take_in

pytestmark = pytest.mark.django_db
HEADER = "Invoice,Date,Amount,Customer number"
LATER = TODAY + dt.timedelta(3)


@pytest.fixture
def company():
    company = make_company()
    take_in(company, row("R1"), row("R2"), row("R3", customer="C2,Bolt"))
    return company


def pay_in(company, *rows, header=HEADER, **how):
    content = how.pop("content", None) or "\n".join([header, *rows, ""]).encode()
    prepared = prepare(
        company=company,
        kind=Kind.PAYMENTS,
        file=File("bank.csv", content),
        told=how.pop("told", Told(as_of=LATER)),
        today=LATER,
    )
    return import_payments(
        prepared=prepared,
        by="test",
        today=LATER,
        **{"is_confirmed": True, "at": NOON} | how,
    )


def test_an_exact_reference_settles_and_the_rest_waits_to_be_matched(company):
    outcome = pay_in(company, "R1,2026-11-03,100.00,C1", "thanks!,2026-11-03,40.00,C1")

    assert outcome.diff.sentences()[0] == (
        "2 new payments, 1 settled what they name, 1 to be matched, 0 unchanged, 0 refused."
    )
    assert balances(company)["R1"] == "0.00"
    assert Task.objects.get().kind == "match_payment"
    company.refresh_from_db()
    assert (company.payments_as_of, company.has_payments_source) == (LATER, True)


def test_every_new_payment_is_counted_once(company):
    outcome = pay_in(
        company, "R1,2026-11-03,100.00,C1", "R2,2026-11-03,150.00,C1", "?,2026-11-03,7.00,C1"
    )

    assert outcome.diff.sentences()[0] == (
        "3 new payments, 1 settled what they name, 1 settled it with a rest to be matched, "
        "1 to be matched, 0 unchanged, 0 refused."
    )


def test_a_file_with_a_header_alone_is_refused_and_changes_nothing_of_its_source(company):
    pay_in(company, "R1,2026-11-03,100.00,C1")
    before = Source.objects.values().get(kind=Kind.PAYMENTS)

    with pytest.raises(CannotImport, match="The file has a header and no rows"):
        pay_in(company, header="Booking,Day,Sum,Who")

    assert Source.objects.values().get(kind=Kind.PAYMENTS) == before
    assert Import.objects.filter(source__kind=Kind.PAYMENTS).count() == 1


def test_without_a_day_told_payments_are_known_up_to_yesterday(company):
    pay_in(company, "R1,2026-11-03,100.00,C1", told=Told())

    company.refresh_from_db()
    assert company.payments_as_of == LATER - dt.timedelta(1)


def test_the_same_file_again_changes_nothing(company):
    rows = ["R1,2026-11-03,10.00,C1", "R1,2026-11-03,10.00,C1"]
    pay_in(company, *rows)

    again = pay_in(company, *rows, is_confirmed=False)

    assert (again.diff.new, again.diff.unchanged, again.imported) == (0, 2, None)
    assert balances(company)["R1"] == "80.00"


def test_files_that_overlap_bring_each_payment_once(company):
    pay_in(company, "R1,2026-11-03,10.00,C1")

    outcome = pay_in(company, "R1,2026-11-03,10.00,C1", "R1,2026-11-03,10.00,C1")

    assert (outcome.diff.new, outcome.diff.unchanged) == (1, 1)


def test_a_payment_number_must_not_change_its_meaning(company):
    header = f"{HEADER},Payment ID"
    pay_in(company, "R1,2026-11-03,10.00,C1,P7", header=header)

    outcome = pay_in(company, "R1,2026-11-03,99.00,C1,P7", header=header)

    assert 'payment "P7" is known with another day or amount' in str(outcome.refusals[0])
    assert balances(company)["R1"] == "90.00"


def test_a_reversal_opens_the_invoice_again(company):
    pay_in(company, "R1,2026-11-03,100.00,C1")

    pay_in(company, "R1,2026-11-04,-100.00,C1")

    assert balances(company)["R1"] == "100.00"


def test_money_beyond_the_balance_stays_unapplied(company):
    pay_in(company, "R1,2026-11-03,150.00,C1")

    payment = Payment.objects.get()
    assert (payment.allocated, payment.unapplied, balances(company)["R1"]) == (100, 50, "0.00")


@pytest.mark.parametrize(
    "line", ["R1,2026-11-03,100.00,C2", "R1 ,2026-11-03,USD 100.00,C1", "R9,2026-11-03,100.00,C1"]
)
def test_what_names_no_invoice_exactly_settles_nothing(company, line):
    pay_in(company, line)

    assert not Allocation.objects.exists()
    assert Task.objects.filter(kind="match_payment").count() == 1


@pytest.mark.parametrize("line", ["x,2026-11-31,40.00,C1", "R1,2026-11-03,lots,"])
def test_a_refused_row_that_names_a_customer_holds_that_customer_once(company, line):
    outcome = pay_in(company, line)
    pay_in(company, line)

    hold = Hold.objects.get()
    assert (hold.customer.number, hold.reason) == ("C1", "payment_row_refused")
    assert hold.note == "Line 2 of a file of payments could not be read."
    assert outcome.diff.refused == 1


def test_the_mended_row_ends_the_hold(company, tmp_path):
    path = tmp_path / "bank.rejects.csv"
    pay_in(company, "R1,2026-11-31,40.00,C1", rejects_to=path)
    mended = path.read_text("utf-8-sig").replace("2026-11-31", "2026-11-03").encode()

    pay_in(company, content=mended, is_confirmed=False)

    assert balances(company)["R1"] == "60.00"
    assert Hold.objects.get().ended_on == LATER


def test_a_payment_from_after_its_file_is_refused(company):
    outcome = pay_in(company, "R1,2027-01-01,100.00,C1")

    assert "it is in the future, after 2026-11-05" in str(outcome.refusals[0])
    assert "payments up to 2026-11-05" in next(outcome.prepared.reading())


def test_a_dry_run_stores_nothing(company):
    outcome = pay_in(company, "R1,2026-11-03,100.00,C1", commit=False)

    assert outcome.diff.settled == 1
    assert not Payment.objects.exists()
    assert balances(company)["R1"] == "100.00"


@pytest.mark.parametrize(
    ("amount", "balance", "open_after"),
    [("10.00", "10.00", "0.00"), ("10.00", "20.00", "0.00"), ("300.00", "300.00", "200.00")],
)
def test_no_figures_of_a_file_break_on_what_was_paid(company, amount, balance, open_after):
    pay_in(company, "R1,2026-11-03,100.00,C1")

    outcome = take_in(company, row("R1", amount=amount, balance=balance))

    assert outcome.diff.refused == (balance > amount)
    assert balances(company)["R1"] == open_after


def test_a_reference_to_an_invoice_of_somebody_else_than_the_name_settles_nothing(company):
    pay_in(company, "R1,2026-11-03,100.00,Bolt", header="Invoice,Date,Amount,Customer name")

    payment = Payment.objects.get()
    assert (payment.customer.number, payment.allocated) == ("C2", 0)
    assert balances(company)["R1"] == "100.00"
    assert verify() == []
