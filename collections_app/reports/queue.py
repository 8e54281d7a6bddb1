"""The queue: who needs a person today or is overdue, ranked by points that the row explains."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from collections_app.communications.choices import State as CommunicationState
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Decision, Notice
from collections_app.invoices.models import Summary
from collections_app.lib.money import show_amount
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import Promise
from collections_app.reports.chronology import title_of
from collections_app.reports.ranking import TASK_POINTS, in_queue, open_tasks, ranked
from collections_app.reports.words import LANGUAGE, day_name, state_of_play, task_words
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.models import Task

ROWS = 30
MOST_FLAGS = 2


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before; its text stands in the address."""

    points: int
    id: int

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        points, _, id = text.partition("-")
        return cls(int(points), int(id)) if points.isdecimal() and id.isdecimal() else None

    def __str__(self) -> str:
        return f"{self.points}-{self.id}"


@dataclass(frozen=True)
class Row:
    """One customer in the queue."""

    customer: Customer
    points: int
    explained: list[tuple[str, int]]
    why: str
    summaries: list[Summary]
    days_overdue: int
    tasks: list[Task]
    last_contact: Communication | None
    waits_for_approval: bool
    promises: list[Promise]
    disputes: list[Dispute]

    @property
    def last_title(self) -> str:
        return title_of(self.last_contact) if self.last_contact else ""

    @property
    def act(self) -> str:
        """What a person does next: the kind of the first task, approve, or just open."""
        if self.tasks:
            return self.tasks[0].kind
        return "approve" if self.waits_for_approval else "open"

    @property
    def flags(self) -> list[tuple[str, str]]:
        """Code and words, the most pressing two."""
        flags = [("broken", "Promise broken") for one in self.tasks if "promise" in one.values]
        if self.waits_for_approval:
            flags.append(("approval", "For approval"))
        flags += [("promised", f"Promised {day_name(one.promised_for)}") for one in self.promises]
        flags += [("disputed", f"Disputed {_amount(one)}") for one in self.disputes]
        return flags[:MOST_FLAGS]


@dataclass(frozen=True)
class Page:
    """Some rows, how many there are in all, and where the next page starts."""

    rows: list[Row]
    count: int
    after: Cursor | None


def queue_page(company: Company, *, day: dt.date, after: Cursor | None = None) -> Page:
    """A page of the company's queue on `day`, in a fixed number of queries."""
    in_order = ranked(company, day)
    page = in_order.filter(_beyond(after)) if after else in_order
    found = list(page.order_by("-points", "pk")[: ROWS + 1])
    rows = _rows(found[:ROWS], day)
    more = Cursor(rows[-1].points, rows[-1].customer.pk) if len(found) > ROWS else None
    return Page(rows, in_queue(company, day).count(), more)


def _beyond(after: Cursor) -> Q:
    return Q(points__lt=after.points) | Q(points=after.points, pk__gt=after.id)


def _amount(dispute: Dispute) -> str:
    return show_amount(dispute.amount, dispute.invoice.currency, LANGUAGE)


def _rows(customers: Sequence[Any], day: dt.date) -> list[Row]:
    ids = [one.pk for one in customers]
    facts = _Facts(ids, day)
    return [facts.row(one) for one in customers]


class _Facts:
    """What the rows of one page show, each kind read once."""

    def __init__(self, ids: Sequence[int], day: dt.date) -> None:
        self.day = day
        self.summaries = _by_customer(
            Summary.objects.filter(customer__in=ids, overdue__gt=0).order_by("-to_collect")
        )
        self.tasks = _by_customer(open_tasks(day).filter(customer__in=ids).order_by("due_on"))
        self.decisions = {one.customer_id: one for one in Decision.objects.filter(customer__in=ids)}
        self.notices = {one.customer_id: one for one in last_notices(ids)}
        self.contacts = {one.customer_id: one for one in _last_contacts(ids)}
        self.promises = _by_customer(
            Promise.objects.filter(customer__in=ids, state=PromiseState.OPEN)
        )
        self.disputes = _by_customer(
            Dispute.objects.filter(customer__in=ids, settled_on__isnull=True).select_related(
                "invoice"
            )
        )

    def row(self, customer: Any) -> Row:
        id = customer.pk
        tasks = sorted(self.tasks[id], key=lambda one: -TASK_POINTS.get(TaskKind(one.kind), 0))
        oldest = customer.oldest_due_on
        days_overdue = max((self.day - oldest).days, 0) if oldest else 0
        return Row(
            customer=customer,
            points=customer.points,
            explained=_explained(customer, tasks, days_overdue),
            why=self._why(id, tasks),
            summaries=self.summaries[id],
            days_overdue=days_overdue,
            tasks=tasks,
            last_contact=self.contacts.get(id),
            waits_for_approval=self._waits(id),
            promises=self.promises[id],
            disputes=self.disputes[id],
        )

    def _waits(self, id: int) -> bool:
        notice = self.notices.get(id)
        return notice is not None and notice.state == NoticeState.WAITING

    def _why(self, id: int, tasks: Sequence[Task]) -> str:
        """The task says it best; a small rest hides the decision about the whole."""
        decision = self.decisions.get(id)
        if tasks and (decision is None or tasks[0].kind != TaskKind.CLEAR_RESIDUAL):
            return task_words(tasks[0].kind, tasks[0].values)
        return state_of_play(decision, self.notices.get(id))


def _explained(customer: Any, tasks: Sequence[Task], days_overdue: int) -> list[tuple[str, int]]:
    work = tasks[0].get_kind_display().lower() if tasks else "for approval"
    if customer.approval_points > customer.task_points:
        work = "for approval"
    parts = [
        (work, customer.work_points),
        (f"{days_overdue} days", customer.day_points),
        ("amount", customer.size_points),
    ]
    return [(word, points) for word, points in parts if points]


def last_notices(ids: Sequence[int]) -> QuerySet[Notice]:
    """The last notice planned for each customer."""
    of_customers = Notice.objects.filter(customer__in=ids)
    return of_customers.order_by("customer", "-day", "-pk").distinct("customer")


def _last_contacts(ids: Sequence[int]) -> QuerySet[Communication]:
    """The last contact that happened, per customer."""
    happened = Communication.objects.filter(customer__in=ids).filter(
        Q(sent_at__isnull=False) | Q(state=CommunicationState.NOTED)
    )
    light = happened.defer("text", "html", "lines")
    return light.order_by("customer", "-created_at").distinct("customer")


def _by_customer(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.customer_id].append(row)
    return groups
