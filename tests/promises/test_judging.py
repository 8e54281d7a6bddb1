"""What came in for a promise: counted from when it was made, however the balance fell."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.customers.models import Customer
from collections_app.disputes.actions import open_dispute, settle_dispute
from collections_app.promises.actions import record_plan
from collections_app.promises.judging import judge_promises
from collections_app.promises.models import Promise
from collections_app.promises.rules import Instalment, Movement, replaced
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon
from tests.intake.ledger import make_company, row, take_in
from tests.promises.test_actions import judged, pay, promise

MADE, FOR, JUDGED = "2024-01-25", "2024-02-01", "2024-02-06"


@pytest.fixture
def customer(db):
    return factories.customer(factories.company(ledger_as_of=date("2024-12-31")))


def dispute(invoice, amount, on="2024-01-26"):
    return open_dispute(
        invoice=invoice,
        amount=Decimal(amount),
        reason="price",
        answer_due_on=date("2024-02-28"),
        on=date(on),
        by="user:1",
        at=noon(on),
    )


@pytest.mark.parametrize(
    ("values", "came"),
    [
        ({"open_now": "1000"}, "0"),
        ({"open_now": "600", "in_time": "400"}, "400"),
        ({"open_now": "600"}, "400"),  # the ledger alone says so
        ({"open_now": "0"}, "1000"),
        ({"open_now": "1000", "in_time": "400"}, "0"),  # it was counted before the promise
        ({"open_now": "600", "late": "400"}, "0"),
        ({"open_now": "500", "in_time": "400", "late": "100"}, "400"),
        ({"open_now": "0", "in_time": "300", "is_settled_late": True}, "300"),
        ({"open_now": "0", "is_settled_late": True}, "0"),
        ({"open_now": "1100"}, "0"),
        ({"open_now": "1000", "in_time": "400", "late": "-400"}, "0"),  # taken back since
    ],
)
def test_what_came_is_what_the_balance_fell_by_in_time(values, came):
    is_late = values.pop("is_settled_late", False)
    amounts = {name: Decimal(value) for name, value in values.items()}

    moved = Movement(open_then=Decimal(1000), is_settled_late=is_late, **amounts)

    assert moved.came == Decimal(came)


AMOUNTS = st.decimals(0, 10_000, places=2)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.booleans())
def test_never_more_came_than_the_balance_fell_by(then, now, in_time, late, is_settled_late):
    moved = Movement(then, now, in_time, late, is_settled_late)

    assert 0 <= moved.came <= max(then - now, 0)
    assert moved.came >= min(in_time, max(then - now, Decimal(0)))


@pytest.mark.parametrize(
    ("received", "promised_for", "on", "state"),
    [
        ("1000", FOR, "2024-01-30", "kept"),
        ("600", FOR, "2024-01-30", "superseded"),  # moved
        ("600", FOR, FOR, "partly_kept"),
        ("0", FOR, FOR, "broken"),
        ("0", MADE, MADE, "superseded"),  # corrected at once
    ],
)
def test_a_promise_that_is_replaced_says_what_came_for_it(received, promised_for, on, state):
    days = {"made_on": date(MADE), "promised_for": date(promised_for), "on": date(on)}

    assert replaced(Decimal(1000), Decimal(received), **days) == state


def test_a_replaced_promise_keeps_what_was_paid_of_it(customer):
    invoice = factories.invoice(customer, "2024-01-01", "1000.00")
    first = promise(customer, "1000.00")
    pay(customer, invoice, "600.00", "2024-01-30")

    promise(customer, "400.00", day="2024-02-09", on="2024-02-02")

    first.refresh_from_db()
    assert (first.state, first.received) == ("partly_kept", 600)


def test_a_part_that_only_the_ledger_knows_keeps_a_promise_of_it(db):
    company = make_company()
    take_in(company, row("R1", amount="1000.00"), day=date("2026-11-02"))
    promise(Customer.objects.get(), "400.00", day="2026-11-06", on="2026-11-02")

    take_in(company, row("R1", amount="1000.00", balance="600.00"), day=date("2026-11-06"))
    company.refresh_from_db()
    judge_promises(company=company, day=date("2026-11-06"), at=noon("2026-11-06"))

    assert Promise.objects.get().state == "kept"


def test_money_of_the_morning_does_not_keep_a_promise_of_the_rest(customer):
    invoice = factories.invoice(customer, "2024-01-01", "1000.00")
    pay(customer, invoice, "400.00", MADE)
    promise(customer, "400.00")

    assert judged(customer, JUDGED) == "broken"


@pytest.mark.parametrize(
    ("amount", "received_on", "state"),
    [
        ("300.00", "2024-01-30", "open"),
        ("299.99", "2024-01-30", "broken"),  # it does not cover what is missing
        ("300.00", "2023-12-30", "broken"),  # it was here before the promise
    ],
)
def test_only_money_that_may_be_meant_for_a_promise_keeps_it_open(
    customer, amount, received_on, state
):
    factories.invoice(customer, "2024-01-01", "300.00")
    pay(customer, None, amount, received_on)
    promise(customer, "300.00")

    assert judged(customer, JUDGED) == state


def test_money_that_nobody_matches_keeps_a_promise_open_for_five_business_days(customer):
    factories.invoice(customer, "2024-01-01", "300.00")
    promise(customer, "300.00")
    pay(customer, None, "300.00", FOR)

    assert [judged(customer, day) for day in (JUDGED, "2024-02-13", "2024-02-14")] == [
        "open",
        "open",
        "broken",
    ]
    assert not Task.objects.filter(
        kind=Kind.MATCH_PAYMENT, subject_kind="customer", state="open"
    ).exists()


def test_what_is_disputed_after_a_promise_is_not_asked_for(customer):
    invoice = factories.invoice(customer, "2024-01-01", "1000.00")
    promise(customer, "1000.00")
    dispute(invoice, "300.00")
    pay(customer, invoice, "700.00", "2024-02-01")

    assert judged(customer, JUDGED) == "kept"


def test_what_was_disputed_in_vain_is_asked_for_again(customer):
    invoice = factories.invoice(customer, "2024-01-01", "1000.00")
    promise(customer, "1000.00")
    one = dispute(invoice, "300.00")
    on = date("2024-01-29")
    settle_dispute(dispute=one, result="upheld", on=on, by="user:1", at=noon(on))
    pay(customer, invoice, "700.00", "2024-02-01")

    assert judged(customer, JUDGED) == "partly_kept"


def test_a_promise_of_what_is_all_disputed_by_now_falls_away_without_a_call(customer):
    invoice = factories.invoice(customer, "2024-01-01", "1000.00")
    promise(customer, "1000.00")
    dispute(invoice, "1000.00")

    assert judged(customer, JUDGED) == "withdrawn"
    assert not Task.objects.filter(kind=Kind.CALL).exists()


def test_a_promise_of_one_invoice_leaves_what_was_promised_of_the_others(customer):
    one = factories.invoice(customer, "2024-01-01", "1000.00")
    other = factories.invoice(customer, "2024-01-02", "500.00")
    first = promise(customer, "1500.00")

    promise(customer, "1000.00", day="2024-02-05", on="2024-01-26", invoices=[one])

    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.state, first.amount, other.promised) == ("open", 500, 500)
    moved = Promise.objects.get(state="superseded")
    assert (moved.amount, moved.lines.get().invoice) == (1000, one)


def test_what_is_left_of_a_plan_is_judged_by_its_own_invoices(customer):
    one = factories.invoice(customer, "2024-01-01", "750.00")
    other = factories.invoice(customer, "2024-01-02", "250.00")
    days = [(500, date(FOR)), (500, date("2024-02-08"))]
    record_plan(
        customer=customer,
        instalments=[Instalment(Decimal(amount), day) for amount, day in days],
        currency="EUR",
        on=date(MADE),
        by="user:1",
        at=noon(MADE),
    )
    promise(customer, "750.00", day="2024-02-05", on="2024-01-26", invoices=[one])

    pay(customer, other, "250.00", "2024-02-07")
    judge_promises(company=customer.company, day=date("2024-02-08"), at=noon("2024-02-08"))

    left = Promise.objects.get(lines__invoice=other)
    assert (left.amount, left.promised_for, left.state) == (250, date("2024-02-08"), "kept")


def test_a_promise_in_another_currency_stands(customer):
    factories.invoice(customer, "2024-01-01", "300.00")
    factories.invoice(customer, "2024-01-01", "300.00", currency="USD")
    first = promise(customer, "300.00", currency="USD")

    promise(customer, "300.00", on="2024-01-26")

    first.refresh_from_db()
    assert first.state == "open"


def test_a_promise_that_is_corrected_at_once_uses_up_no_pause(customer):
    factories.invoice(customer, "2024-01-01", "300.00")

    said = [promise(customer, "300.00") for _ in range(3)]

    assert said[-1].pauses
