"""All that must always be true, looked at in one pass over the data."""

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

import collections_app.communications.checks as communications
import collections_app.disputes.checks as disputes
import collections_app.dunning.checks as dunning
import collections_app.dunning.sending_checks as sending
import collections_app.history.checks as history
import collections_app.invoices.checks as invoices
import collections_app.payments.checks as payments
import collections_app.promises.checks as promises
import collections_app.replies.checks as replies
import collections_app.reports.checks as reports
from collections_app.jobs.day import companies_at_work
from collections_app.lib.checks import Check, Found
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState

ROOMS = (
    history,
    communications,
    invoices,
    payments,
    disputes,
    promises,
    dunning,
    sending,
    replies,
    reports,
)
CHECKS: tuple[Check, ...] = tuple(check for room in ROOMS for check in room.CHECKS)
BY = "verify"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that is not true, and of which rows."""

    check: Check
    found: Found

    def __str__(self) -> str:
        named = ", ".join(self.found.first)
        rest = self.found.count - len(self.found.first)
        more = f" and {rest:,} more" if rest else ""
        return f"{self.check.sentence}\n    Not so: {self.check.of} {named}{more}"


def verify(*, files: bool = False, at: dt.datetime | None = None) -> list[Finding]:
    """What is not as it must be, of all companies; nothing is written.

    With `files` every stored paper is read too. `at` is the moment at which a message that is
    ready lies too long; without it the database's clock says.
    """
    checks = (*CHECKS, *communications.FILE_CHECKS, *disputes.FILE_CHECKS) if files else CHECKS
    with _one_moment() as now:
        looked = [Finding(check, check.find(at or now)) for check in checks]
    return [one for one in looked if one.found.count]


@contextmanager
def _one_moment() -> Iterator[dt.datetime]:
    """All checks see the data of one moment; within a transaction, what that one sees."""
    is_whole = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_whole:
            cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("select now()")
        yield cursor.fetchone()[0]


def tell(findings: Sequence[Finding], *, at: dt.datetime) -> None:
    """A line in the log, and a task for the manager of each company at work while it lasts."""
    if findings:
        counts = ", ".join(f"{one.check.name} {one.found.count}" for one in findings)
        logger.error("Not everything adds up: %s. `manage.py verify` names the rows.", counts)
    else:
        logger.info("All of %s checks hold.", len(CHECKS))
    for company in companies_at_work():
        subject = ("company", company.pk)
        if findings:
            open_task(
                company_id=company.pk,
                kind=TaskKind.VERIFY,
                subject=subject,
                due_on=company.day_of(at),
                at=at,
                values={"first": findings[0].check.sentence},
            )
        else:
            close_tasks(
                kind=TaskKind.VERIFY, subject=subject, by=BY, at=at, state=TaskState.CANCELLED
            )
