"""A voice message on the pages: who may be called by a machine, from where, and what it said."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from collections_app.companies.models import Company
from tests import factories
from tests.web.days import late_invoice, walked
from tests.web.opening import opened


@pytest.fixture
def page(company: Company, clerk: Client):
    """The page of a customer who was reminded by a voice message."""
    company.policies.get().levels.filter(key="reminder").update(channels=["voice"])
    customer = factories.customer(company, name="Halvren Marine")
    customer.contacts.update(
        phone="+37260055501",
        voice_consent_on=dt.date(2024, 5, 3),
        voice_consent_source="order form",
    )
    late_invoice(customer, 12)
    walked(company)
    return opened(clerk, reverse("customers:detail", args=[customer.pk]))


def test_the_history_holds_what_was_said(page: str) -> None:
    assert "Voice message</b> to Femke Oldaal" in page
    assert "This is an automated message from Talbruck" in page
    assert "Reminder was due." in page


def test_the_page_says_who_consented_when_and_where(page: str) -> None:
    assert "Voice messages allowed since Fri 3 May 2024, order form" in page


def test_the_number_that_calls_come_from_is_set_and_checked(
    company: Company, manager: Client
) -> None:
    path = reverse("settings:change", args=[company.pk, "senders"])
    given = {"contact_name": "Nora Berg", "sender_email": "ar@talbruck.example"}

    wrong = manager.post(path, given | {"voice_sender": "0561 5550117"})
    manager.post(path, given | {"voice_sender": "+495615550117"})

    assert "Write the number like +495615550117." in wrong.text
    company.refresh_from_db()
    assert company.calls_from == "+495615550117"
