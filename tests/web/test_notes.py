"""Notes on the customer's page."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from tests import factories
from tests.web.opening import opened


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company, name="Halvren Marine")


def write(client: Client, customer: Customer, **values):
    path = reverse("customers:write_note", args=[customer.pk])
    return client.post(path, values, headers={"HX-Request": "true"})


def test_a_note_stands_in_the_history_with_its_writer(clerk: Client, customer: Customer) -> None:
    response = write(clerk, customer, text="Approval run is on the 6th.")

    assert "“Approval run is on the 6th.”" in response.text
    history = opened(clerk, reverse("customers:history", args=[customer.pk]))
    assert "Written by Ada" in history
    assert "Note written." in response.text
    assert 'class="pinned"' not in response.text


def test_a_pinned_note_stays_on_top_until_it_is_unpinned(clerk: Client, customer: Customer) -> None:
    pinned = write(clerk, customer, text="Ask for Oskar.", is_pinned="on")
    note = Communication.objects.get()

    path = reverse("customers:unpin_note", args=[note.pk])
    unpinned = clerk.post(path, headers={"HX-Request": "true"})

    assert 'class="pinned"' in pinned.text
    assert 'class="pinned"' not in unpinned.text
    assert "Ask for Oskar." in unpinned.text


def test_an_empty_note_is_refused_beside_its_field(clerk: Client, customer: Customer) -> None:
    response = write(clerk, customer, text="  ", is_pinned="on")

    assert response.status_code == 422
    assert "Write what should be known." in response.text
    assert 'id="act-note" name="act" open' in response.text
    assert not Communication.objects.exists()


def test_a_form_sent_twice_is_one_note_and_another_form_another(
    clerk: Client, customer: Customer
) -> None:
    first, second = uuid4(), uuid4()

    for once in (first, first, second):
        assert write(clerk, customer, text="Twice.", once=once).status_code == 200

    assert Communication.objects.count() == 2


def test_only_a_note_can_be_unpinned(clerk: Client, customer: Customer) -> None:
    call = reverse("customers:wrap_up", args=[customer.pk])
    clerk.post(call, {"outcome": "reached"})
    logged = Communication.objects.get()

    response = clerk.post(reverse("customers:unpin_note", args=[logged.pk]))

    assert response.status_code == 404
    logged.refresh_from_db()
    assert logged.why["outcome"] == "reached"
