"""The demo company, built once for the tests that look at the whole of it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from time_machine import travel

from collections_app.companies.models import Company
from collections_app.demo import sample
from collections_app.jobs.day import play
from collections_app.users.models import User
from tests.emptying import empty
from tests.factories import date, noon
from tests.web.conftest import is_seen

TODAY = "2026-11-24"  # a Tuesday


@dataclass
class Built:
    """The company on its day, somebody who may see it, and what building took."""

    company: Company
    client: Client
    processor_seconds: float


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Built]:
    """Committed, because a year in one transaction would be slow; everything is flushed after."""
    with (
        django_db_blocker.unblock(),
        travel(noon(TODAY), tick=False),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sample, "LOG_INS", tmp_path_factory.mktemp("demo") / "log-ins")
        began = time.process_time()
        try:
            company = sample.load(today=date(TODAY), now=noon(TODAY))
            play(company, day=date(TODAY), now=noon(TODAY))
            seconds = time.process_time() - began
            yield Built(company, _client(), seconds)
        finally:
            empty()


def _client() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="nora"))
    is_seen(client)
    return client
