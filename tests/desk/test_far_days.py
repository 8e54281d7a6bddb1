"""A day that is more than a year ahead is a slip: every action refuses it, whatever page asks."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from collections_app.desk.actions import CannotSetStanding, set_standing
from collections_app.desk.holds import hold_customer
from collections_app.desk.next_steps import CannotPlan, plan_next
from collections_app.desk.rules import NextStep
from collections_app.disputes.actions import CannotDispute, open_dispute
from collections_app.dunning.actions import CannotHold
from collections_app.invoices.models import Invoice
from collections_app.promises.actions import CannotPromise, record_plan
from collections_app.promises.rules import Instalment, split_up
from tests import factories
from tests.factories import date, noon

DAY = date("2026-03-05")
WHO = {"on": DAY, "by": "user:1", "at": noon(DAY)}


def hold(invoice: Invoice, day: dt.date) -> None:
    hold_customer(
        customer=invoice.customer, invoice=None, until_on=day, reason="asked", note="", **WHO
    )


def stop(invoice: Invoice, day: dt.date) -> None:
    set_standing(customer=invoice.customer, standing="represented", reason="", review_on=day, **WHO)


def dispute(invoice: Invoice, day: dt.date) -> None:
    open_dispute(invoice=invoice, amount=Decimal(10), reason="price", answer_due_on=day, **WHO)


def plan(invoice: Invoice, day: dt.date) -> None:
    plan_next(customer=invoice.customer, step=NextStep("call", day), **WHO)


def promise(invoice: Invoice, *instalments: Instalment) -> None:
    record_plan(customer=invoice.customer, instalments=instalments, currency="EUR", **WHO)


def promise_at_once(invoice: Invoice, day: dt.date) -> None:
    promise(invoice, Instalment(Decimal(10), day))


@pytest.fixture
def invoice(db: None) -> Invoice:
    return factories.invoice(factories.customer(factories.company()), "2026-02-01", "1200.00")


@pytest.mark.parametrize(
    ("act", "error", "most"),
    [
        (hold, CannotHold, 365),
        (stop, CannotSetStanding, 365),
        (dispute, CannotDispute, 365),
        (plan, CannotPlan, 365),
        (promise_at_once, CannotPromise, 183),
    ],
)
def test_a_day_too_far_ahead_is_refused_with_the_last_one(
    invoice: Invoice, act: Callable[..., None], error: type[Exception], most: int
) -> None:
    latest = DAY + dt.timedelta(most)

    with pytest.raises(error, match=f"Pick a date up to {latest}"):
        act(invoice, latest + dt.timedelta(1))
    act(invoice, latest)


def test_a_year_of_monthly_instalments_is_no_slip(invoice: Invoice) -> None:
    first_on = DAY + dt.timedelta(14)

    promise(
        invoice,
        *split_up(Decimal(1200), "EUR", parts=12, first_on=first_on, rhythm="monthly"),
    )

    assert invoice.customer.promises.count() == 12
