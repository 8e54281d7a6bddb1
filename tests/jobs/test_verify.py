"""Honest data break nothing; whatever is spoiled past the actions is found and named."""

import pytest
from django.core.management import call_command

from collections_app.communications.checks import FILE_CHECKS
from collections_app.jobs.verifying import CHECKS, Finding, verify
from tests.jobs.spoiling import AT, SPOILS
from tests.jobs.whole_world import Story, live_through, mail_and_papers


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker, tmp_path_factory):
    """Committed, so that each test spoils it in a transaction that is taken back."""
    with django_db_blocker.unblock(), mail_and_papers(tmp_path_factory.mktemp("papers")):
        try:
            yield live_through()
        finally:
            call_command("flush", verbosity=0, interactive=False)


def found(findings: list[Finding], name: str) -> tuple[str, ...]:
    return next((one.found.first for one in findings if one.check.name == name), ())


def test_honest_data_break_nothing(story: Story, db):
    assert [str(one) for one in verify(files=True, at=AT)] == []


@pytest.mark.parametrize("name", SPOILS)
def test_what_is_spoiled_is_found_by_its_id(story: Story, db, name):
    id = SPOILS[name](story)

    findings = verify(files=True, at=AT)

    assert str(id) in found(findings, name.partition("__")[0])


def test_every_check_is_broken_once_here():
    names = [check.name for check in (*CHECKS, *FILE_CHECKS)]

    assert len(set(names)) == len(names)
    assert {name.partition("__")[0] for name in SPOILS} == set(names)
