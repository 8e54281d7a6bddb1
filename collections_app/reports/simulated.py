"""A simulation as people look at it: sums, a calendar of weeks, and the contacts of one day."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from collections_app.communications.choices import Channel
from collections_app.customers.models import Customer
from collections_app.dunning.models import Foreseen, Simulation
from collections_app.lib.calendars import Calendar
from collections_app.lib.together import read_together
from collections_app.reports.words import day_name, level_name

SHOWN = (Channel.EMAIL, Channel.LETTER, Channel.SMS, Channel.VOICE, Channel.CALL)
ROWS = 50
WEEK = 5  # working days
FULL = 60  # the length of a bar that is the busiest channel of the busiest day


@dataclass(frozen=True, slots=True)
class Bar:
    """One channel on one day, or in all: how many, and how many more than without the draft.

    `kept` and `added` are lengths, `FULL` at most.
    """

    channel: str
    count: int
    more: int = 0
    kept: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the calendar; `is_open` when the ladder writes on that day."""

    on: dt.date
    is_open: bool
    note: str
    bars: Sequence[Bar] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Friday; `None` outside of the simulated days."""

    number: int
    first: dt.date
    days: Sequence[Day | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One contact of a day, and what the draft does to it, in a word."""

    id: int
    customer: Customer
    level: str
    channel: str
    asks: Sequence[tuple[str, Decimal]]
    approval: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """All days together."""

    sums: Sequence[Bar]
    customers: int
    customers_more: int
    most_for_one: int
    busiest_on: dt.date | None
    busiest: int


class Simulated:
    """The answer to a simulation; `is_compared` when there is a draft to compare with."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.is_compared = bool(simulation.draft)
        contacts = simulation.contacts.order_by()
        by_day = contacts.values_list("on_day", "channel", "is_draft").annotate(n=Count("pk"))
        people = contacts.values_list("is_draft").annotate(n=Count("customer", distinct=True))
        of_one = contacts.filter(is_draft=self.is_compared).values_list("customer")
        most = of_one.annotate(n=Count("pk")).order_by("-n")[:1]
        read_together(by_day, people, most)
        self.counts = Counter({(on, way, is_draft): n for on, way, is_draft, n in by_day})
        self.people = Counter(dict(people))
        self.most_for_one = next((n for _, n in most), 0)

    def summary(self) -> Summary:
        by_day = self._by_day()
        busiest_on = max(by_day, key=lambda on: (by_day[on], -on.toordinal()), default=None)
        customers = self.people[self.is_compared]
        return Summary(
            sums=[bar for channel in SHOWN if (bar := self._sum(channel)).count or bar.more],
            customers=customers,
            customers_more=customers - self.people[False],
            most_for_one=self.most_for_one,
            busiest_on=busiest_on,
            busiest=by_day[busiest_on] if busiest_on else 0,
        )

    def weeks(self, calendar: Calendar) -> list[Week]:
        first, last = self.simulation.first, self.simulation.last
        monday = first - dt.timedelta(first.weekday())
        mondays = [monday + dt.timedelta(7 * week) for week in range((last - monday).days // 7 + 1)]
        weeks = (self._week(one, calendar) for one in mondays)
        return [one for one in weeks if any(one.days)]

    def rows(self, on: dt.date) -> list[Row]:
        """The contacts of that day; what the draft takes away from it comes last."""
        contacts = self.simulation.contacts.filter(on_day=on).select_related("customer")
        found = list(contacts.order_by("-is_draft", "customer__name", "pk")[: 2 * ROWS])
        other = self._days_of({one.customer_id for one in found})
        shown = [
            _row(one, other if self.is_compared else None)
            for one in found
            if one.is_draft == self.is_compared or on not in other[_key(one, is_draft=True)]
        ]
        return shown[:ROWS]

    def number_on(self, on: dt.date) -> int:
        return self._by_day()[on]

    def _week(self, monday: dt.date, calendar: Calendar) -> Week:
        days = [self._day(monday + dt.timedelta(n), calendar) for n in range(WEEK)]
        return Week(monday.isocalendar().week, monday, days)

    def _day(self, on: dt.date, calendar: Calendar) -> Day | None:
        if not self.simulation.first <= on <= self.simulation.last:
            return None
        is_open = calendar.is_business_day(on)
        note = "Today" if on == self.simulation.first else "" if is_open else "Holiday"
        return Day(
            on, is_open, note, [self._bar(on, one) for one in SHOWN if self._is_busy(on, one)]
        )

    def _is_busy(self, on: dt.date, channel: str) -> bool:
        return bool(self.counts[on, channel, False] or self.counts[on, channel, True])

    def _bar(self, on: dt.date, channel: str) -> Bar:
        before, count = self.counts[on, channel, False], self.counts[on, channel, self.is_compared]
        scale = FULL / max(self.counts.values())
        kept = round(min(before, count) * scale)
        return Bar(channel, count, count - before, kept, round(count * scale) - kept)

    def _sum(self, channel: str) -> Bar:
        sums = {False: 0, True: 0}
        for (_, one, is_draft), number in self.counts.items():
            sums[is_draft] += number if one == channel else 0
        return Bar(channel, sums[self.is_compared], sums[self.is_compared] - sums[False])

    def _by_day(self) -> Counter[dt.date]:
        by_day: Counter[dt.date] = Counter()
        for (on, _, is_draft), number in self.counts.items():
            if is_draft == self.is_compared:
                by_day[on] += number
        return by_day

    def _days_of(self, customer_ids: Iterable[int]) -> defaultdict[tuple, list[dt.date]]:
        """Per customer, level and variant, on which days it comes."""
        days: defaultdict[tuple, list[dt.date]] = defaultdict(list)
        rows = self.simulation.contacts.filter(customer__in=set(customer_ids))
        for one in rows.order_by("on_day"):
            days[_key(one, is_draft=one.is_draft)].append(one.on_day)
        return days


def _key(one: Foreseen, *, is_draft: bool) -> tuple[int, str, bool]:
    return one.customer_id, one.level, is_draft


def _row(one: Foreseen, days: Mapping[tuple, Sequence[dt.date]] | None) -> Row:
    """`days`: per customer, level and variant; None where there is nothing to compare with."""
    other = (one.on_day,) if days is None else days.get(_key(one, is_draft=not one.is_draft), ())
    return Row(
        id=one.pk,
        customer=one.customer,
        level=level_name(one.level),
        channel=one.channel,
        asks=[(currency, Decimal(sum)) for currency, sum in sorted(one.asks.items())],
        approval=one.approval,
        change=_change(one, other),
    )


def _change(one: Foreseen, other: Sequence[dt.date]) -> str:
    """What differs, seen from the draft where the row is the draft's."""
    if one.on_day in other:
        return ""
    if not one.is_draft:
        return f"moves to {day_name(other[0])}" if other else "not any more"
    return f"was {day_name(other[0])}" if other else "new"
