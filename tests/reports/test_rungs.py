"""The ladder as it is drawn."""

import datetime as dt

import pytest

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.disputes.actions import open_dispute
from collections_app.dunning.actions import enter_reached
from collections_app.reports.customer_rows import CustomerRows
from collections_app.reports.rungs import ladder_of_customer
from tests import factories
from tests.factories import date, noon
from tests.web.days import played


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company)


def drawn(customer: Customer, day: str) -> list[tuple[str, str, dt.date | None]]:
    ladder = ladder_of_customer(customer, CustomerRows(customer, date(day)), day=date(day))
    return [(step.name, step.state, step.on) for step in ladder.steps]


def test_nothing_taken_yet_shows_the_day_of_the_reminder(customer: Customer) -> None:
    factories.invoice(customer, "2026-03-02")

    assert drawn(customer, "2026-03-03")[:3] == [
        ("Invoice due", "past", date("2026-03-02")),
        ("Reminder", "ahead", date("2026-03-05")),
        ("First letter", "ahead", None),
    ]


def test_a_reminder_that_went_is_past_and_the_first_letter_follows(
    company: Company, customer: Customer
) -> None:
    factories.invoice(customer, "2026-03-02")
    played(company, day=date("2026-03-05"), now=noon("2026-03-05"))

    row = ladder_of_customer(
        customer, CustomerRows(customer, date("2026-03-06")), day=date("2026-03-06")
    ).rows[0]

    assert drawn(customer, "2026-03-06")[1] == ("Reminder", "past", date("2026-03-05"))
    assert (row.reached, row.reached_on) == ("Reminder", date("2026-03-05"))
    assert (row.next, row.next_on) == ("First letter", date("2026-03-16"))
    assert row.marks == ["reached", "ahead", "ahead", "ahead"]


def test_a_level_that_is_due_is_now(customer: Customer) -> None:
    factories.invoice(customer, "2026-03-02")

    row = ladder_of_customer(
        customer, CustomerRows(customer, date("2026-03-05")), day=date("2026-03-05")
    ).rows[0]

    assert row.marks == ["now", "ahead", "ahead", "ahead"]
    assert drawn(customer, "2026-03-05")[1] == ("Reminder", "now", date("2026-03-05"))


def test_what_is_disputed_in_full_is_not_due(customer: Customer) -> None:
    invoice = factories.invoice(customer, "2026-03-02")
    open_dispute(
        invoice=invoice,
        amount=invoice.amount,
        reason="price",
        answer_due_on=date("2026-03-20"),
        on=date("2026-03-04"),
        by="test",
        at=noon("2026-03-04"),
    )

    ladder = ladder_of_customer(
        customer, CustomerRows(customer, date("2026-03-05")), day=date("2026-03-05")
    )

    assert ladder.rows[0].marks == ["ahead"] * 4
    assert ladder.steps[1].note == "Paused: nothing to demand"


def test_levels_reached_elsewhere_are_said_to_be_from_before(customer: Customer) -> None:
    invoice = factories.invoice(customer, "2026-03-02")
    enter_reached(reached=[(invoice, "first_letter", date("2026-03-18"))])

    steps = ladder_of_customer(
        customer, CustomerRows(customer, date("2026-03-20")), day=date("2026-03-20")
    ).steps

    assert [step.note for step in steps[1:3]] == ["Before Dunwell", "Before Dunwell"]
    assert steps[2].on == date("2026-03-18")


def test_after_the_last_letter_a_younger_invoice_waits_for_the_next_notice(
    company: Company, customer: Customer
) -> None:
    old = factories.invoice(customer, "2026-01-05")
    enter_reached(reached=[(old, "first_letter", date("2026-02-02"))])
    factories.invoice(customer, "2026-03-10")
    last = date("2026-03-12")
    played(company, day=last, now=noon("2026-03-12"))

    day = date("2026-03-16")
    rows = ladder_of_customer(customer, CustomerRows(customer, day), day=day).rows

    assert [one.reached for one in rows] == ["Second letter", ""]
    assert (rows[1].next, rows[1].next_on) == ("Reminder", date("2026-03-26"))


def test_what_waits_for_approval_is_not_told_as_still_to_come(company: Company) -> None:
    customer = factories.customer(company, standing="key_account")
    factories.invoice(customer, "2026-03-02")
    factories.invoice(customer, "2026-03-30")
    played(company, day=date("2026-03-05"), now=noon("2026-03-05"))

    day = date("2026-03-06")
    ladder = ladder_of_customer(customer, CustomerRows(customer, day), day=day)

    assert (ladder.steps[1].name, ladder.steps[1].note) == ("Reminder", "Waits for approval")
    assert (ladder.rows[0].next, ladder.rows[0].next_on) == ("", None)
    assert ladder.then == ladder.rows[1]
