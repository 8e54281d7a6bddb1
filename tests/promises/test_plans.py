"""Promises in instalments: how they are laid, judged one by one, and withdrawn."""

from decimal import Decimal

import pytest

from collections_app.promises.actions import record_plan, withdraw_promise
from collections_app.promises.models import Promise
from collections_app.promises.rules import Instalment, plan_pauses, split_up
from tests import factories
from tests.factories import date, noon
from tests.promises.test_actions import judged, pay

WHO = {"on": date("2024-01-25"), "by": "user:1", "at": noon("2024-01-25")}


@pytest.fixture
def customer(db):
    return factories.customer(factories.company(ledger_as_of=date("2024-06-30")))


def plan(customer, *parts, **more):
    instalments = [Instalment(Decimal(amount), date(day)) for amount, day in parts]
    return record_plan(customer=customer, instalments=instalments, currency="EUR", **WHO, **more)


def states():
    return list(Promise.objects.order_by("promised_for").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        ("weekly", ["2024-01-31", "2024-02-07", "2024-02-14"]),
        ("fortnightly", ["2024-01-31", "2024-02-14", "2024-02-28"]),
        ("monthly", ["2024-01-31", "2024-02-29", "2024-03-31"]),
    ],
)
def test_a_sum_is_split_into_equal_parts_and_the_last_takes_the_rest(rhythm, days):
    parts = split_up(Decimal("100.00"), "EUR", parts=3, first_on=date("2024-01-31"), rhythm=rhythm)

    assert [one.amount for one in parts] == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert [one.promised_for.isoformat() for one in parts] == days


@pytest.mark.parametrize(
    ("days", "does"),
    [
        (["2024-02-01", "2024-03-01", "2024-04-01"], True),
        (["2024-02-01", "2024-04-01"], False),  # too far apart
        (["2024-02-15", "2024-02-22"], False),  # the first one is too far ahead
    ],
)
def test_instalments_pause_where_each_is_near_the_one_before(days, does):
    days = [date(one) for one in days]

    assert plan_pauses(date("2024-01-25"), days, 0, with_manager=False) is does


def test_instalments_are_laid_one_after_another_and_pause_all_of_it(customer):
    old = factories.invoice(customer, "2024-01-01", "300.00")
    new = factories.invoice(customer, "2024-01-10", "300.00")

    promises = plan(customer, ("400.00", "2024-02-01"), ("200.00", "2024-03-01"))

    laid = [list(one.lines.values_list("invoice", "amount")) for one in promises]
    assert laid == [[(old.pk, 300), (new.pk, 100)], [(new.pk, 200)]]
    new.refresh_from_db()
    assert (new.promised, new.demandable) == (300, 0)


def test_a_payment_keeps_the_instalment_that_comes_first_and_no_other(customer):
    invoice = factories.invoice(customer, "2024-01-01", "300.00")
    plan(customer, ("100.00", "2024-02-01"), ("100.00", "2024-02-20"), ("100.00", "2024-03-10"))
    pay(customer, invoice, "100.00", "2024-02-01")

    judged(customer, "2024-02-06")
    assert states() == ["kept", "open", "open"]
    judged(customer, "2024-02-27")

    assert states() == ["kept", "broken", "open"]


def test_one_instalment_not_kept_ends_the_pause_of_those_ahead(customer):
    invoice = factories.invoice(customer, "2024-01-01", "300.00")
    plan(customer, ("100.00", "2024-02-01"), ("200.00", "2024-02-20"))

    judged(customer, "2024-02-08")

    invoice.refresh_from_db()
    assert states() == ["broken", "open"]
    assert invoice.demandable == 300


def test_an_agreement_counts_once_however_many_parts_it_has(customer):
    factories.invoice(customer, "2024-01-01", "300.00")
    plan(customer, ("100.00", "2024-01-26"), ("100.00", "2024-01-27"), ("100.00", "2024-01-28"))

    [again] = plan(customer, ("300.00", "2024-02-01"))

    assert again.pauses


def test_withdrawing_takes_back_all_that_was_agreed_together(customer):
    invoice = factories.invoice(customer, "2024-01-01", "300.00")
    first, _ = plan(customer, ("100.00", "2024-02-01"), ("200.00", "2024-02-20"))

    withdraw_promise(promise=first, **WHO)

    invoice.refresh_from_db()
    assert states() == ["withdrawn", "withdrawn"]
    assert invoice.demandable == 300
