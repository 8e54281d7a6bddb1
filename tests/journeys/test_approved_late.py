"""Dated stories of notices that waited for a person."""

import pytest
from django.core.management import call_command

from collections_app.communications.models import Communication
from collections_app.dunning.models import Notice
from tests import factories
from tests.factories import date
from tests.journeys.world import Days

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def days():
    return Days(factories.company(), leaps=True)


@pytest.fixture
def invoice(days):
    customer = factories.customer(days.company, standing="key_account", language="en")
    return factories.invoice(customer, "2024-01-05", "1200.00")  # a Friday


def approve(days, day):
    """In the morning, before the day is played once more."""
    call_command("approve", "--all", "--as-of", day)
    days.next_day = date(day)
    days.until(day)


def test_a_reminder_approved_after_the_weekend_goes_once_with_that_days_dates(days, invoice):
    days.until("2024-01-15")
    assert days.sent() == []

    approve(days, "2024-01-15")

    assert days.sent() == [("reminder", "email", "2024-01-15")]
    said = " ".join(Communication.objects.get(sent_at__isnull=False).text.split())
    assert "by Monday 22 January 2024" in said
    assert "10 days overdue" in said

    days.until("2024-01-25")  # ten days after it went, and its date has passed
    assert days.notices() == [("reminder", "2024-01-15"), ("first_letter", "2024-01-25")]


def test_a_letter_approved_late_goes_once_on_each_of_its_channels(days, invoice):
    for day in ("2024-01-10", "2024-01-22"):
        days.until(day)
        approve(days, day)
    days.until("2024-02-07")  # planned on Monday the 5th
    assert len(days.sent()) == 2

    approve(days, "2024-02-07")
    days.until("2024-02-08")

    assert days.sent()[2:] == [
        ("second_letter", "email", "2024-02-07"),
        ("second_letter", "letter", "2024-02-07"),
    ]
    letter = Communication.objects.get(channel="letter", sent_at__isnull=False)
    assert "by Wednesday 14 February 2024" in " ".join(letter.text.split())
    assert "33 days overdue" in letter.text
    assert Communication.objects.filter(reason__code="dated_anew").count() == 2


def test_what_was_paid_in_part_while_it_waited_does_not_go(days, invoice):
    days.until("2024-01-12")
    days.pay(invoice, "700.00", "2024-01-12")
    days.until("2024-01-15")

    approve(days, "2024-01-15")
    days.until("2024-01-16")

    assert days.sent() == []
    ended, anew = Notice.objects.order_by("pk")
    assert (ended.state, ended.reason["code"]) == ("cancelled", "changed")
    assert (anew.state, anew.day) == ("waiting", date("2024-01-16"))
