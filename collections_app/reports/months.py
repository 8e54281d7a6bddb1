"""The months before a day: what was sold and settled in each, and what was open when it ended."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from collections_app.reports.formulas import (
    Sold,
    average_days_late,
    count_back,
    days_of_sales,
    delinquent_days,
    effectiveness,
    percent,
)
from collections_app.reports.models import MonthEnd, Snapshot

ZERO = Decimal(0)
MONTHS = 25  # so that count-back has a year to look at, at the end of each of the last twelve
YEAR = 12
LEAST_MONTHS = 3  # of sales for the simple DSO


@dataclass(frozen=True)
class Moved:
    """What was invoiced and settled in a month."""

    invoiced: Decimal = ZERO
    settled: Decimal = ZERO
    settled_days: Decimal = ZERO  # sum of amount × days late


@dataclass(frozen=True)
class Month:
    """A calendar month; the running one up to its day."""

    first: dt.date
    last: dt.date
    moved: Moved
    end: MonthEnd | Snapshot | None  # as the ledger tells it now, else the last look in it
    is_known: bool  # whether all that was sold in it is known

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_whole(self) -> bool:
        return self.last == end_of(self.first)

    @property
    def is_told(self) -> bool:
        """Whether its end is known as its turnover is: by all that is known now."""
        return isinstance(self.end, MonthEnd)

    @property
    def sold(self) -> Sold:
        return Sold(self.moved.invoiced, self.days)


@dataclass(frozen=True)
class KeyFigures:
    """As of the end of the first of some months; None: not computable."""

    dso: Decimal | None
    best: Decimal | None
    simple: Decimal | None
    simple_best: Decimal | None
    cei: Decimal | None
    days_late: Decimal | None
    not_due: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        return delinquent_days(self.dso, self.best)


def end_of(first: dt.date) -> dt.date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def months_before(
    day: dt.date,
    *,
    moved: Mapping[dt.date, Moved],
    ends: Iterable[MonthEnd],
    looks: Iterable[Snapshot],
    known_from: dt.date | None,
) -> list[Month]:
    """The newest first; `moved` by the first of the month."""
    told = {one.day: one for one in ends}
    seen = {one.day.replace(day=1): one for one in looks}
    months, last = [], day
    for _ in range(MONTHS):
        first = last.replace(day=1)
        is_known = known_from is not None and known_from <= first
        end = told.get(last) or seen.get(first)
        months.append(Month(first, last, moved.get(first, Moved()), end, is_known))
        last = first - dt.timedelta(1)
    return months


def known(months: Sequence[Month]) -> list[Month]:
    """The newest of them, as far back as all that was sold is known."""
    return list(takewhile(lambda one: one.is_known, months))


def figures_at(months: Sequence[Month]) -> KeyFigures:
    """At the end of the first of them, from it and the months before it."""
    end = months[0].end
    if end is None:
        return KeyFigures(None, None, None, None, None, None, None)
    sold = [one.sold for one in known(months)]
    year = months[:YEAR]
    return KeyFigures(
        dso=count_back(end.balance, sold),
        best=count_back(end.not_due, sold),
        simple=_simple(end.balance, sold),
        simple_best=_simple(end.not_due, sold),
        cei=cei_of(months),
        days_late=average_days_late(
            settled=sum((one.moved.settled for one in year), ZERO),
            settled_days=sum((one.moved.settled_days for one in year), ZERO),
            overdue=end.overdue,
            overdue_days=end.overdue_days,
        ),
        not_due=percent(end.not_due, end.balance),
    )


def _simple(receivables: Decimal, sold: Sequence[Sold]) -> Decimal | None:
    year = sold[:YEAR]
    if len(year) < LEAST_MONTHS:
        return None
    sales, days = sum((one.sales for one in year), ZERO), sum(one.days for one in year)
    return days_of_sales(receivables, sales, days)


def cei_of(months: Sequence[Month]) -> Decimal | None:
    """Of the first of them, where it is over and what was open before it is known."""
    if len(months) < 2:
        return None
    month, before = months[0], months[1]
    if not (month.is_whole and month.is_known and month.end and before.end):
        return None
    return effectiveness(
        begin=before.end.balance,
        sales=month.moved.invoiced,
        end=month.end.balance,
        end_not_due=month.end.not_due,
    )
