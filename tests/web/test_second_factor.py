"""The second factor: offered to all, wanted from deciders once a company is live."""

import datetime as dt
import re
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.history.models import Event
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests import factories
from tests.web.conftest import person, with_second_factor

PASSWORD = "correct horse battery"
SET_UP, CODES, REMOVE = "/second-factor/set-up/", "/second-factor/codes/", "/second-factor/remove/"


def user(role: str, company: Company) -> User:
    one = person(role, company)
    one.set_password(PASSWORD)
    one.save()
    return one


def type_log_in(one: User, **more: Any) -> tuple[Client, Any]:
    client = Client()
    said = {"login": one.username, "password": PASSWORD}
    return client, client.post("/log-in/", said, follow=True, **more)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def wrong(code: str) -> str:
    return f"{(int(code) + 7) % 1_000_000:06}"


def answer(client: Client, code: str) -> Any:
    return client.post("/log-in/code/", {"code": code}, follow=True)


def confirmed(client: Client, path: str) -> Any:
    """The page, the password typed once more where that is asked for."""
    page = client.get(path, follow=True)
    if page.request["PATH_INFO"] == "/confirm/":
        page = client.post(page.request["PATH_INFO"], {"password": PASSWORD}, follow=True)
    return page


@pytest.fixture
def live(db: None) -> Company:
    return factories.company(mode=Mode.LIVE, live_since=factories.date("2024-01-01"))


def test_it_is_set_up_with_a_code_and_asked_for_from_then_on(company: Company) -> None:
    clerk = user(Role.CLERK, company)
    client, _ = type_log_in(clerk)
    elsewhere, _ = type_log_in(clerk)

    page = client.get(SET_UP)
    secret = re.findall(r'<code class="pick">(\w+)</code>', page.text)[0]
    refused = client.post(SET_UP, {"code": wrong(code_of(secret))})
    shown = client.post(SET_UP, {"code": code_of(secret)}, follow=True)

    assert "<svg" in page.text and "style=" not in page.text
    assert "This code does not fit" in refused.text
    assert len(re.findall(r"<li><code>\d{8}</code>", shown.text)) == 10
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert Event.objects.get(kind="user.second_factor_set_up").by == clerk.actor
    assert type_log_in(clerk)[1].request["PATH_INFO"] == "/log-in/code/"


def test_the_password_alone_opens_nothing(company: Company) -> None:
    one = user(Role.CLERK, company)
    secret = with_second_factor(one)
    client, page = type_log_in(one)

    assert "From the app on your telephone" in page.text
    assert client.get("/").status_code == 302
    assert "This code does not fit" in answer(client, wrong(code_of(secret))).text
    assert answer(client, code_of(secret)).request["PATH_INFO"] == "/"


def test_a_code_opens_once(company: Company) -> None:
    one = user(Role.CLERK, company)
    code = code_of(with_second_factor(one))
    answer(type_log_in(one)[0], code)

    again = answer(type_log_in(one)[0], code)

    assert "This code does not fit" in again.text


def test_a_recovery_code_opens_once(company: Company) -> None:
    one = user(Role.CLERK, company)
    secret = with_second_factor(one)
    client = type_log_in(one)[0]
    answer(client, code_of(secret))
    [code, *_] = re.findall(r"<code>(\d{8})</code>", confirmed(client, CODES).text)

    assert answer(type_log_in(one)[0], code).request["PATH_INFO"] == "/"
    assert "This code does not fit" in answer(type_log_in(one)[0], code).text


def test_guessing_codes_ends_soon(company: Company) -> None:
    one = user(Role.CLERK, company)
    secret = with_second_factor(one)
    client = type_log_in(one)[0]
    for _ in range(5):
        answer(client, wrong(code_of(secret)))

    late = answer(client, code_of(secret))

    assert "Too many wrong codes. Try again in five minutes." in late.text
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6), tick=True):
        assert answer(client, code_of(secret)).request["PATH_INFO"] == "/"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_deciders_of_a_live_company_are_led_to_set_it_up(live: Company, role: str) -> None:
    client, page = type_log_in(user(role, live))

    assert page.request["PATH_INFO"] == SET_UP
    assert "Not now: log out" in page.text
    for path in ("/", "/customers/", "/settings/", "/second-factor/"):
        assert client.get(path)["Location"] == SET_UP
    row = client.post("/settings/keys/", headers={"HX-Request": "true"})
    assert row["HX-Redirect"] == SET_UP
    assert client.post("/stopping/stop").status_code in {200, 302}
    assert client.post("/log-out/")["Location"] == "/log-in/"


@pytest.mark.parametrize(
    ("role", "mode"),
    [
        (Role.CLERK, Mode.LIVE),
        (Role.AUDITOR, Mode.LIVE),
        (Role.MANAGER, Mode.REHEARSAL),
        (Role.ADMINISTRATOR, Mode.OFF),
    ],
)
def test_from_others_it_is_not_wanted(db: None, role: str, mode: str) -> None:
    company = factories.company(mode=mode)

    client, page = type_log_in(user(role, company))

    assert page.request["PATH_INFO"] == "/"
    assert "Set it up" in client.get("/settings/").text


def test_it_is_removed_where_it_is_not_needed(company: Company, live: Company) -> None:
    free, bound = user(Role.MANAGER, company), user(Role.MANAGER, live)
    pages = []
    for one in (free, bound):
        secret = with_second_factor(one)
        client = type_log_in(one)[0]
        answer(client, code_of(secret))
        confirmed(client, REMOVE)
        pages.append(client.post(REMOVE, follow=True))

    assert "The second factor is removed." in pages[0].text
    assert "Your companies reach customers: it is needed." in pages[1].text
    assert type_log_in(free)[1].request["PATH_INFO"] == "/"
    assert type_log_in(bound)[1].request["PATH_INFO"] == "/log-in/code/"


def test_long_after_the_log_in_the_password_is_asked_for_first(company: Company) -> None:
    client, _ = type_log_in(user(Role.CLERK, company))

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=10), tick=True):
        asked = client.get(SET_UP, follow=True)
        refused = client.post("/confirm/", {"password": "wrong"})
        said = {"password": PASSWORD, "next": SET_UP}
        page = client.post("/confirm/", said, follow=True)

    assert f'name="next" value="{SET_UP}"' in asked.text
    assert "Your password once more" in asked.text
    assert "This is not your password." in refused.text
    assert page.request["PATH_INFO"] == SET_UP
