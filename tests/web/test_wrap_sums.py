"""The sum of a promise is proposed as what is to collect of the invoices it is about."""

from decimal import Decimal

import pytest
from django.test import Client

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Summary
from collections_app.payments.actions import write_unapplied
from collections_app.promises.models import Promise
from tests import factories
from tests.web.days import late_invoice
from tests.web.test_wrap_up import NO_MAIL, ahead, wrap


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company, name="Halvren Marine")


def owes(customer: Customer, *, credit: str, unapplied: str) -> list[int]:
    invoices = [late_invoice(customer, 12, "600.00"), late_invoice(customer, 10, "400.00")]
    if credit:
        late_invoice(customer, 12, credit, kind="credit_note")
    if unapplied:
        factories.payment(customer.company, unapplied, customer=customer)
    summarise(customer_ids=[customer.pk], as_of=ahead(0))
    write_unapplied(customer_ids=[customer.pk], as_of=ahead(0))
    return [one.pk for one in invoices]


@pytest.mark.parametrize(
    ("credit", "unapplied", "amount"),
    [
        ("", "", "1000.00"),
        ("225.00", "", "775.00"),
        ("", "100.00", "900.00"),
        ("225.00", "100.00", "675.00"),
    ],
)
def test_credits_and_money_not_yet_laid_are_taken_off(
    clerk: Client, customer: Customer, credit: str, unapplied: str, amount: str
) -> None:
    promised = owes(customer, credit=credit, unapplied=unapplied)

    to_collect = Summary.objects.get().to_collect
    html = clerk.get(f"/customers/{customer.pk}/").text
    said = {"has": ["promise"], "promised": promised, "pays_on": ahead(7)}
    wrap(clerk, customer, **said | {"amount": amount, "proposed_amount": amount} | NO_MAIL)

    assert f'value="{amount}"' in html
    assert Promise.objects.get().amount == to_collect == Decimal(amount)


def test_where_credits_cover_all_the_sum_is_asked_for(clerk: Client, customer: Customer) -> None:
    promised = owes(customer, credit="", unapplied="1200.00")
    said = {"has": ["promise"], "promised": promised, "pays_on": ahead(7)}

    asked = wrap(clerk, customer, **said)
    wrap(clerk, customer, **said | {"amount": "250.00"} | NO_MAIL)

    assert asked.status_code == 422
    assert "cover these invoices: type what they promise." in asked.text
    assert Promise.objects.get().amount == 250
