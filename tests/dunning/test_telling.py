"""What a letter says of earlier contacts happened."""

from decimal import Decimal

import pytest

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.actions import enter_reached
from collections_app.dunning.models import Notice
from collections_app.dunning.telling import given, subject_of_notice
from collections_app.dunning.walk import walk
from collections_app.invoices.models import Invoice
from collections_app.promises.actions import record_promise
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


def promises_told(late: Invoice, day: str) -> list[str]:
    walk(company=late.company, as_of=date(day), now=noon(day))
    subject = subject_of_notice(Notice.objects.get(customer=late.customer, day=date(day)))
    return [one.state for one in given(subject, channel="email", contact=None).promises]


def promised(late: Invoice, promised_for: str) -> None:
    """100.00 EUR of an invoice, said on 12 March."""
    record_promise(
        customer=late.customer,
        amount=Decimal("100.00"),
        currency="EUR",
        promised_for=date(promised_for),
        on=date("2026-03-12"),
        by="user:1",
        at=noon("2026-03-12"),
    )


@pytest.mark.parametrize(
    ("promised_for", "told", "demanded"),
    [
        ("2026-03-20", ["open"], "400.00"),  # pauses: its part is not asked for
        ("2026-05-29", [], "500.00"),  # too far ahead to pause: all is asked for
        ("2026-03-16", [], "400.00"),  # its day has come: no news yet of the money
        ("2026-03-13", [], "400.00"),  # its day has passed, not yet judged
    ],
)
def test_only_a_promise_ahead_that_pauses_is_told_as_noted(
    customer: Customer, promised_for: str, told: list[str], demanded: str
) -> None:
    late = factories.invoice(customer, "2026-03-11", "500.00")
    promised(late, promised_for)

    assert promises_told(late, "2026-03-16") == told

    assert str(Notice.objects.get().lines.get().demanded.quantize(Decimal("0.01"))) == demanded


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
