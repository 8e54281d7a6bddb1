"""Ranking: the customers of a page of the queue, found without looking at the others.

Points are fixed ones, which the place keeps, and those for days overdue, which grow by themselves.
Among places with the same fixed points the one overdue for longer has as many points or more, on
whatever day: each such group stands in the index in the queue's own order. So the first rows of the
queue are among the first rows of each group, and there are only as many groups as sums of points.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from collections_app.companies.models import Company
from collections_app.reports.models import Place
from collections_app.reports.points import (
    CLERK_POINTS,
    DAYS_A_POINT,
    FIXED_POINTS,
    MOST_DAY_POINTS,
    due_on_for,
)
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

_TEXT = re.compile(r"(-?[0-9]{1,3})_([0-9-]{10})_([0-9]{1,18})")


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before; its text stands in the address."""

    points: int
    due_on: dt.date  # the oldest one of the row's customer
    id: int  # the customer's

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """None where the text is not a cursor's own."""
        found = _TEXT.fullmatch(text)
        try:
            return found and cls(int(found[1]), dt.date.fromisoformat(found[2]), int(found[3]))
        except ValueError:  # 2026-02-30
            return None

    def __str__(self) -> str:
        return f"{self.points}_{self.due_on}_{self.id}"


_Key = tuple[dt.date, int]  # due date and customer's id, the order within a group
_START: _Key = (dt.date.min, 0)
_END: _Key = (dt.date.max, 2**63 - 1)

_FIXED = {True: "fixed_points", False: "fixed_for_clerk"}  # by whether who looks decides
_WORTH = f"""
reports_place.{{fixed}} + least(
    greatest((%s - reports_place.oldest_due_on) / {DAYS_A_POINT}, 0), {MOST_DAY_POINTS})
"""
_TOP = f"""
select top.id
from unnest(%s::int[], %s::date[], %s::bigint[]) as start (fixed, due_on, customer)
cross join lateral (
    select id, customer_id, oldest_due_on, {{fixed}} + least(
        greatest((%s - oldest_due_on) / {DAYS_A_POINT}, 0), {MOST_DAY_POINTS}) as points
    from reports_place
    where company_id = %s and {{fixed}} = start.fixed
        and (oldest_due_on, customer_id) > (start.due_on, start.customer)
        and from_on <= %s and until_on > %s
    order by oldest_due_on, customer_id limit %s
) top
order by top.points desc, top.oldest_due_on, top.customer_id limit %s
"""


def in_queue(company: Any, day: Any) -> QuerySet[Place]:
    """The places of customers with a task for the day or something overdue."""
    return Place.objects.filter(company=company, from_on__lte=day, until_on__gt=day)


def open_tasks(day: dt.date) -> QuerySet[Task]:
    return Task.objects.filter(state=TaskState.OPEN, due_on__lte=day)


def top_places(
    company: Company,
    *,
    day: dt.date,
    after: Cursor | None,
    count: int,
    decides: bool,
    groups: Sequence[int] = (),
) -> list[Place]:
    """The next places in the queue with their customers and decisions: most points first.

    Of equal points the debt that is older comes first, then the customer who came first. `groups`
    are the sums of fixed points that are looked at, all where none is given; `decides` says whether
    it is looked at by a person who does what only managers can do.
    """
    groups = groups or (FIXED_POINTS if decides else CLERK_POINTS)
    starts = [_start(fixed, after, day) for fixed in groups]
    days, ids = [on for on, _ in starts], [id for _, id in starts]
    values = (list(groups), days, ids, day, company.pk, day, day, count, count)
    top = RawSQL(_TOP.format(fixed=_FIXED[decides]), values)
    return _in_order(Place.objects.filter(pk__in=top), day, decides)


def chosen_places(
    met: QuerySet[Place], *, day: dt.date, after: Cursor | None, count: int, decides: bool
) -> list[Place]:
    """The same of those that are given; it costs what they are, so that is to be few."""
    met = met.annotate(worth=RawSQL(_WORTH.format(fixed=_FIXED[decides]), (day,)))
    if after:
        older = Q(oldest_due_on=after.due_on, customer__gt=after.id)
        same = Q(worth=after.points) & (Q(oldest_due_on__gt=after.due_on) | older)
        met = met.filter(Q(worth__lt=after.points) | same)
    first = met.order_by("-worth", "oldest_due_on", "customer_id")
    return list(_with_customers(first)[:count])


def oldest_places(
    met: QuerySet[Place], *, day: dt.date, after: Cursor | None, count: int
) -> list[Place]:
    """Of those that are given the next ones whose debt is oldest, as an index has them."""
    if after:
        later = Q(oldest_due_on__gt=after.due_on)
        met = met.filter(later | Q(oldest_due_on=after.due_on, customer__gt=after.id))
    return list(_with_customers(met.order_by("oldest_due_on", "customer_id"))[:count])


def _in_order(places: QuerySet[Place], day: dt.date, decides: bool) -> list[Place]:
    return sorted(
        _with_customers(places),
        key=lambda one: (-one.points(day, decides=decides), one.oldest_due_on, one.customer_id),
    )


def _with_customers(places: QuerySet[Place]) -> QuerySet[Place]:
    return places.select_related("customer__decision", "customer__company")


def _start(fixed: int, after: Cursor | None, day: dt.date) -> _Key:
    """After which row of a group the page goes on.

    Those with more points than the cursor's row have been shown; of those with as many, the ones
    that stand before it; none of those with fewer.
    """
    if after is None:
        return _START
    as_many = after.points - fixed
    return max(_first(as_many, day), min((after.due_on, after.id), _first(as_many - 1, day)))


def _first(points: int, day: dt.date) -> _Key:
    """Where the rows of a group with so many points for days, or fewer, begin."""
    due_on = due_on_for(points, day)
    return (due_on, 0) if due_on else _END
