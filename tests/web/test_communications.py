"""What was sent, served as it was."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from tests import factories
from tests.web.days import late_invoice, walked


@pytest.fixture
def letter(company: Company) -> Communication:
    """A reminder by post: there is no other way."""
    customer = factories.customer(company)
    customer.contacts.all().delete()
    late_invoice(customer, 12)
    walked(company)
    return Communication.objects.get(channel="letter")


def test_a_mails_html_may_style_itself_and_nothing_else(company: Company, clerk: Client) -> None:
    late_invoice(factories.customer(company), 12)
    walked(company)
    mail = Communication.objects.get()

    response = clerk.get(reverse("communications:html", args=[mail.pk]))

    assert response.text == mail.html
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_pages_forbid_inline_script_and_style(company: Company, clerk: Client) -> None:
    policy = clerk.get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_letter_is_served_as_printed(letter: Communication, clerk: Client) -> None:
    response = clerk.get(reverse("communications:letter", args=[letter.pk]))

    assert response.content.startswith(b"%PDF")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert 'filename="reminder-' in response["Content-Disposition"]


def test_a_letter_that_was_changed_since_is_not_shown(letter: Communication, clerk: Client) -> None:
    file = Path(settings.MEDIA_ROOT, letter.pdf)
    file.write_bytes(file.read_bytes() + b"x")

    assert clerk.get(reverse("communications:letter", args=[letter.pk])).status_code == 404
    file.unlink()  # the store keeps equal letters once


def test_a_contact_without_letter_or_html_has_none(letter: Communication, clerk: Client) -> None:
    assert clerk.get(reverse("communications:html", args=[letter.pk])).status_code == 404
