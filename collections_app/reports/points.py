"""What a task, an approval, a sum and a day are worth in the queue. Pure.

The database adds the same points up when it keeps the places; after a change here the function in
the migrations changes too, and `checks.misplaced` tells where it did not.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from collections_app.lib.money import decimals
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task

APPROVAL_POINTS = 22
TASK_POINTS: dict[str, int] = {
    Kind.DECIDE: 45,
    Kind.ANSWER: 44,
    Kind.ANSWER_DISPUTE: 42,
    Kind.STOP_SUPPLY: 42,
    Kind.CALL: 40,
    Kind.FOLLOW_UP: 40,
    Kind.FIX_CONTACT: 38,
    Kind.CREDIT_MISSING: 36,
    Kind.FIND_MONEY: 36,
    Kind.MATCH_PAYMENT: 34,
    Kind.REVIEW_OLD_DEBT: 24,
    Kind.REVIEW_STANDING: 24,
    Kind.REVIEW_NOTICE: 22,
    Kind.CLEAR_RESIDUAL: 6,
}
BROKEN_PROMISE_POINTS = 96  # more than any other work, size and days together
MANAGERS = (Kind.DECIDE,)  # what nobody else can do; nor can anybody else approve
MOST_DAY_POINTS, DAYS_A_POINT = 30, 2
# Sizes are amounts as if the currency had two decimals.
SIZE_POINTS = [(100_000, 20), (20_000, 16), (5_000, 12), (1_000, 8), (100, 4)]

_WORK = {0, APPROVAL_POINTS, BROKEN_PROMISE_POINTS, *TASK_POINTS.values()}
_SIZES = {0, *(points for _, points in SIZE_POINTS)}
FIXED_POINTS = sorted({work + size for work in _WORK for size in _SIZES})  # all that can occur
# For who does not decide, what only a manager can do stands apart: below all the rest.
APART = MOST_DAY_POINTS + max(_SIZES) + 10
_OF_CLERKS = {points for kind, points in TASK_POINTS.items() if kind not in MANAGERS}
_OF_CLERKS |= {0, -APART, BROKEN_PROMISE_POINTS}
CLERK_POINTS = sorted({work + size for work in _OF_CLERKS for size in _SIZES})
LADDER_POINTS = sorted(_SIZES)  # where nothing waits for a person; no work leads to one of them


def task_points(task: Task) -> int:
    """Of the work; the call about a broken promise stands above all else."""
    return BROKEN_PROMISE_POINTS if is_of_broken_promise(task) else TASK_POINTS.get(task.kind, 0)


def is_of_broken_promise(task: Task) -> bool:
    return task.kind == Kind.CALL and task.subject_kind == "promise"


def day_points(oldest_due_on: dt.date, day: dt.date) -> int:
    """Half a point a day overdue, up to a most."""
    return min(max((day - oldest_due_on).days, 0) // DAYS_A_POINT, MOST_DAY_POINTS)


def due_on_for(points: int, day: dt.date) -> dt.date | None:
    """The first due date that is worth so many points for days or fewer; None: no date is."""
    if points < 0:
        return None
    if points >= MOST_DAY_POINTS:
        return dt.date.min
    return day - dt.timedelta(DAYS_A_POINT * (points + 1) - 1)


def worth_points(sums: Mapping[str, Decimal], rates: Mapping[str, Decimal], base: str) -> int:
    """What a customer owes: all that has a rate together, in the company's currency; else the rest.

    What has no rate counts by its largest sum in one currency.
    """
    rates = {**rates, base: Decimal(1)}
    together = sum((sums[one] * rates[one] for one in sums if one in rates), Decimal(0))
    apart = [size_points(sums[one], one) for one in sums if one not in rates]
    return max([size_points(together, base), *apart])


def size_points(to_collect: Decimal, currency: str) -> int:
    size = to_collect * Decimal(10) ** (decimals(currency) - 2)
    return next((points for least, points in SIZE_POINTS if size >= least), 0)
