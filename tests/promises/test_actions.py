"""Promises and "says paid": what they take out of the chase, and how they end."""

from decimal import Decimal

import pytest

from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from collections_app.promises.actions import CannotPromise, record_promise
from collections_app.promises.judging import judge_promises
from collections_app.promises.models import Promise
from collections_app.promises.rules import judge, lay_out, pauses
from collections_app.promises.says_paid import CannotSayPaid, end_says_paid_rows, say_paid
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer():
    return factories.customer(factories.company(ledger_as_of=date("2024-03-31")))


def promise(customer, amount, day="2024-02-01", on="2024-01-25", **more):
    return record_promise(
        customer=customer,
        amount=Decimal(amount),
        promised_for=date(day),
        on=date(on),
        by="user:1",
        at=noon(on),
        **{"currency": "EUR"} | more,
    )


def pay(customer, invoice, amount, on):
    take_payments(
        company=customer.company,
        source="bank",
        payments=[
            Received(date(on), Decimal(amount), "EUR", on, customer.pk, invoice and invoice.pk)
        ],
        on=date(on),
        by="test",
        at=noon(on),
    )


def judged(customer, day):
    judge_promises(company=customer.company, day=date(day), at=noon(day))
    return Promise.objects.latest("pk").state


def test_a_promise_is_laid_on_the_oldest_invoices_and_only_that_part_is_not_chased(customer):
    old = factories.invoice(customer, "2024-01-01", "300.00")
    new = factories.invoice(customer, "2024-01-10", "300.00")

    promise(customer, "400.00")

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.promised, old.demandable) == (300, 0)
    assert (new.promised, new.demandable) == (100, 200)


@pytest.mark.parametrize(
    ("paid", "paid_on", "day", "state"),
    [
        ("300.00", "2024-01-30", "2024-01-30", "kept"),
        ("300.00", "2024-02-05", "2024-02-06", "kept"),  # the last day of tolerance
        ("100.00", "2024-02-01", "2024-02-05", "open"),
        ("100.00", "2024-02-01", "2024-02-06", "partly_kept"),
        (None, "", "2024-02-06", "broken"),
    ],
)
def test_a_promise_is_judged_by_what_came_in(customer, paid, paid_on, day, state):
    invoice = factories.invoice(customer, "2024-01-01", "300.00")
    promise(customer, "300.00")

    if paid:
        pay(customer, invoice, paid, paid_on)

    assert judged(customer, day) == state


def test_a_promise_is_not_broken_because_the_bank_file_is_late(customer):
    factories.invoice(customer, "2024-01-01", "300.00")
    customer.company.ledger_as_of = date("2024-02-02")
    promise(customer, "300.00")

    assert judged(customer, "2024-02-20") == "open"


def test_money_that_is_not_allocated_makes_a_task_instead_of_a_broken_promise(customer):
    factories.invoice(customer, "2024-01-01", "300.00")
    promise(customer, "300.00")
    pay(customer, None, "300.00", "2024-02-01")

    assert judged(customer, "2024-02-20") == "open"
    assert Task.objects.filter(kind=Kind.MATCH_PAYMENT, customer=customer).exists()


def test_a_newer_promise_takes_the_place_of_an_open_one(customer):
    factories.invoice(customer, "2024-01-01", "300.00")
    first = promise(customer, "300.00")
    promise(customer, "300.00", day="2024-02-08", on="2024-01-30")

    first.refresh_from_db()
    assert first.state == "superseded"


def test_a_promise_replaced_on_its_own_date_is_broken(customer):
    factories.invoice(customer, "2024-01-01", "300.00")
    first = promise(customer, "300.00")
    promise(customer, "300.00", day="2024-02-08", on="2024-02-01")

    first.refresh_from_db()
    assert first.state == "broken"


@pytest.mark.parametrize(
    ("days", "earlier", "with_manager", "expected"),
    [
        (14, 0, False, True),
        (15, 0, False, False),
        (30, 0, True, True),
        (31, 0, True, False),
        (3, 1, False, True),
        (3, 2, False, False),
    ],
)
def test_a_promise_pauses_only_so_far_and_so_often(days, earlier, with_manager, expected):
    made = date("2024-01-01")

    assert (
        pauses(
            made,
            made.replace(day=1) + (date("2024-01-02") - made) * days,
            earlier,
            with_manager=with_manager,
        )
        == expected
    )


def test_a_promise_beyond_the_limit_is_noted_and_pauses_nothing(customer):
    invoice = factories.invoice(customer, "2024-01-01", "300.00")

    noted = promise(customer, "300.00", day="2024-03-30")

    invoice.refresh_from_db()
    assert (noted.pauses, invoice.demandable) == (False, 300)


@pytest.mark.parametrize(
    ("amount", "parts"),
    [("50", [(1, 50)]), ("100", [(1, 70), (2, 30)]), ("999", [(1, 70), (2, 40)]), ("0", [])],
)
def test_parts_never_exceed_the_promise_nor_what_is_demanded(amount, parts):
    laid = lay_out(Decimal(amount), [(1, Decimal(70)), (2, Decimal(40))])

    assert laid == parts


def test_a_promise_in_the_past_is_refused_with_the_earliest_date(customer):
    factories.invoice(customer, "2024-01-01", "300.00")

    with pytest.raises(CannotPromise, match="Pick a date from 2024-01-25 on"):
        promise(customer, "300.00", day="2024-01-24")


def test_nothing_is_judged_before_all_payments_of_the_last_day_are_known():
    for known in (None, date("2024-02-04")):
        state = judge(
            Decimal(10),
            Decimal(0),
            last_day=date("2024-02-05"),
            known_until=known,
            day=date("2024-03-01"),
        )
        assert state == "open"


def test_says_paid_pauses_for_some_days_and_then_the_ladder_goes_on(customer):
    invoice = factories.invoice(customer, "2024-01-01", "300.00")
    said = say_paid(
        invoice=invoice,
        amount=Decimal("300.00"),
        on=date("2024-01-25"),
        by="user:1",
        at=noon("2024-01-25"),
    )
    invoice.refresh_from_db()
    assert invoice.demandable == 0
    assert said.until_on == date("2024-02-01")

    end_says_paid_rows(company=customer.company, day=date("2024-02-02"), at=noon("2024-02-02"))

    invoice.refresh_from_db()
    said.refresh_from_db()
    assert (invoice.demandable, said.state) == (300, "not_found")
    assert Task.objects.get(kind=Kind.FIND_MONEY).state == "done"


def test_what_the_customer_says_of_the_payment_helps_to_find_it(customer):
    invoice = factories.invoice(customer, "2024-01-01", "300.00")

    say_paid(
        invoice=invoice,
        amount=Decimal("300.00"),
        on=date("2024-01-25"),
        by="user:1",
        at=noon("2024-01-25"),
        paid_on=date("2024-01-22"),
        how="transfer",
        reference="RF 77",
    )

    values = Task.objects.get(kind=Kind.FIND_MONEY).values
    assert (values["paid_on"], values["how"], values["reference"]) == (
        "2024-01-22",
        "transfer",
        "RF 77",
    )


def test_money_that_is_looked_for_is_not_looked_for_twice(customer):
    invoice = factories.invoice(customer, "2024-01-01", "300.00")
    said = {"on": date("2024-01-25"), "by": "user:1", "at": noon("2024-01-25")}
    say_paid(invoice=invoice, amount=Decimal("300.00"), **said)

    with pytest.raises(CannotSayPaid, match="is looked for already"):
        say_paid(invoice=invoice, amount=Decimal("300.00"), **said)
