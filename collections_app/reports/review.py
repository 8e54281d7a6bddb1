"""What waits for a person: approvals, unknown sends, failures, and decisions."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from collections_app.communications.choices import State
from collections_app.communications.models import Communication, PrintRun
from collections_app.companies.models import Company
from collections_app.dunning.actions import UNFINISHED_DAYS
from collections_app.dunning.brakes import FLOOD, RESTORED
from collections_app.dunning.choices import NoticeState, Track
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.lib.together import read_together
from collections_app.reports.chronology import Entry, Line, entries_of, lines_of
from collections_app.reports.print_runs import late_before, late_runs
from collections_app.reports.task_words import task_words
from collections_app.reports.unknown_sends import Unknown, longest_first, unknown_send
from collections_app.reports.words import level_name, reason_words
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

ROWS = 30
OLD = UNFINISHED_DAYS - 1  # business days that a notice waits
PARTS = ("notices", "unknown", "tasks", "runs")
TOGETHER = (FLOOD, RESTORED)  # they wait for one reason, and one decision may do for all
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
    days: int = 0  # that it waits
    is_old: bool = False  # soon it is withdrawn and planned anew
    overtaken: str = ""  # why the last look would stop it: what its invoices owe has changed

    @property
    def code(self) -> str:
        """Why it waits."""
        code: str = self.notice.reason.get("approval", "")
        return code

    @property
    def is_in_group(self) -> bool:
        return self.code in TOGETHER

    @property
    def in_words_of(self) -> str:
        """The level whose words it uses where they are not its own: never softer than before."""
        wording = self.notice.wording
        return level_name(wording) if wording != self.notice.level else ""

    @property
    def demands(self) -> list[tuple[str, Decimal]]:
        """Currency and sum that it asks for."""
        sums: dict[str, Decimal] = {}
        for one in self._lines:
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.demanded
        return sorted(sums.items())

    @property
    def invoice_count(self) -> int:
        return len(self._lines)

    @property
    def _lines(self) -> list[Line]:
        return lines_of(self.messages[0].communication) if self.messages else []


@dataclass(frozen=True)
class Group:
    """Notices that wait for one reason; the first of them are shown."""

    code: str
    reason: str
    count: int
    notices: list[WaitingNotice]


@dataclass(frozen=True)
class OpenTask:
    """A task with its reason in words."""

    task: Task
    why: str


@dataclass(frozen=True)
class Review:
    """Lists of the first rows each; what failed is shown and not counted."""

    notices: list[WaitingNotice]
    groups: list[Group]
    unknown: list[Unknown]
    failed: list[Entry]
    late_runs: list[PrintRun]
    tasks: list[OpenTask]

    @property
    def grouped(self) -> int:
        """How many notices wait in groups."""
        return sum(group.count for group in self.groups)


def review_of(company: Company, *, now: dt.datetime) -> Review:
    """All that waits in a company, oldest first, in a fixed number of queries."""
    rows = _Rows(company, now)
    entries = entries_of([*rows.carried, *rows.unknown, *rows.failed])
    of = {entry.communication.pk: entry for entry in entries}
    carried = [of[one.pk] for one in rows.carried]
    day = company.working_day(now)
    owed = {notice: (changed, open) for notice, changed, open in rows.owed}
    old_on = company.calendar.add_business_days(day, -OLD)
    notices = [_waiting(one, carried, owed, day, old_on) for one in rows.notices]
    return Review(
        notices=[one for one in notices if not one.is_in_group],
        groups=[_group(code, size, notices) for code, size in rows.groups],
        unknown=[unknown_send(of[one.pk], now) for one in rows.unknown],
        failed=[of[one.pk] for one in rows.failed],
        late_runs=list(rows.late_runs),
        tasks=[OpenTask(one, task_words(one.kind, one.values)) for one in rows.tasks],
    )


class _Rows:
    """What the page shows of each list, read in one query."""

    def __init__(self, company: Company, now: dt.datetime) -> None:
        parts = waiting(company, late_before=late_before(company, now))
        self.notices = _first_of_each(parts["notices"])
        self.groups = (
            parts["notices"]
            .filter(_TOGETHER)
            .order_by("reason__approval")
            .values_list("reason__approval")
            .annotate(size=Count("pk"))
        )
        shown = _first_of_each(waiting_notices(company)).values("pk")
        carried = Communication.objects.filter(
            notice_message__notice__in=shown, state=State.WAITING
        )
        self.carried = _with_parts(carried)
        self.unknown = longest_first(parts["unknown"])[:ROWS]
        failed = _in_state(company, State.FAILED)
        self.failed = failed.order_by("-created_at", "-pk")[:ROWS]
        self.late_runs = parts["runs"]
        self.tasks = parts["tasks"][:ROWS]
        self.owed = _owed_since(shown)
        read_together(*vars(self).values())


def _owed_since(notices: QuerySet[Any]) -> QuerySet[Any, tuple[int, int, int]]:
    """Of each notice: the lines whose invoice owes something else by now, and those still open."""
    lines = NoticeLine.objects.filter(notice__in=notices).exclude(notice__track=Track.THANKS)
    changed = Count("pk", filter=~Q(invoice__demandable=F("demanded")))
    still_open = Count("pk", filter=~Q(invoice__balance=0))
    return lines.order_by().values_list("notice").annotate(changed=changed, still_open=still_open)


def _first_of_each(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Of each group that is decided together, and of all others."""
    group = Case(When(_TOGETHER, then=F("reason__approval")), default=None)
    place = Window(RowNumber(), partition_by=[group], order_by=["day", "pk"])
    return notices.annotate(place=place).filter(place__lte=ROWS)


def waiting(company: Any, *, late_before: Any) -> dict[str, QuerySet[Any]]:
    """The parts that are counted together; the rail shows how many things wait."""
    return {
        "notices": waiting_notices(company),
        "unknown": _in_state(company, State.UNKNOWN),
        "tasks": _tasks(company),
        "runs": late_runs(company, late_before).order_by("opened_at"),
    }


def waiting_notices(company: Any) -> QuerySet[Notice]:
    return (
        Notice.objects.filter(company=company, state=NoticeState.WAITING)
        .select_related("customer")
        .order_by("day", "pk")
    )


_TOGETHER = Q(reason__approval__in=TOGETHER)


def group_of(company: Company, code: str) -> QuerySet[Notice]:
    """The notices that wait for that one reason."""
    return waiting_notices(company).filter(reason__approval=code)


def _group(code: str, size: int, notices: list[WaitingNotice]) -> Group:
    mine = [one for one in notices if one.code == code]
    return Group(code, reason_words({"approval": code}), size, mine)


def _in_state(company: Any, state: str) -> QuerySet[Communication]:
    return _with_parts(Communication.objects.filter(company=company, state=state))


def _with_parts(rows: QuerySet[Communication]) -> QuerySet[Communication]:
    parts = ("wording", "company", "customer", "contact", "notice_message__notice")
    return rows.select_related(*parts).order_by("created_at", "pk")


def _tasks(company: Any) -> QuerySet[Task]:
    return (
        Task.objects.filter(WAITS_HERE, company=company, state=TaskState.OPEN)
        .select_related("customer")
        .order_by("due_on", "pk")
    )


def _waiting(
    notice: Notice,
    carried: Iterable[Entry],
    owed: Mapping[int, tuple[int, int]],
    day: dt.date,
    old_on: dt.date,
) -> WaitingNotice:
    return WaitingNotice(
        notice=notice,
        level=level_name(notice.level),
        reason=reason_words(notice.reason),
        messages=[
            one for one in carried if one.communication.notice_message.notice_id == notice.pk
        ],
        days=(day - notice.day).days,
        is_old=notice.day <= old_on,
        overtaken=_overtaken(*owed[notice.pk]) if notice.pk in owed else "",
    )


def _overtaken(changed: int, still_open: int) -> str:
    if not still_open:
        return "Paid since: nothing of it is open any more, it will not go."
    if changed:
        what = "one of its invoices owes" if changed == 1 else f"{changed} of its invoices owe"
        return f"Changed since: {what} another amount, it will not go as it is."
    return ""
