"""Holds on the customer's page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Hold
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, walked

HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company, name="Halvren Marine")


def in_days(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days)


def put(client: Client, customer: Customer, **values):
    given = {"held": "", "until_on": in_days(9).isoformat(), "reason": "asked", "why": "Holiday"}
    path = reverse("customers:put_hold", args=[customer.pk])
    return client.post(path, given | values, headers=HTMX)


def test_a_customer_on_hold_gets_nothing_until_it_ends(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late_invoice(customer, 12)

    response = put(clerk, customer)
    walked(company)

    assert "Halvren Marine is on hold until" in response.text
    assert "All invoices until" in response.text
    assert not Communication.objects.exists()

    end = reverse("customers:end_hold", args=[Hold.objects.get().pk])
    ended = clerk.post(end, headers=HTMX)
    walked(company)

    assert "The hold is ended." in ended.text
    assert "End hold" not in ended.text
    assert Communication.objects.get().purpose == "reminder"


def test_a_hold_on_one_invoice_leaves_the_others_on_the_ladder(
    company: Company, clerk: Client, customer: Customer
) -> None:
    held, other = late_invoice(customer, 12), late_invoice(customer, 10)

    response = put(clerk, customer, held=held.pk)
    walked(company)

    assert f"{held.number} is on hold until" in response.text
    lines = Communication.objects.get().lines
    assert [one["invoice"] for one in lines] == [other.number]


@pytest.mark.parametrize(
    "values, sentence",
    [
        ({"until_on": ""}, "Pick the last day of the hold."),
        ({"until_on": "2020-01-01"}, "Pick a date from"),
        ({"until_on": "soon"}, "Enter a valid date."),
        ({"reason": ""}, "Pick a reason."),
        ({"reason": "payment_row_refused"}, "Select a valid choice"),
        ({"held": "999999"}, "Select a valid choice"),
    ],
)
def test_a_hold_that_makes_no_sense_says_what_to_mend(
    clerk: Client, customer: Customer, values: dict, sentence: str
) -> None:
    response = put(clerk, customer, **values)

    assert response.status_code == 422
    assert sentence in response.text
    assert "Holiday" in response.text
    assert not Hold.objects.exists()


def test_pressing_twice_puts_one_hold_and_ends_it_once(clerk: Client, customer: Customer) -> None:
    put(clerk, customer)
    put(clerk, customer)
    hold = Hold.objects.get()
    end = reverse("customers:end_hold", args=[hold.pk])

    clerk.post(end)
    clerk.post(end)

    hold.refresh_from_db()
    assert hold.ended_on == timezone.now().date()


def test_another_companys_hold_and_invoice_are_not_found(company: Company, clerk: Client) -> None:
    foreign = factories.customer(factories.company())
    invoice = late_invoice(foreign, 5)
    own = factories.customer(company)
    put(client_of(person("clerk", foreign.company)), foreign)
    end = reverse("customers:end_hold", args=[Hold.objects.get().pk])

    assert clerk.post(end).status_code == 404
    assert put(clerk, foreign).status_code == 404
    assert put(clerk, own, held=invoice.pk).status_code == 422
    assert Hold.objects.get().ended_on is None
