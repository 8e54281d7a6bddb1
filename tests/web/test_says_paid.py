"""What is said to be paid ends on the customer's page: found is only what is here."""

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from collections_app.customers.models import Customer
from collections_app.invoices.models import Invoice
from collections_app.promises.says_paid import say_paid
from collections_app.web.payments import INVOICE
from tests import factories
from tests.web.test_agreed import HTMX, customer, invoice, press, who

__all__ = ["customer", "invoice"]


def test_the_search_for_money_that_did_not_come_ends_in_vain(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    said = say_paid(invoice=invoice, amount=Decimal(300), how="transfer", **who())

    html = press(clerk, "end_says_paid", said.pk, found="no")

    said.refresh_from_db()
    assert said.state == "not_found"
    assert "Not found. The invoice is chased again." in html
    assert not customer.tasks.filter(kind="find_money", state="open").exists()


def test_nothing_is_found_before_it_is_here(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    said = say_paid(invoice=invoice, amount=Decimal(300), **who())

    path = reverse("customers:end_says_paid", args=[said.pk])
    response = clerk.post(path, {"found": "yes"}, headers=HTMX)

    said.refresh_from_db()
    invoice.refresh_from_db()
    assert response.status_code == 422
    assert "No payment of 300.00 EUR is here yet: keep looking until" in response.text
    assert (said.state, invoice.demandable) == ("open", 0)
    assert customer.tasks.filter(kind="find_money", state="open").exists()


def test_money_that_is_found_and_not_laid_yet_is_offered(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    said = say_paid(invoice=invoice, amount=Decimal(300), **who())
    payment = factories.payment(customer.company, "300.00", customer=customer)

    html = press(clerk, "end_says_paid", said.pk, found="yes")

    said.refresh_from_db()
    assert said.state == "found"
    page = f"{reverse('payments:list')}?customer={customer.pk}"
    assert f'<a href="{page}">Lay it on {invoice}</a>' in html
    assert str(payment.pk) in clerk.get(page).text


def test_money_that_is_laid_ends_the_search_for_it(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    said = say_paid(invoice=invoice, amount=Decimal(300), **who())
    payment = factories.payment(customer.company, "300.00", customer=customer)

    path = reverse("payments:allocate", args=[payment.pk])
    clerk.post(path, {f"{INVOICE}{invoice.pk}": "300.00"}, headers=HTMX)

    said.refresh_from_db()
    assert said.state == "found"
    assert not customer.tasks.filter(kind="find_money", state="open").exists()
