"""Honest data break nothing; whatever is spoiled past the actions is found and named."""

import pytest
from django.core.management import call_command

from collections_app.jobs.verifying import verify
from tests.jobs.whole_world import live_through, mail_and_papers


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Committed, so that each test spoils it in a transaction that is taken back."""
    with django_db_blocker.unblock(), mail_and_papers(tmp_path_factory.mktemp("papers")):
        try:
            yield live_through()
        finally:
            call_command("flush", verbosity=0, interactive=False)


def test_honest(world, db):
    assert [str(one) for one in verify(files=True)] == []
