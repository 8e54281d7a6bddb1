"""Real servers for the tests: a private PostgreSQL and Valkey that end with the run."""

import datetime as dt
import fcntl
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import django
import hypothesis
import pytest
import time_machine
from pytest_django.plugin import DjangoDbBlocker

PARALLEL_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def private_environment() -> dict[str, str]:
    """Nothing of the machine's own configuration reaches the tests."""
    folder = tempfile.mkdtemp(prefix="dunwell-tests-")
    # PostgreSQL runs as another user where the tests run as root.
    Path(folder).chmod(0o755)
    return dict.fromkeys(CONFIGURATION, "") | {
        "VAR_DIR": folder,
        "THROWAWAY_SERVERS": "1",
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
        "SECRET_KEY": "known to everybody who reads it, and so to be used by the tests only",
        "DJANGO_SETTINGS_MODULE": "collections_app.settings",
    }


CONFIGURATION = [
    "REDIS_URL",
    "EMAIL_URL",
    "MAILBOX_URL",
    "MAIL_LOG",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_AUTH_TOKEN_OLD",
    "TWILIO_BASE_URL",
    "PUBLIC_BASE_URL",
    "ALLOWED_HOSTS",
    "PORT",
    "DEBUG",
    "SENDING",
    "EMAIL_PER_MINUTE",
    "SMS_PER_MINUTE",
    "VOICE_PER_MINUTE",
    "INSTALLATION_ID",
]
if not PARALLEL_WORKER:
    # The workers of a parallel run inherit it, and share one pair of servers.
    os.environ |= private_environment()

from collections_app import env  # noqa: E402 - reads the environment made above
from collections_app.servers import joining  # noqa: E402

# Not by pytest-django, which would read the settings before this file.
django.setup()
# No test holds a stopwatch: a busy machine is not a defect.
hypothesis.settings.register_profile("dunwell", deadline=None)
hypothesis.settings.load_profile("dunwell")

from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402
from django.core.cache.backends.locmem import LocMemCache  # noqa: E402
from django.db import connection  # noqa: E402 - needs the settings

from collections_app.companies import installation  # noqa: E402
from collections_app.lib import hints  # noqa: E402
from tests import emptying  # noqa: E402

emptying.empty_after_each()
# Guessing a password of the tests need not be dear: a fifth of a second for each, all the same.
Argon2PasswordHasher.time_cost = 1
Argon2PasswordHasher.memory_cost = 8  # kB
Argon2PasswordHasher.parallelism = 1


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: to look through it for garbage is in vain.

    A tenth of a test's time goes into that otherwise.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure() -> None:
    """The keepers remove their servers' folders even when the run is killed; the rest goes here."""
    if PARALLEL_WORKER:
        return
    for server in (env.POSTGRES, env.VALKEY):
        joining.leave(server)
        joining.stopped(server, within_seconds=10)
    shutil.rmtree(env.VAR, ignore_errors=True)


@pytest.fixture(scope="session")
def broker_url() -> str:
    """The address of a real Valkey."""
    if env.VALKEY in env.EMBEDDED:
        joining.join(env.VALKEY)
    return env.BROKER_URL


def last_business_noon() -> dt.datetime:
    """Noon in UTC of the last Monday to Friday that is over, or of today."""
    now = dt.datetime.now(dt.UTC)
    days_back = max(now.weekday() - 4, 0)
    return now.replace(hour=12, minute=0, second=0) - dt.timedelta(days_back)


@pytest.fixture(autouse=True)
def on_a_business_day() -> Iterator[None]:
    """The clock runs on from noon of a business day: no test depends on when it is run."""
    with time_machine.travel(last_business_noon(), tick=True):
        yield


@pytest.fixture(autouse=True)
def a_new_machine() -> Iterator[None]:
    """The tables are emptied after a test: what the machine remembers of them goes too."""
    yield
    shutil.rmtree(installation.memory(), ignore_errors=True)


@pytest.fixture(autouse=True)
def nobody_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests beside each other give their customers the same numbers: each has a memory of its own.

    What is kept in a real server is tested where that is.
    """
    monkeypatch.setattr(hints, "cache", LocMemCache(uuid4().hex, {}))
    monkeypatch.setattr(hints, "_server", hints._Server())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Browsers and workers may end after the last test: they do not keep its database."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )


@pytest.fixture
def alone_at_the_broker(broker_url: str) -> Iterator[None]:
    """All tests ring at one broker: the worker of one would hear, and lose, another's bell."""
    with (env.VAR / "broker.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
