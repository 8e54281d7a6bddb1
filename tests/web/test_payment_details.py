"""Once a company is live, two people change where customers pay, and every page says so."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.history.models import Event
from collections_app.users.choices import Role
from tests.web.conftest import client_of, person
from tests.web.test_settings import change

IBAN = "DE89370400440532013000"
NEW = {"account_holder": "Somebody", "iban": "DE75 5121 0800 1245 1261 99", "bic": ""}


@pytest.fixture
def live(company: Company) -> Company:
    yesterday = timezone.now().date() - dt.timedelta(1)
    Company.objects.filter(pk=company.pk).update(live_since=yesterday, iban=IBAN)
    company.refresh_from_db()
    return company


def decide(client: Client, company: Company, answer: str) -> str:
    path = reverse("settings:payment_change", args=[company.pk])
    return client.post(path, {"answer": answer}, follow=True).text


def test_it_waits_for_another_manager_and_everybody_sees_that(
    live: Company, manager: Client, clerk: Client
) -> None:
    page = change(manager, live, "payment", NEW).text

    live.refresh_from_db()
    assert live.iban == IBAN
    assert "The change waits: another manager confirms it here." in page
    assert IBAN in page and "DE75512108001245126199" in page
    assert "waits for a second manager" in clerk.get("/").text
    assert "You asked for this change" in decide(manager, live, "yes")
    live.refresh_from_db()
    assert live.iban == IBAN


def test_another_manager_confirms_it_and_every_page_says_so_for_five_days(
    live: Company, manager: Client, clerk: Client
) -> None:
    change(manager, live, "payment", NEW)
    other = client_of(person(Role.MANAGER, live))

    decide(other, live, "yes")

    live.refresh_from_db()
    assert (live.iban, live.payment_change) == ("DE75512108001245126199", {})
    assert "Ways to pay were changed on" in clerk.get("/").text
    kinds = Event.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["payment_change.asked", "company.changed", "payment_change.confirmed"]
    long_ago = timezone.now().date() - dt.timedelta(5)
    Company.objects.update(payment_changed_on=long_ago)
    assert "Ways to pay were changed on" not in clerk.get("/").text


def test_it_is_refused_and_decided_once(live: Company, manager: Client) -> None:
    change(manager, live, "payment", NEW)

    assert "is refused" in decide(manager, live, "no")
    assert "it was decided meanwhile" in decide(manager, live, "no")
    live.refresh_from_db()
    assert live.iban == IBAN


def test_what_is_wrong_is_said_at_once(live: Company, manager: Client) -> None:
    answer = change(manager, live, "payment", NEW | {"iban": "DE75 5121"})

    assert answer.status_code == 422
    live.refresh_from_db()
    assert live.payment_change == {}


def test_a_clerk_neither_asks_nor_confirms(live: Company, manager: Client, clerk: Client) -> None:
    change(manager, live, "payment", NEW)

    path = reverse("settings:payment_change", args=[live.pk])
    assert clerk.post(path, {"answer": "yes"}).status_code == 403


def test_until_the_first_live_day_is_over_one_person_is_enough(
    company: Company, manager: Client
) -> None:
    Company.objects.update(live_since=timezone.now().date())

    change(manager, company, "payment", NEW)

    company.refresh_from_db()
    assert company.iban == "DE75512108001245126199"
