"""A company whose mails lead to the page for customers, and one such mail."""

import pytest

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.invoices.models import Invoice
from tests import factories
from tests.customer_page.links import path_in
from tests.web.days import late_invoice, walked


@pytest.fixture
def company(db: None) -> Company:
    return factories.company(has_customer_page=True, colour="#7a1f4b", contact_hours="9 to 16")


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company, name="Vandrel Optics", number="C-20933", street="")
    one.contacts.update(email="femke@vandrel.example")
    return one


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return late_invoice(customer, 12, "1200.00", number="TI-26-0344", purchase_order="PO 88121")


@pytest.fixture
def mail(company: Company, invoice: Invoice) -> Communication:
    walked(company)
    return Communication.objects.get()


@pytest.fixture
def path(mail: Communication) -> str:
    return path_in(mail)
