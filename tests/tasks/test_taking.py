"""One person at a time is on a customer; where it is kept may be lost."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.cache.backends.redis import RedisCache
from time_machine import travel

from collections_app.lib import hints
from collections_app.settings import CACHES
from collections_app.tasks.taking import leave, take, taken_by_others
from collections_app.users.models import User
from tests.factories import noon

pytestmark = pytest.mark.django_db

AT = noon("2026-03-02")
LATER = AT + dt.timedelta(minutes=3)


@pytest.fixture
def mira() -> User:
    return User.objects.create_user("mira", first_name="Mira", last_name="Sandvoss")


@pytest.fixture
def jonas() -> User:
    return User.objects.create_user("jonas", first_name="Jonas", last_name="Kern")


@pytest.fixture(params=["a server", "memory"])
def kept(request, broker_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a real Valkey as the product keeps it, and as all other tests do."""
    if request.param == "a server":
        how = CACHES["hints"]
        options = {"OPTIONS": how["OPTIONS"], "KEY_PREFIX": uuid4().hex}
        server = RedisCache(how["LOCATION"], options)
        monkeypatch.setattr(hints, "cache", server)


def names(ids: list[int], user: User) -> dict[int, str]:
    return {id: one.name for id, one in taken_by_others(ids, user=user).items()}


@pytest.mark.usefixtures("kept")
def test_who_came_first_has_it_and_since_when(mira: User, jonas: User) -> None:
    assert take(customer_id=7, user=mira, at=AT).since == AT
    holder = take(customer_id=7, user=jonas, at=LATER)

    assert (holder.name, holder.since) == ("Mira Sandvoss", AT)
    assert take(customer_id=7, user=mira, at=LATER).since == AT
    assert names([7, 8], jonas) == {7: "Mira Sandvoss"}
    assert names([7, 8], mira) == {}


@pytest.mark.usefixtures("kept")
def test_the_next_customer_frees_the_one_before(mira: User, jonas: User) -> None:
    take(customer_id=7, user=mira, at=AT)
    take(customer_id=8, user=mira, at=LATER)

    assert names([7, 8], jonas) == {8: "Mira Sandvoss"}
    leave(user=mira)
    assert names([7, 8], jonas) == {}


@pytest.mark.usefixtures("kept")
def test_who_only_looked_frees_nothing_of_the_holder(mira: User, jonas: User) -> None:
    take(customer_id=7, user=mira, at=AT)
    take(customer_id=7, user=jonas, at=LATER)

    leave(user=jonas)

    assert names([7], jonas) == {7: "Mira Sandvoss"}


def test_it_is_forgotten_ten_minutes_after_the_last_sign_of_life(mira: User, jonas: User) -> None:
    with travel(AT, tick=False) as clock:
        take(customer_id=7, user=mira, at=AT)
        clock.shift(dt.timedelta(minutes=8))
        take(customer_id=7, user=mira, at=AT)
        clock.shift(dt.timedelta(minutes=8))
        assert names([7], jonas) == {7: "Mira Sandvoss"}
        clock.shift(dt.timedelta(minutes=3))
        assert names([7], jonas) == {}


def test_without_the_server_all_work_goes_on(
    mira: User, jonas: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hints, "cache", RedisCache("unix:///nowhere.sock", {}))

    assert take(customer_id=7, user=mira, at=AT).name == "Mira Sandvoss"
    leave(user=mira)
    assert names([7], jonas) == {}
    assert caplog.text.count("Redis does not answer") == 1
