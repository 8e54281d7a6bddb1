"""The kept places of the queue, recomputed from what they are made of."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from collections_app.companies.models import Rate
from collections_app.customers.models import Customer
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice
from collections_app.invoices.models import Summary
from collections_app.lib.checks import Check, each
from collections_app.reports.models import Place
from collections_app.reports.points import APPROVAL_POINTS, MANAGERS, task_points, worth_points
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

_Kept = tuple[int, dt.date, dt.date, int, int, int, dt.date, int]
_FIELDS = (
    "customer_id",
    "from_on",
    "until_on",
    "task_points",
    "approval_points",
    "size_points",
    "oldest_due_on",
    "clerk_points",
)


class _Most(NamedTuple):
    """The most points of some tasks, and of those that clerks can do."""

    points: int = 0
    by_clerk: int = 0

    def with_one(self, points: int, by_clerk: int) -> "_Most":
        return _Most(max(self.points, points), max(self.by_clerk, by_clerk))


def misplaced() -> list[int]:
    """Ids of the customers whose places are not what tasks, notices and summaries say; none are."""
    kept = set(Place.objects.values_list(*_FIELDS))
    return sorted({place[0] for place in kept ^ set(_places())})


def _places() -> Iterable[_Kept]:
    waiting = Notice.objects.filter(state=NoticeState.WAITING)
    approvals = dict.fromkeys(waiting.values_list("customer_id", flat=True), APPROVAL_POINTS)
    sums: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    oldest: defaultdict[int, dt.date] = defaultdict(lambda: dt.date.max)
    work: defaultdict[int, dict[dt.date, _Most]] = defaultdict(dict)
    for one in Summary.objects.iterator():
        id = one.customer_id
        sums[id][one.currency] = one.to_collect
        oldest[id] = min(oldest[id], one.oldest_due_on or dt.date.max)
        if one.overdue > 0:
            work[id][dt.date.min] = _Most()
    for task in Task.objects.filter(customer__isnull=False, state=TaskState.OPEN):
        assert task.customer_id is not None  # the filter asks for those of customers
        days, points = work[task.customer_id], task_points(task)
        by_clerk = 0 if task.kind in MANAGERS else points
        days[task.due_on] = days.get(task.due_on, _Most()).with_one(points, by_clerk)
    sizes = _sizes(sums)
    for id, steps in work.items():
        most, others = _Most(), (approvals.get(id, 0), sizes.get(id, 0), oldest[id])
        for from_on, until_on in pairwise([*sorted(steps), dt.date.max]):
            most = most.with_one(*steps[from_on])
            yield id, from_on, until_on, most.points, *others, most.by_clerk


def _sizes(sums: Mapping[int, Mapping[str, Decimal]]) -> dict[int, int]:
    """By customer, with the last rates of its company."""
    rates: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for company_id, currency, rate in Rate.objects.order_by("on_day").values_list(
        "company_id", "currency", "rate"
    ):
        rates[company_id][currency] = rate
    companies = Customer.objects.values_list("pk", "company_id", "company__base_currency")
    return {
        id: worth_points(sums[id], rates[company_id], base)
        for id, company_id, base in companies.iterator()
        if id in sums
    }


CHECKS = (
    Check(
        "misplaced",
        "customers",
        "Every customer stands in the queue where its tasks, notices and sums put it.",
        each(lambda at: misplaced()),
    ),
)
