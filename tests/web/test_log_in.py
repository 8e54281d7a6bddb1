"""The log-in: who gets in, who is kept out and told how long, and how a password is changed."""

import datetime as dt
import logging
import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.history.models import Event
from collections_app.mail import NO_SERVER
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests.web.conftest import client_of, person

PASSWORD, OTHER = "correct horse battery", "a staple of paper clips"
LOG_IN, CHANGE, RESET = "/log-in/", "/password/", "/password/new/"
MISTYPED = "Name and password do not fit together. Try again."


@pytest.fixture
def ada(company: Company) -> User:
    one = person(Role.CLERK, company, email="ada@talbruck.example", last_name="Lovell")
    one.set_password(PASSWORD)
    one.save()
    return one


def log_in(user: str, password: str = PASSWORD, client: Client | None = None, **more: Any) -> Any:
    return (client or Client()).post(LOG_IN, {"login": user, "password": password}, **more)


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_name_and_password_let_in_where_one_wanted_to_go(ada: User) -> None:
    client = Client()
    asked = client.get("/customers/")

    said = {"login": ada.username, "password": PASSWORD, "next": "/customers/"}
    answer = client.post(asked["Location"], said)

    assert answer.status_code == 302
    assert answer["Location"] == "/customers/"
    assert is_in(client)


def test_another_site_is_no_place_to_go(ada: User) -> None:
    said = {"login": ada.username, "password": PASSWORD, "next": "https://evil.example/"}

    assert Client().post(LOG_IN, said)["Location"] == "/"


@pytest.mark.parametrize("name", ["clerk0", "nobody"])
def test_what_is_wrong_is_not_told_apart(ada: User, name: str) -> None:
    page = log_in(name, "wrong")

    assert MISTYPED in page.text


def test_who_is_switched_off_is_out_with_the_next_request(ada: User) -> None:
    client = Client()
    log_in(ada.username, client=client)
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert not is_in(client)
    assert MISTYPED in log_in(ada.username).text


def test_who_guesses_is_locked_out_for_a_while_and_nobody_else(ada: User) -> None:
    for _ in range(5):
        locked = log_in(ada.username, "guess")

    assert locked.status_code == 429
    assert "opens again 15 minutes after" in locked.text
    assert log_in(ada.username).status_code == 429
    elsewhere = log_in(ada.username, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16), tick=True):
        assert log_in(ada.username).status_code == 302


@pytest.mark.parametrize(("proxies", "is_locked"), [(0, True), (1, False)])
def test_an_address_is_believed_from_our_own_proxies_alone(
    ada: User, settings: Any, proxies: int, is_locked: bool
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(5):
        log_in(ada.username, "guess", headers={"X-Forwarded-For": f"203.0.113.{number}"})

    answer = log_in(ada.username, headers={"X-Forwarded-For": "198.51.100.7"})

    assert (answer.status_code == 429) == is_locked


def test_what_was_typed_is_in_no_log(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(6):
            log_in("my-secret-typed-as-name", "my-other-secret")

    assert "secret" not in caplog.text


def test_a_changed_password_ends_the_log_ins_elsewhere(ada: User) -> None:
    here, elsewhere = Client(), Client()
    log_in(ada.username, client=here)
    log_in(ada.username, client=elsewhere)

    said = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    changed = here.post(CHANGE, said, follow=True)

    assert changed.status_code == 200
    assert is_in(here)
    assert not is_in(elsewhere)
    assert log_in(ada.username, OTHER).status_code == 302
    assert Event.objects.get(kind="user.password_changed").by == ada.actor


@pytest.mark.parametrize(
    ("password", "says"),
    [("short", "too short"), ("password1234", "too common"), ("ada@talbruck.example.", "similar")],
)
def test_a_weak_password_is_refused_with_the_reason(ada: User, password: str, says: str) -> None:
    client = Client()
    log_in(ada.username, client=client)

    page = client.post(
        CHANGE, {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    assert says in page.text
    assert log_in(ada.username).status_code == 302


def test_without_a_mail_server_a_new_password_is_not_offered(
    ada: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.MAILERS["default"], "BACKEND", NO_SERVER)

    assert "An administrator gives you a link for a new one" in Client().get(LOG_IN).text
    assert Client().get(RESET).status_code == 404
    assert Client().post(RESET, {"email": ada.email}).status_code == 404


def test_a_new_password_by_mail(ada: User, settings: Any) -> None:
    at_work, client = client_of(ada), Client()

    asked = client.post(RESET, {"email": ada.email}, follow=True)
    [sent] = mail.outbox
    [link] = re.findall(rf"{settings.PUBLIC_BASE_URL}(\S+)", sent.body)
    form = client.get(link, follow=True)
    done = client.post(
        form.request["PATH_INFO"], {"password1": OTHER, "password2": OTHER}, follow=True
    )

    assert "Look at your mails" in asked.text
    assert sent.to == [ada.email] and sent.from_email == "ar@talbruck.example"
    assert "Your new password is set" in done.text
    assert not is_in(at_work)
    assert not is_in(client)
    assert "This link opens nothing" in Client().get(link).text


def test_nobody_learns_who_works_here(ada: User) -> None:
    known = Client().post(RESET, {"email": ada.email}, follow=True)
    unknown = Client().post(RESET, {"email": "stranger@example.com"}, follow=True)

    assert without_nonce(known.text) == without_nonce(unknown.text)
    assert len(mail.outbox) == 1


def without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page)


def test_nobody_signs_up(db: None) -> None:
    for path in ("/signup/", "/log-in/signup/", "/accounts/signup/"):
        assert Client().get(path).status_code in {302, 404}
    assert "Sign" not in Client().get(LOG_IN).text
