"""Once a company is live, two people change where customers pay, and every page says so."""

import datetime as dt
import re

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


def shown_to(client: Client) -> str:
    """Which change the person's page of settings asks about."""
    found = re.search('name="seen" value="([^"]*)"', client.get(reverse("settings:list")).text)
    return found[1] if found else ""


def decide(client: Client, company: Company, answer: str, seen: str | None = None) -> str:
    path = reverse("settings:payment_change", args=[company.pk])
    said = {"answer": answer, "seen": shown_to(client) if seen is None else seen}
    return client.post(path, said, follow=True).text


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


def test_only_the_change_that_was_read_is_confirmed(live: Company, manager: Client) -> None:
    other = client_of(person(Role.MANAGER, live))
    change(manager, live, "payment", NEW)
    read = shown_to(other)
    decide(manager, live, "no")
    change(manager, live, "payment", NEW | {"iban": "DE02 1203 0000 0000 2020 51"})

    assert "Another change waits by now" in decide(other, live, "yes", read)

    live.refresh_from_db()
    assert live.iban == IBAN
    assert live.payment_change["values"]["iban"] == "DE02120300000000202051"


def test_a_second_change_does_not_push_out_the_one_that_waits(
    live: Company, manager: Client
) -> None:
    change(manager, live, "payment", NEW)
    other = client_of(person(Role.MANAGER, live))

    answer = change(other, live, "payment", {"iban": IBAN, "pay_link": "https://pay.example/"})

    assert answer.status_code == 422 and "it is confirmed or refused first" in answer.text
    live.refresh_from_db()
    assert live.payment_change["values"]["iban"] == "DE75512108001245126199"


def test_what_is_saved_as_it_was_waits_for_nobody(live: Company, manager: Client) -> None:
    same = {"account_holder": live.account_holder, "iban": IBAN, "bic": live.bic}

    page = change(manager, live, "payment", same).text

    live.refresh_from_db()
    assert live.payment_change == {}
    assert "Ways to pay saved." in page


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
