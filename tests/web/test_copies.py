"""Copies of invoices on the customer's page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from collections_app.companies.models import Company
from collections_app.invoices.models import Invoice
from tests import factories
from tests.intake.test_copies import a_pdf
from tests.web.days import late_invoice

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def bring(client: Client, customer, *named: tuple[str, bytes]):
    files = [SimpleUploadedFile(name, content, "application/pdf") for name, content in named]
    path = reverse("customers:keep_copies", args=[customer.pk])
    return client.post(path, {"copies": files}, headers=HTMX)


def test_copies_are_kept_shown_and_those_refused_say_why(company: Company, clerk: Client) -> None:
    customer = factories.customer(company)
    late_invoice(customer, 10, number="R-1")
    late_invoice(customer, 10, number="R-2")

    page = bring(clerk, customer, ("R-1.pdf", a_pdf()), ("R-2.pdf", b"x"), ("scan.pdf", a_pdf()))

    assert "Mails about R-1 carry a copy from now on." in page.text
    assert "R-2.pdf is no PDF that opens." in page.text
    assert "scan.pdf is named like no invoice of" in page.text
    shown = reverse("customers:copy", args=[Invoice.objects.get(number="R-1").pk])
    assert shown in page.text
    assert clerk.get(shown).content.startswith(b"%PDF")
    without = reverse("customers:copy", args=[Invoice.objects.get(number="R-2").pk])
    assert clerk.get(without).status_code == 404


def test_another_companys_copy_is_not_found(company: Company, clerk: Client) -> None:
    foreign = factories.customer(factories.company())
    invoice = late_invoice(foreign, 10, number="R-1")

    assert bring(clerk, foreign, ("R-1.pdf", a_pdf())).status_code == 404
    assert clerk.get(reverse("customers:copy", args=[invoice.pk])).status_code == 404


def test_an_auditor_brings_no_copy(company: Company, auditor: Client) -> None:
    customer = factories.customer(company)
    late_invoice(customer, 10, number="R-1")

    assert bring(auditor, customer, ("R-1.pdf", a_pdf())).status_code == 403
    assert "keep-copies" not in auditor.get(reverse("customers:detail", args=[customer.pk])).text
