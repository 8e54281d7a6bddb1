"""What the page for customers says where something is not as usual."""

import pytest
from django.test import Client

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.invoices.models import Invoice
from tests import factories
from tests.customer_page.links import answer, path_in
from tests.customer_page.test_worked import ahead
from tests.web.days import late_invoice, walked


@pytest.fixture
def customer(db: None) -> Customer:
    return factories.customer(factories.company(has_customer_page=True), street="")


@pytest.fixture
def path(customer: Customer) -> str:
    late_invoice(customer, 12, "1200.00", number="TI-1")
    walked(Company.objects.get())
    return path_in(Communication.objects.get())


def test_without_cookies_it_says_what_to_do_in_their_language(path: str) -> None:
    client = Client(enforce_csrf_checks=True)

    refused = answer(f"{path}?language=de", "says_paid", client)

    assert refused.status_code == 403
    assert "Ihre Antwort wurde nicht gesendet" in refused.text
    assert "Dunwell" not in refused.text and "queue" not in refused.text


def test_what_breaks_is_said_to_them_in_their_words(path: str) -> None:
    Invoice.objects.update(file="copies/lost.pdf")
    [invoice] = Invoice.objects.all()
    client = Client(raise_request_exception=False, headers={"Accept-Language": "es"})

    broken = client.get(f"{path}copies/{invoice.pk}.pdf")

    assert broken.status_code == 500
    assert "El fallo es nuestro." in broken.text and "Dunwell" not in broken.text


def test_who_owes_only_what_is_ahead_sees_where_to_pay_it(customer: Customer, path: str) -> None:
    Invoice.objects.update(settled_by_ledger=1200)
    factories.invoice(customer, f"{ahead(9)}", "70.00", number="TI-2")

    page = Client().get(path).text

    assert "There is nothing to pay at the moment. Thank you." in page
    assert "TI-2" in page and "DE89 3704 0044 0532 0130 00" in page


def test_what_is_promised_again_says_how_much(path: str) -> None:
    Invoice.objects.update(promised=1200)
    [invoice] = Invoice.objects.all()

    asked = answer(path, "promise", invoices=[invoice.pk], pays_on=f"{ahead(5)}")

    assert "<dt>Amount</dt><dd>1,200.00 EUR</dd>" in asked.text
