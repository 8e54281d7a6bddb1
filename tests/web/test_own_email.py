"""One's own e-mail address: set on the pages by whoever knows the password."""

from typing import Any

import pytest
from django.test import Client

from collections_app.companies.models import Company
from collections_app.history.models import Event
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests.web.conftest import client_of, person

HTMX = {"HX-Request": "true"}
PASSWORD = "correct horse battery"


@pytest.fixture
def nora(company: Company) -> User:
    user = person(Role.MANAGER, company)
    user.set_password(PASSWORD)
    user.save()
    return user


def say(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    form = {"own-email": email, "own-password": password}
    return client.post("/settings/e-mail/", form, **more)


def test_who_has_none_says_it_and_a_test_mail_may_go_there(nora: User) -> None:
    client = client_of(nora)
    assert 'name="own-email"' in client.get("/settings/").text

    answer = say(client, "nora@talbruck.example", headers=HTMX)

    nora.refresh_from_db()
    assert "Mails to you go to nora@talbruck.example." in answer.text
    assert nora.email == "nora@talbruck.example"
    event = Event.objects.get(kind="user.email_changed")
    assert (event.by, event.values) == (nora.actor, {"email": "nora@talbruck.example"})
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password", "why"),
    [
        ("nora@talbruck.example", "guess", "This is not your password."),
        ("nora@talbruck.example", "", "Type your password, too."),
        ("nora", PASSWORD, "Enter a valid email address."),
        ("", PASSWORD, "This field is required."),
    ],
)
def test_what_is_refused_is_said_beside_it(nora: User, email: str, password: str, why: str) -> None:
    client = client_of(nora)

    answer = say(client, email, password, headers=HTMX)
    plain = say(client, email, password, follow=True)

    nora.refresh_from_db()
    assert (answer.status_code, nora.email) == (422, "")
    assert why in answer.text and why in plain.text


def test_guessing_the_password_there_locks_as_at_the_door(nora: User) -> None:
    client = client_of(nora)

    answers = [say(client, "evil@x.example", f"guess {n}").status_code for n in range(6)]

    nora.refresh_from_db()
    assert answers[-1] == 429
    assert say(client, "evil@x.example").status_code == 429
    assert nora.email == ""
