"""A contact that two people change: each writes what they changed, and is told of the other."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.test_wrap_up import hidden, wrap


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company, name="Halvren Marine")
    one.contacts.update(name="Cornelius Baart", phone="+37260055501", roles=["payer"])
    return one


@pytest.fixture
def jonas(company: Company) -> Client:
    return client_of(person("clerk", company, first_name="Jonas", last_name="Kemper"))


def form_of(client: Client, customer: Customer) -> dict[str, Any]:
    """The fields as the page opens them, and what it had seen."""
    who = customer.contacts.get().pk
    path = reverse("customers:contact", args=[customer.pk])
    html = client.get(path, {"who": who}, headers={"HX-Request": "true"}).text
    page = client.get(reverse("customers:detail", args=[customer.pk])).text
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    return hidden(html) | {"has": ["contact"], "roles": ["payer"], "seen": seen[1]}


def test_a_stale_form_writes_only_what_was_changed_in_it(
    clerk: Client, jonas: Client, customer: Customer
) -> None:
    form = form_of(clerk, customer)
    wrap(jonas, customer, **form_of(jonas, customer) | {"phone": "+37260055577"})

    changed = form | {"name": "Cornelius Baart-Vis"}
    refused = wrap(clerk, customer, **changed)
    seen = re.search(r'name="seen" value="([^"]+)"', refused.text)
    assert seen
    wrap(clerk, customer, **changed | {"seen": seen[1]})

    contact = Contact.objects.get(customer=customer)
    assert refused.status_code == 422
    assert "changed the phone of Cornelius Baart" in refused.text
    assert (contact.name, contact.phone) == ("Cornelius Baart-Vis", "+37260055577")
    assert contact.roles == ["payer"]
