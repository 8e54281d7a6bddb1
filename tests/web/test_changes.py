"""Who changed what: written down by the database, shown to those who oversee."""

from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from collections_app.communications.models import Attempt, Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.history.models import Event
from collections_app.users.choices import Role
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, walked

REFUSED = (InternalError, ProgrammingError)


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company, name="Halvren Marine", number="H-7")
    late_invoice(one, 40, "1200.00", number="TI-1")
    return one


def shown(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).text).split())


def test_a_setting_says_who_changed_it_and_what_it_was(company: Company) -> None:
    nora = person(Role.MANAGER, company)
    form = {"colour": "#123456", "paper": company.paper, "prints_both_sides": "on"}
    client_of(nora).post(reverse("settings:change", args=[company.pk, "paper"]), form)

    page = shown(client_of(nora), reverse("changes"))

    assert f"Company {company.legal_name}</b>" in page
    assert f"changed, {nora.display_name}" in page
    assert f'<dt>Colour</dt><dd><del dir="auto">{company.colour}</del>' in page
    assert "#123456</ins>" in page


def test_each_version_is_held_against_the_one_after_it(customer: Customer, manager: Client) -> None:
    for city in ("Bergen", "Oslo"):
        Customer.objects.filter(pk=customer.pk).update(city=city)

    page = shown(manager, reverse("customers:changes", args=[customer.pk]))

    oslo, bergen = page.index("Oslo</ins>"), page.index("Bergen</ins>")
    assert oslo < bergen
    assert 'Bergen</del> <span class="sr">became</span> <ins dir="auto">Oslo' in page


def test_what_was_removed_stands_there_whole(customer: Customer, manager: Client) -> None:
    contact = factories.contact(customer, email="ada@halvren.example")
    contact.delete()

    page = shown(manager, reverse("customers:changes", args=[customer.pk]))

    assert "removed" in page
    assert "ada@halvren.example</del>" in page


def test_what_a_person_did_not_do_names_the_program(customer: Customer, manager: Client) -> None:
    Customer.objects.filter(pk=customer.pk).update(city="Bergen")

    assert "changed, Program" in shown(manager, reverse("customers:changes", args=[customer.pk]))


def test_who_comes_past_the_product_is_seen_too(customer: Customer, manager: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local pghistory.context_metadata to ''")
        cursor.execute("update customers_customer set city = 'Bergen'")

    page = shown(manager, reverse("customers:changes", args=[customer.pk]))

    assert "changed, past the product" in page


def test_a_secret_is_not_kept(company: Company) -> None:
    user = person(Role.CLERK, company)
    user.set_password("another long one")
    user.save()

    kept = {field.name for field in get_user_model().versions.rel.related_model._meta.fields}
    assert "password" not in kept


def test_the_audit_cannot_be_changed(customer: Customer) -> None:
    Customer.objects.filter(pk=customer.pk).update(city="Bergen")
    versions = Customer.versions.rel.related_model.objects

    for act in (lambda: versions.update(city="Rome"), lambda: versions.all().delete()):
        with pytest.raises(REFUSED, match="Cannot"), transaction.atomic():
            act()


def test_the_log_holds(customer: Customer) -> None:
    walked(customer.company)
    sent = Communication.objects.filter(state="sent")
    assert sent.exists()

    for act in (
        lambda: sent.update(text="Pay at once."),
        lambda: sent.update(recipient="other@example.com"),
        lambda: sent.update(customer=factories.customer(customer.company)),
        lambda: sent.update(state="ready"),
        lambda: sent._raw_delete("default"),
        lambda: Attempt.objects.all().delete(),
        lambda: Attempt.objects.update(token="other"),
        lambda: Event.objects.update(by="user:2"),
        lambda: Event.objects.all().delete(),
    ):
        with pytest.raises(REFUSED), transaction.atomic():
            act()
