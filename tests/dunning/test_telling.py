"""What a letter says of earlier contacts happened."""

import pytest

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.actions import enter_reached
from collections_app.dunning.models import Notice
from collections_app.dunning.telling import given, subject_of_notice
from collections_app.dunning.walk import walk
from tests import factories
from tests.factories import date, noon


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company)


def lines_told(company: Company, customer: Customer, day: str) -> dict:
    walk(company=company, as_of=date(day), now=noon(day))
    subject = subject_of_notice(Notice.objects.get(customer=customer, day=date(day)))
    return {one.number: one for one in given(subject, channel="email", contact=None).lines}


def test_a_call_round_that_opens_today_is_no_call_that_was_made(
    company: Company, customer: Customer
) -> None:
    old = factories.invoice(customer, "2026-02-02", "500.00")
    enter_reached(reached=[(old, "second_letter", date("2026-03-10"))])
    factories.invoice(customer, "2026-03-20", "90.00")

    told = lines_told(company, customer, "2026-03-25")

    assert (told[old.number].said, told[old.number].said_on) == (
        "second_letter",
        date("2026-03-10"),
    )


def test_what_was_written_about_elsewhere_is_not_newly_overdue(
    company: Company, customer: Customer
) -> None:
    known = factories.invoice(customer, "2026-03-02", "500.00")
    enter_reached(reached=[(known, "reminder", date("2026-03-05"))])
    fresh = factories.invoice(customer, "2026-03-11", "90.00")

    told = lines_told(company, customer, "2026-03-16")

    assert not told[known.number].is_new
    assert told[fresh.number].is_new
