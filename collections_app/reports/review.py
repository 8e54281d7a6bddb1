"""What waits for a person: approvals, unknown sends, failures, and decisions."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from collections_app.communications.choices import State
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice
from collections_app.reports.chronology import Entry, entries_of
from collections_app.reports.task_words import task_words
from collections_app.reports.words import level_name, reason_words
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

ROWS = 30
TASK_KINDS = (
    TaskKind.DECIDE,
    TaskKind.REVIEW_OLD_DEBT,
    TaskKind.REVIEW_STANDING,
    TaskKind.REVIEW_NOTICE,
    TaskKind.MEND_CHANNEL,
    TaskKind.MEND_FILE,
    TaskKind.STALE_LEDGER,
    TaskKind.VERIFY,
)

# A customer's own money is matched from the queue; money of nobody has no row there.
WAITS_HERE = Q(kind__in=TASK_KINDS) | Q(kind=TaskKind.MATCH_PAYMENT, customer__isnull=True)


@dataclass(frozen=True)
class WaitingNotice:
    """A notice that waits for approval, with its messages as they would go."""

    notice: Notice
    level: str
    reason: str
    messages: list[Entry]

    @property
    def in_words_of(self) -> str:
        """The level whose words it uses where they are not its own: never softer than before."""
        wording = self.notice.wording
        return level_name(wording) if wording != self.notice.level else ""

    @property
    def demands(self) -> list[tuple[str, Decimal]]:
        """Currency and sum that it asks for."""
        lines = self.messages[0].lines if self.messages else []
        sums: dict[str, Decimal] = {}
        for one in lines:
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.demanded
        return sorted(sums.items())

    @property
    def invoice_count(self) -> int:
        return len(self.messages[0].lines) if self.messages else 0


@dataclass(frozen=True)
class OpenTask:
    """A task with its reason in words."""

    task: Task
    why: str


@dataclass(frozen=True)
class Review:
    """Four lists of the first rows each; what failed is shown and not counted."""

    notices: list[WaitingNotice]
    unknown: list[Entry]
    failed: list[Entry]
    tasks: list[OpenTask]


def review_of(company: Company) -> Review:
    """All that waits in a company, oldest first, in a fixed number of queries."""
    parts = waiting(company)
    failed = _in_state(company, State.FAILED).order_by("-created_at", "-pk")
    tasks = [OpenTask(one, task_words(one.kind, one.values)) for one in parts["tasks"][:ROWS]]
    return Review(
        notices=_waiting(list(parts["notices"][:ROWS])),
        unknown=entries_of(list(parts["unknown"][:ROWS])),
        failed=entries_of(list(failed[:ROWS])),
        tasks=tasks,
    )


def waiting(company: Company) -> dict[str, QuerySet[Any]]:
    """The parts that are counted together; the rail shows how many things wait."""
    return {
        "notices": waiting_notices(company),
        "unknown": _in_state(company, State.UNKNOWN),
        "tasks": _tasks(company),
    }


def waiting_notices(company: Company) -> QuerySet[Notice]:
    return (
        Notice.objects.filter(company=company, state=NoticeState.WAITING)
        .select_related("customer")
        .order_by("day", "pk")
    )


def _in_state(company: Company, state: str) -> QuerySet[Communication]:
    return _with_parts(Communication.objects.filter(company=company, state=state))


def _with_parts(rows: QuerySet[Communication]) -> QuerySet[Communication]:
    parts = ("wording", "company", "customer", "contact", "notice_message__notice")
    return rows.select_related(*parts).prefetch_related("attempts").order_by("created_at", "pk")


def _tasks(company: Company) -> QuerySet[Task]:
    return (
        Task.objects.filter(WAITS_HERE, company=company, state=TaskState.OPEN)
        .select_related("customer")
        .order_by("due_on", "pk")
    )


def _waiting(notices: list[Notice]) -> list[WaitingNotice]:
    carried = _with_parts(Communication.objects.filter(notice_message__notice__in=notices))
    entries = entries_of(list(carried))
    return [
        WaitingNotice(
            notice=one,
            level=level_name(one.level),
            reason=reason_words(one.reason),
            messages=[
                entry for entry in entries if entry.communication.notice_message.notice_id == one.pk
            ],
        )
        for one in notices
    ]
