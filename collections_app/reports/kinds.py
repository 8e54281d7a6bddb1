"""The kinds of work in the queue: their names, who belongs to each, how many they are."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from collections_app.companies.models import Company
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import Promise
from collections_app.reports.points import LADDER_POINTS
from collections_app.reports.ranking import in_queue, open_tasks
from collections_app.tasks.choices import Kind as TaskKind

LADDER = "ladder"  # nothing waits for a person
APART = "apart"  # only a manager can do what waits
BROKEN = Q(kind=TaskKind.CALL, values__has_key="promise")
TASKS = {
    "broken": BROKEN,
    "calls": Q(kind=TaskKind.CALL) & ~BROKEN,
    "follow_ups": Q(kind=TaskKind.FOLLOW_UP),
    "answers": Q(kind=TaskKind.ANSWER),
    "disputes": Q(kind__in=[TaskKind.ANSWER_DISPUTE, TaskKind.CREDIT_MISSING]),
    "payments": Q(kind__in=[TaskKind.FIND_MONEY, TaskKind.MATCH_PAYMENT]),
    "contacts": Q(kind=TaskKind.FIX_CONTACT),
    "decisions": Q(
        kind__in=[
            TaskKind.DECIDE,
            TaskKind.STOP_SUPPLY,
            TaskKind.REVIEW_OLD_DEBT,
            TaskKind.REVIEW_STANDING,
            TaskKind.REVIEW_NOTICE,
            TaskKind.CLEAR_RESIDUAL,
        ]
    ),
}
LABELS = {
    "": "All",
    "broken": "Broken promises",
    "promises": "Promises due",
    "calls": "Calls",
    "follow_ups": "Follow-ups",
    "answers": "Replies",
    "disputes": "Disputes",
    "payments": "Payments",
    "contacts": "Fix contact",
    "approvals": "For approval",
    "decisions": "To decide",
    LADDER: "On the ladder",
}


def of_kind(kind: str, day: dt.date) -> Q:
    """The condition on places in the queue that picks one kind."""
    if kind in TASKS:
        due = open_tasks(day).filter(customer=OuterRef("customer"))
        return Q(Exists(due.filter(TASKS[kind])))
    others = {
        "approvals": Q(approval_points__gt=0),
        "promises": Q(Exists(_promises_due(day).filter(customer=OuterRef("customer")))),
        LADDER: Q(fixed_points__in=LADDER_POINTS),
    }
    return others.get(kind, Q())


def _promises_due(day: dt.date) -> QuerySet[Promise]:
    """Open ones whose day is here, or was: they are judged when their tolerance is over."""
    return Promise.objects.filter(state=PromiseState.OPEN, promised_for__lte=day)


def parts_of(company: Company, day: dt.date, whose: Q) -> dict[str, QuerySet[Any]]:
    """What is counted by customer for the numbers of the kinds: all, or those of some people."""
    tasks = open_tasks(day).filter(company=company, customer__isnull=False)
    notices = Notice.objects.filter(company=company, state=NoticeState.WAITING)
    places = in_queue(company, day)
    tasks, notices, places = tasks.filter(whose), notices.filter(whose), places.filter(whose)
    has_task = Exists(tasks.filter(customer=OuterRef("customer")))
    return {
        "": places,
        **{kind: tasks.filter(condition) for kind, condition in TASKS.items()},
        "promises": places.filter(of_kind("promises", day)),
        APART: places.filter(fixed_for_clerk__lt=0),
        "by_hand": tasks,
        "approvals": notices,
        "approvals_alone": notices.filter(~has_task),
    }


def numbers_of(counts: Mapping[str, int]) -> dict[str, int]:
    """Customers per kind, from the counts of those parts."""
    by_hand = counts["by_hand"] + counts["approvals_alone"]
    numbers = {kind: counts[kind] for kind in LABELS if kind != LADDER}
    return numbers | {LADDER: max(counts[""] - by_hand, 0)}


def left_of_day(counts: Mapping[str, int], *, decides: bool) -> int:
    """Customers with whom something is to be done today by somebody of that role."""
    by_hand = counts["by_hand"] + counts["approvals_alone"]
    return by_hand if decides else max(by_hand - counts[APART], 0)
