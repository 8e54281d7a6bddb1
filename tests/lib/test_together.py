"""Several querysets are answered by one query, each as if it had been asked alone."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from collections_app.customers.models import Contact, Customer
from collections_app.invoices.models import Invoice
from collections_app.lib.together import read_together
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    one = factories.customer(factories.company(), name='Zoë "Ø" & <Söhne>\n')
    factories.invoice(one, "2026-02-28", "1250000.125", currency="KWD")
    factories.invoice(one, "2026-03-01", "90.00")
    return one


def known(row: object) -> object:
    """All that an object holds, and those that it brought along."""
    if not hasattr(row, "_state"):
        return row
    own = {name: value for name, value in vars(row).items() if name != "_state"}
    return own, {name: known(one) for name, one in row._state.fields_cache.items()}


def test_rows_are_those_of_a_query_of_their_own(customer: Customer) -> None:
    def asked() -> list:
        return [
            Customer.objects.select_related("company", "collector"),
            Invoice.objects.order_by("-due_on"),
            Contact.objects.defer("email"),
            Invoice.objects.values_list("number", "due_on", "amount", named=True),
            Invoice.objects.values_list("customer").annotate(last=Max("due_on")),
            Invoice.objects.order_by("customer", "-due_on").distinct("customer"),
            Invoice.objects.values_list("number", flat=True)[:1],
            Invoice.objects.none(),
            Invoice.objects.filter(pk__in=[]),
            Customer.objects.filter(name="nobody"),
            Invoice.objects.values_list("number", "due_on").union(
                Customer.objects.values_list("name", "look_on"), all=True
            ),
        ]

    together, alone = asked(), asked()
    with CaptureQueriesContext(connection) as captured:
        read_together(*together)
        rows = [[known(row) for row in one] for one in together]

    assert len(captured) == 1
    assert rows == [[known(row) for row in one] for one in alone]


def test_amounts_days_and_moments_keep_their_types(customer: Customer) -> None:
    invoices = customer.invoices.order_by("due_on")
    company = type(customer.company).objects.filter(window_opens=dt.time(8))

    read_together(invoices, company)

    assert invoices[0].balance == Decimal("1250000.125")
    assert invoices[0].due_on == dt.date(2026, 2, 28)
    assert [one.window_opens for one in company] in ([], [dt.time(8)])


def test_what_is_prefetched_comes_with_it(customer: Customer) -> None:
    customers = Customer.objects.prefetch_related("invoices")

    read_together(customers)

    assert len(customers[0].invoices.all()) == 2
