"""Log-ins end when they are idle, and at their length anyway; one's own are shown."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.jobs.tasks import forget_log_ins
from collections_app.users.choices import Role
from collections_app.users.models import Session, User
from collections_app.web.sessions import device_of
from tests import factories
from tests.web.conftest import client_of, person

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada(company: Company) -> User:
    return person(Role.CLERK, company)


def at_minutes(*minutes: float, ask: Callable[[], object]) -> list[object]:
    """What is answered so many minutes from now, one after the other."""
    began, answers = timezone.now(), []
    for each in minutes:
        with time_machine.travel(began + dt.timedelta(minutes=each), tick=True):
            answers.append(ask())
    return answers


def codes(client: Client, *minutes: float, path: str = "/") -> list[object]:
    return at_minutes(*minutes, ask=lambda: client.get(path).status_code)


def test_a_log_in_that_is_used_goes_on_and_ends_when_idle(ada: User) -> None:
    client = client_of(ada)

    assert codes(client, 0, 29, 58, 87, 118) == [200, 200, 200, 200, 302]


def test_after_twelve_hours_it_ends_though_it_is_used(ada: User) -> None:
    client = client_of(ada)

    answers = codes(client, *range(0, 720, 20), 721)

    assert answers == [200] * 36 + [302]


def test_a_page_that_asks_by_itself_keeps_nobody_in(ada: User, company: Company) -> None:
    client, customer = client_of(ada), factories.customer(company)
    here = f"/customers/{customer.pk}/here/"

    client.get("/")

    assert codes(client, 20, 29, 31, path=here)[-1] == 302


def test_a_key_on_that_page_does(ada: User, company: Company) -> None:
    client, customer = client_of(ada), factories.customer(company)

    client.get("/")
    answers = codes(client, 20, 45, path=f"/customers/{customer.pk}/here/?alive=1")

    assert 302 not in answers


def test_ones_own_are_shown_and_the_others_ended(ada: User) -> None:
    colleague = client_of(person(Role.CLERK, *ada.companies.all()))
    elsewhere, here = Client(), Client()
    elsewhere.force_login(ada)
    here.force_login(ada)
    elsewhere.get("/", headers={"User-Agent": IPHONE})
    colleague.get("/")

    page = here.get("/settings/", headers={"User-Agent": FIREFOX}).text
    here.get("/settings/")
    page = here.get("/settings/").text
    said = here.post("/settings/log-ins/end", headers=HTMX).text

    assert "Firefox on Windows" in page and "Safari on iPhone" in page
    assert page.count("This one") == 1
    assert "One other log-in is ended." in said
    assert "Safari on iPhone" not in said
    assert elsewhere.get("/").status_code == 302
    assert here.get("/").status_code == colleague.get("/").status_code == 200


def test_a_log_in_takes_a_new_number(ada: User) -> None:
    """So that who planted the one before learns nothing."""
    ada.set_password("correct horse battery")
    ada.save()
    client = Client()
    client.get("/log-in/?next=/")
    client.session["planted"] = "1"
    before = client.session.session_key

    client.post("/log-in/", {"login": ada.username, "password": "correct horse battery"})

    assert client.session.session_key != before
    assert Session.objects.filter(user=ada).count() == 1


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Linux"),
        ("curl/8.5", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_device_is_named_as_far_as_it_is_known(agent: str, name: str) -> None:
    assert device_of(agent) == name


def test_what_is_over_is_forgotten_at_night(ada: User) -> None:
    client_of(ada).get("/")
    log_in = {"login": ada.username, "password": "guess"}
    Client().post("/log-in/", log_in)

    forget_log_ins()
    kept = Session.objects.count(), AccessAttempt.objects.count()
    with time_machine.travel(timezone.now() + dt.timedelta(days=2), tick=True):
        forget_log_ins()

    assert kept[0] > 0 and kept[1] == 1
    assert not Session.objects.exists() and not AccessAttempt.objects.exists()
