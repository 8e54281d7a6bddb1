"""Every address with every role, at the own company and at a foreign one: one table says all."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from collections_app import env
from collections_app.companies.models import Company
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests import factories
from tests.access.document import document, names_and_paths
from tests.access.expected import ROWS, Row, Whose
from tests.access.world import export_of, view_of, world_of
from tests.web.conftest import client_of, person

World = dict[str, dict[str, Any]]
SAFE = {200, 204, 302}
TOLD = SAFE | {409, 422}  # what was typed is wrong, or others were quicker: it was let in

# What is said by a POST that would be about nothing otherwise.
SAID = {
    "inbox:file": {"filed_as": "other"},
    "settings:mode": {"mode": "off"},
    "wordings:avoid": {"language": "en", "word": "at once", "instead": "soon"},
}


def test_every_address_stands_in_the_table() -> None:
    assert sorted(name for name, _ in names_and_paths()) == sorted(ROWS)


def test_the_page_for_people_says_what_the_table_says() -> None:
    page = (env.ROOT / "docs" / "roles.md").read_text()

    assert page == document(), "Make it anew: python -m tests.access.document > docs/roles.md"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def company(db: None) -> Company:
    return factories.company(sms_sender="+15005550006")


@pytest.fixture
def foreign(db: None) -> Company:
    return factories.company(sms_sender="+15005550007")


class Asked:
    """A request and its answer, undone at once: the next one meets the same world."""

    def __init__(self, client: Client, name: str, row: Row, world: World, **query: Any) -> None:
        self.client, self.name, self.row = client, name, row
        named = dict(world[row.on])
        self.said = named.pop("said", None) or SAID.get(name)
        asked = named.pop("query", {}) | query
        self.path = reverse(name, kwargs=named, query=asked)

    def get(self) -> HttpResponseBase:
        return self._undone(self.client.get)

    def post(self) -> HttpResponseBase:
        return self._undone(self.client.post, self.said)

    def _undone(self, ask: Callable[..., HttpResponseBase], *said: Any) -> HttpResponseBase:
        with transaction.atomic():
            response = ask(self.path, *said)
            transaction.set_rollback(True)
        if response.streaming:
            b"".join(response)  # read to its end it closes its file
        return response


def rows() -> Iterator[tuple[str, Row]]:
    return ((name, row) for name, row in ROWS.items() if not row.is_open)


def world_for(user: User, company: Company) -> World:
    world = world_of(company, [user])
    return world | {
        "foreseen": world[f"foreseen of {user.pk}"],
        "view": {"id": view_of(user).pk},
        "export": {"id": export_of(user, company).pk},
    }


@pytest.mark.parametrize("role", Role)
def test_at_the_own_company_a_role_does_what_is_its_and_nothing_else(
    company: Company, role: Role
) -> None:
    user = person(role, company)
    user.set_password("correct horse battery")
    user.save()
    world, client = world_for(user, company), client_of(user)

    all = [Asked(client, name, row, world) for name, row in rows()]
    wrong = []
    for one in all:
        wrong += differences(one, "GET", one.get(), one.row.get, role, SAFE)
    for one in all:  # what lies on the disk is not undone
        wrong += differences(one, "POST", one.post(), one.row.post, role, TOLD)

    assert not wrong, "\n".join(wrong)


def is_log_in(response: HttpResponseBase) -> bool:
    return response.headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))


def differences(
    asked: Asked,
    method: str,
    response: HttpResponseBase,
    may: frozenset[str],
    role: str,
    let_in: set,
) -> list[str]:
    code = response.status_code
    expected = let_in if role in may else {403} if may else {403, 405}
    if code in expected and not is_log_in(response):
        return []
    return [f"{method} {asked.name}: {code}, expected {sorted(expected)}"]


@pytest.mark.parametrize("role", Role)
def test_what_is_of_a_foreign_company_is_not_found(
    company: Company, foreign: Company, role: Role
) -> None:
    user = person(role, company)
    world, client = world_for(user, foreign), client_of(user)

    wrong = []
    for name, row in rows():
        if row.whose in (Whose.OWN, Whose.HOUSE):
            continue
        query = {"company": foreign.pk} if row.whose == Whose.ADDRESS else {}
        asked = Asked(client, name, row, world, **query)
        wrong += differences(asked, "GET", asked.get(), row.get, role, {404})
        wrong += differences(asked, "POST", asked.post(), row.post, role, {404})

    assert not wrong, "\n".join(wrong)


def test_a_view_of_a_colleague_is_not_found(company: Company) -> None:
    colleague = person(Role.CLERK, company)

    for role in Role:
        path = reverse("forget_view", args=[view_of(colleague).pk])
        assert client_of(person(role, company)).post(path).status_code == 404
        colleague.saved_views.all().delete()


def test_who_is_not_logged_in_is_led_to_the_log_in(company: Company) -> None:
    world = world_for(person(Role.CLERK, company), company)

    for name, row in rows():
        asked = Asked(Client(), name, row, world)
        for response in (asked.get(), asked.post()):
            assert is_log_in(response), name
