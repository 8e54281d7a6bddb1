"""The queue: who needs a person today or is overdue, ranked by points that the row explains."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Value

from collections_app.communications.choices import Channel, Direction
from collections_app.communications.choices import State as CommunicationState
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.models import Notice
from collections_app.invoices.models import Summary
from collections_app.lib.money import show_amount
from collections_app.lib.together import read_together
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import Promise
from collections_app.reports.chronology import title_of
from collections_app.reports.explaining import Points, explained
from collections_app.reports.filters import BY_AGE, BY_POINTS, Filters
from collections_app.reports.kinds import LADDER, of_kind
from collections_app.reports.models import Place
from collections_app.reports.people import name_to_call
from collections_app.reports.points import LADDER_POINTS, MANAGERS, task_points
from collections_app.reports.ranking import (
    Cursor,
    chosen_places,
    in_queue,
    oldest_places,
    open_tasks,
    top_places,
)
from collections_app.reports.task_words import task_headline
from collections_app.reports.words import LANGUAGE, day_name, state_of_play
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.models import Task
from collections_app.users.models import User
from collections_app.users.rules import can_approve

ROWS = 30
WHOLE = Filters()
MOST_FLAGS = 2


class Matter(NamedTuple):
    """An open promise or dispute, as a row shows it."""

    customer_id: int
    code: str  # promised or disputed
    on: dt.date
    amount: Decimal
    currency: str

    def words(self, today: dt.date) -> str:
        if self.code == "promised":
            return f"Promised {day_name(self.on, today)}"
        return f"Disputed {show_amount(self.amount, self.currency, LANGUAGE)}"


@dataclass(frozen=True)
class Row:
    """One customer in the queue."""

    customer: Customer
    day: dt.date
    points: int
    explained: list[Points]
    why: str
    summaries: list[Summary]
    days_overdue: int
    place: Cursor
    tasks: list[Any]  # open ones, each with the `person` to call
    last_contact: Communication | None
    waits_for_approval: bool
    notice: Notice | None
    matters: list[Matter]

    @property
    def last_title(self) -> str:
        return title_of(self.last_contact) if self.last_contact else ""

    @property
    def act(self) -> str:
        """What a person does next: the kind of the first task, approve, or just open.

        A call to somebody whose number nobody knows begins with finding it.
        """
        if self.tasks and self.tasks[0].kind == TaskKind.CALL and self.tasks[0].person is None:
            return "find_number"
        if self.tasks:
            return self.tasks[0].kind
        return "approve" if self.waits_for_approval else "open"

    @property
    def is_managers(self) -> bool:
        """Only a manager can do it; others find at the customer what they can do meanwhile."""
        return self.act == "approve" or self.act in MANAGERS

    @property
    def person(self) -> str | None:
        """The name of whom the act is about, where it is a call; empty for a desk."""
        return self.tasks[0].person if self.act == TaskKind.CALL else None

    @property
    def flags(self) -> list[tuple[str, str]]:
        """Code and words, the most pressing two."""
        flags = [("broken", "Promise broken") for one in self.tasks if "promise" in one.values]
        if self.waits_for_approval:
            flags.append(("approval", "For approval"))
        flags += [(one.code, one.words(self.day)) for one in _told(self.matters)]
        return flags[:MOST_FLAGS]


@dataclass(frozen=True)
class Page:
    """Some rows, and where the next page starts."""

    rows: list[Row]
    after: Cursor | None


def queue_page(
    company: Company,
    *,
    user: User,
    day: dt.date,
    after: Cursor | None = None,
    filters: Filters = WHOLE,
) -> Page:
    """A page of the company's queue on `day` as `user` sees it, in a fixed number of queries."""
    found = _places(company, user, day, after, ROWS + 1, filters)
    decides = can_approve(user.role)
    rows = _rows(found[:ROWS], day, decides)
    return Page(rows, _cursor(found[ROWS - 1], day, decides) if len(found) > ROWS else None)


def next_customers(
    customer: Customer,
    *,
    user: User,
    day: dt.date,
    filters: Filters,
    count: int,
    came_from: Cursor | None,
) -> list[tuple[Customer, Cursor]]:
    """Those who come after this one in the queue, each with its own place.

    `came_from` is where the customer stood when it was opened: what was done since may have moved
    it down. Without it, it is where it stands now; the queue's first where it is not in it.
    """
    decides = can_approve(user.role)
    here = None if came_from else in_queue(customer.company, day).filter(customer=customer).first()
    after = came_from or (_cursor(here, day, decides) if here else None)
    found = _places(customer.company, user, day, after, count, filters)
    others = [one for one in found if one.customer_id != customer.pk]
    return [(one.customer, _cursor(one, day, decides)) for one in others]


def _places(
    company: Company,
    user: User,
    day: dt.date,
    after: Cursor | None,
    count: int,
    filters: Filters,
) -> list[Place]:
    """The whole queue and what the ladder does alone are many, and found by their groups."""
    kind, decides = filters.kind, can_approve(user.role)
    if not filters.whose and kind in ("", LADDER) and filters.sort == BY_POINTS:
        groups = LADDER_POINTS if kind else ()
        return top_places(
            company, day=day, after=after, count=count, decides=decides, groups=groups
        )
    met = in_queue(company, day).filter(of_kind(kind, day) & filters.of_customer(user, day))
    if filters.sort == BY_AGE:
        return oldest_places(met, day=day, after=after, count=count)
    return chosen_places(met, day=day, after=after, count=count, decides=decides)


def _cursor(last: Place, day: dt.date, decides: bool) -> Cursor:
    return Cursor(last.points(day, decides=decides), last.oldest_due_on, last.customer_id)


def _rows(places: Sequence[Place], day: dt.date, decides: bool) -> list[Row]:
    facts = _Facts([one.customer_id for one in places], day, decides)
    return [facts.row(one) for one in places]


class _Facts:
    """What the rows of one page show, read in one query."""

    def __init__(self, ids: Sequence[int], day: dt.date, decides: bool) -> None:
        self.day, self.decides = day, decides
        summaries = Summary.objects.filter(customer__in=ids, overdue__gt=0).order_by("-to_collect")
        tasks = open_tasks(day).filter(customer__in=ids).order_by("due_on", "pk")
        tasks = tasks.annotate(person=name_to_call(OuterRef("customer")))
        notices, contacts, matters = last_notices(ids), _last_contacts(ids), _matters(ids)
        read_together(summaries, tasks, notices, contacts, matters)
        self.summaries = _by_customer(summaries)
        self.tasks = _by_customer(tasks)
        self.notices = {one.customer_id: one for one in notices}
        self.contacts = {one.customer_id: one for one in contacts}
        self.matters = _by_customer(_in_order(Matter(*one) for one in matters))

    def row(self, place: Place) -> Row:
        id = place.customer_id
        tasks = sorted(self.tasks[id], key=self._weight)
        parts = explained(place, tasks, self.day, decides=self.decides)
        return Row(
            customer=place.customer,
            day=self.day,
            points=sum(one.points for one in parts),
            explained=parts,
            why=self._why(place, tasks),
            summaries=self.summaries[id],
            days_overdue=place.days_overdue(self.day),
            place=_cursor(place, self.day, self.decides),
            tasks=tasks,
            last_contact=self.contacts.get(id),
            waits_for_approval=place.approval_points > 0,
            notice=self.notices.get(id),
            matters=self.matters[id],
        )

    def _weight(self, task: Task) -> tuple[bool, int]:
        """What they can do first, then the weightiest."""
        is_anothers = task.kind in MANAGERS and not self.decides
        return is_anothers, -task_points(task)

    def _why(self, place: Place, tasks: Sequence[Task]) -> str:
        """The task says it best; a small rest hides the decision about the whole."""
        decision = getattr(place.customer, "decision", None)  # none before the first walk
        if tasks and (decision is None or tasks[0].kind != TaskKind.CLEAR_RESIDUAL):
            return task_headline(tasks[0].kind, tasks[0].values)
        return state_of_play(decision, self.notices.get(place.customer_id), self.day)


def last_notices(customers: Any) -> QuerySet[Notice]:
    """The last notice planned for each customer; `customers` is what `in` takes."""
    of_customers = Notice.objects.filter(customer__in=customers)
    return of_customers.order_by("customer", "-day", "-pk").distinct("customer")


def _last_contacts(ids: Sequence[int]) -> QuerySet[Communication]:
    """The last contact that happened, per customer."""
    happened = Communication.objects.filter(customer__in=ids).filter(
        Q(sent_at__isnull=False)
        | Q(state=CommunicationState.NOTED, channel=Channel.CALL)
        | Q(direction=Direction.IN)
    )
    light = happened.defer("text", "html", "lines")
    return light.order_by("customer", "-created_at", "-pk").distinct("customer")


def _matters(ids: Sequence[int]) -> QuerySet[Any, tuple[Any, ...]]:
    """Open promises and disputes, as the values of a matter."""
    promised = Promise.objects.filter(customer__in=ids, state=PromiseState.OPEN).values_list(
        "customer_id", Value("promised"), "promised_for", "amount", "currency"
    )
    disputed = Dispute.objects.filter(customer__in=ids, settled_on__isnull=True).values_list(
        "customer_id", Value("disputed"), "opened_on", "amount", "invoice__currency"
    )
    return promised.union(disputed, all=True)


def _told(matters: Sequence[Matter]) -> list[Matter]:
    """The nearest promise says enough of instalments."""
    promised = [one for one in matters if one.code == "promised"]
    return promised[:1] + [one for one in matters if one.code != "promised"]


def _in_order(matters: Iterable[Matter]) -> list[Matter]:
    """Promises by their date, then disputes."""
    return sorted(matters, key=lambda one: (one.code != "promised", one.on))


def _by_customer(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.customer_id].append(row)
    return groups
