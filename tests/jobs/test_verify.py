"""Honest data break nothing; whatever is spoiled past the actions is found and named."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError

from collections_app.communications.checks import FILE_CHECKS
from collections_app.communications.models import Gate
from collections_app.companies.installation import resume_sending, stop_sending
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.history.actions import record
from collections_app.invoices.actions import summarise
from collections_app.jobs.tasks import verify_all
from collections_app.jobs.verifying import CHECKS, Finding, _one_moment, verify
from collections_app.lib.checks import FIRST
from collections_app.reports.review import review_of
from collections_app.tasks.models import Task
from tests import factories
from tests.emptying import empty
from tests.jobs.spoiling import AT, HOUR, SPOILS
from tests.jobs.whole_world import Story, live_through, mail_and_papers


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker, tmp_path_factory):
    """Committed, so that each test spoils it in a transaction that is taken back."""
    with django_db_blocker.unblock(), mail_and_papers(tmp_path_factory.mktemp("papers")):
        try:
            yield live_through()
        finally:
            empty()


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


def test_a_finding_names_its_sentence_the_first_ids_and_how_many_more(db):
    customers = [factories.customer(factories.company()) for _ in range(FIRST + 2)]
    for one in customers:
        factories.invoice(one, "2024-01-05")  # never summed up

    (finding,) = verify()

    assert str(finding) == (
        "What is kept of each customer's debt is what its invoices add up to.\n"
        f"    Not so: customers {', '.join(str(one.pk) for one in customers[:FIRST])} and 2 more"
    )


def test_the_command_says_that_all_holds(story: Story, db):
    out = io.StringIO()

    call_command("verify", "--files", stdout=out)

    assert out.getvalue() == f"All {len(CHECKS)} checks hold, and every stored paper is there.\n"


def test_the_command_fails_where_something_is_broken(story: Story, db):
    id = SPOILS["miscounted"](story)
    out = io.StringIO()

    with pytest.raises(CommandError, match="1 of the things that must be true is not"):
        call_command("verify", stdout=out)

    assert f"Not so: communications {id}\n" in out.getvalue()


def test_papers_are_read_only_when_asked(story: Story, db):
    SPOILS["damaged_papers__another"](story)

    assert verify(at=AT) == []
    assert [one.check.name for one in verify(files=True, at=AT)] == ["damaged_papers"]


@pytest.mark.parametrize(
    "spared",
    {
        "outside the window": {"window_opens": "13:00"},
        "the window has just opened": {"window_opens": "11:50"},
        "the calendar is not there yet": {"walked_on": "2024-03-06"},
        "the ledger is too old": {"fresh_days": 0},
        "a rehearsal": {"mode": "rehearsal"},
    }.items(),
    ids=lambda spared: spared[0],
)
def test_what_has_a_reason_to_lie_is_not_called_forgotten(story: Story, db, spared):
    SPOILS["left_lying"](story)
    assert found(verify(at=AT), "left_lying")

    Company.objects.update(**spared[1])

    assert not found(verify(at=AT), "left_lying")


def test_a_backlog_that_is_worked_off_is_not_called_forgotten(story: Story, db):
    SPOILS["left_lying"](story)
    story.reminder("pays").attempts.update(started_at=AT - dt.timedelta(minutes=1))

    assert not found(verify(at=AT), "left_lying")


def test_what_is_stopped_or_rests_is_not_called_forgotten(story: Story, db):
    SPOILS["left_lying"](story)

    Gate.objects.update_or_create(channel="email", defaults={"shut_until": AT + HOUR})
    assert not found(verify(at=AT), "left_lying")

    Gate.objects.update(shut_until=None)
    stop_sending(by="user:1", at=AT - HOUR)
    assert not found(verify(at=AT), "left_lying")

    resume_sending(by="user:1", at=AT - HOUR / 60)
    assert not found(verify(at=AT), "left_lying")
    assert found(verify(at=AT + HOUR), "left_lying")


def test_a_second_copy_that_a_person_asked_for_is_no_finding(story: Story, db):
    SPOILS["sent_twice"](story)

    story.reminder("silent").attempts.filter(number=2).update(authorized_by="user:1")

    assert not found(verify(at=AT), "sent_twice")


def test_what_was_approved_a_moment_ago_is_not_called_forgotten(story: Story, db):
    SPOILS["left_lying"](story)
    known = {"kind": "notice.approved", "subject": ("notice", 1), "by": "user:1"}
    record(**known, customer_id=story.who("silent").pk, at=AT - dt.timedelta(minutes=1))

    assert not found(verify(at=AT), "left_lying")


@pytest.mark.django_db(transaction=True)
def test_a_running_system_is_looked_at_in_one_moment_and_not_touched():
    """By itself it opens a transaction that can only read; a task of the worker writes after it."""
    company = factories.company()
    factories.invoice(factories.customer(company), "2024-01-05")

    with pytest.raises(InternalError, match="read-only transaction"), _one_moment():
        Customer.objects.update(name="Spoiled")
    verify_all()

    assert Task.objects.filter(kind="verify", company=company, state="open").exists()


def test_the_nightly_check_tells_the_manager_until_it_is_mended(db, caplog):
    company = factories.company()
    customer = factories.customer(company)
    factories.invoice(customer, "2024-01-05")

    verify_all()
    verify_all()

    assert "summed_wrong 1" in caplog.text
    (waits,) = review_of(company, now=AT).tasks
    assert waits.why == (
        "The nightly check found rows of which this is not so: “What is kept of each customer's "
        "debt is what its invoices add up to.” The command manage.py verify names them."
    )

    summarise(customer_ids=[customer.pk], as_of=AT.date())
    verify_all()

    assert review_of(company, now=AT).tasks == []
