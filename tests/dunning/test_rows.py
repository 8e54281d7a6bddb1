"""A page sees a customer as the walk does, and asks for it once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.situations import situation_of, situations
from collections_app.promises.actions import record_promise
from tests import factories
from tests.factories import date, noon
from tests.web.days import played

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    """A reminder and a letter went, a promise was broken, the call is open."""
    company: Company = factories.company()
    one = factories.customer(company)
    for due, amount in (("2026-01-05", "900.00"), ("2026-02-10", "80.00")):
        factories.invoice(one, due, amount)
    for day in ("2026-01-08", "2026-01-20"):
        played(company, day=date(day), now=noon(day))
    record_promise(
        customer=one,
        currency="EUR",
        amount=Decimal(300),
        promised_for=date("2026-01-30"),
        on=date("2026-01-22"),
        by="user:1",
        at=noon("2026-01-22"),
    )
    for day in ("2026-02-06", "2026-02-20", "2026-03-02"):
        played(company, day=date(day), now=noon(day))
    return one


@pytest.mark.parametrize("day", ["2026-01-08", "2026-02-06", "2026-03-02", "2026-03-20"])
def test_it_is_what_the_walk_sees(customer: Customer, day: str) -> None:
    on: dt.date = date(day)
    customer.refresh_from_db()

    batch = situations(customer.company, [customer], day=on)
    assert situation_of(customer, day=on) == batch[customer.pk]


def test_it_is_one_query(customer: Customer) -> None:
    with CaptureQueriesContext(connection) as captured:
        situation_of(customer, day=date("2026-03-02"))

    assert len(captured) == 1
