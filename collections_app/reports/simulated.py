"""A simulation as people look at it: sums, a calendar of weeks, and the contacts of one day."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from collections_app.communications.choices import Channel
from collections_app.customers.models import Customer
from collections_app.dunning.models import Foreseen, Simulation
from collections_app.lib.calendars import Calendar
from collections_app.lib.together import read_together
from collections_app.reports.simulated_changes import change_of
from collections_app.reports.words import level_name

SHOWN = (Channel.EMAIL, Channel.LETTER, Channel.SMS, Channel.VOICE, Channel.CALL)
ROWS = 50
WEEK = 5  # working days
Key = tuple[int, str, bool, bool]  # customer, level, whether it is a call, whether drafted
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
    mails_beside: int = 0
    change: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """All days together."""

    sums: Sequence[Bar]
    customers: int
    customers_more: int
    approvals: int
    approvals_more: int
    most_for_one: int
    busiest_on: dt.date | None
    busiest: int


class Simulated:
    """The answer to a simulation; `is_compared` when there is a draft to compare with."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.is_compared = bool(simulation.draft)
        contacts = simulation.contacts.order_by()
        by_day = contacts.values_list("on_day", "channel", "is_draft").annotate(
            n=Count("pk"), beside=Sum("mails_beside"), waits=Count("pk", ~Q(approval=""))
        )
        people = contacts.values_list("is_draft").annotate(n=Count("customer", distinct=True))
        of_one = contacts.filter(is_draft=self.is_compared).values_list("customer")
        most = of_one.annotate(n=Count("pk")).order_by("-n")[:1]
        read_together(by_day, people, most)
        self._count(by_day)
        self.people = Counter(dict(people))
        self.most_for_one = next((n for _, n in most), 0)

    def _count(self, rows: Iterable[tuple[dt.date, str, bool, int, int, int]]) -> None:
        """Messages by day and channel, contacts by day, and what waits for a person."""
        self.counts: Counter[tuple[dt.date, str, bool]] = Counter()
        self.contacts: Counter[dt.date] = Counter()
        self.approvals: Counter[bool] = Counter()
        for on, channel, is_draft, number, beside, waits in rows:
            self.counts[on, channel, is_draft] += number
            self.counts[on, Channel.EMAIL, is_draft] += beside
            self.approvals[is_draft] += waits
            self.contacts[on] += number if is_draft == self.is_compared else 0

    def summary(self) -> Summary:
        by_day = +self.contacts
        busiest_on = max(by_day, key=lambda on: (by_day[on], -on.toordinal()), default=None)
        customers = self.people[self.is_compared]
        return Summary(
            sums=[bar for channel in SHOWN if (bar := self._sum(channel)).count or bar.more],
            customers=customers,
            customers_more=customers - self.people[False],
            approvals=self.approvals[self.is_compared],
            approvals_more=self.approvals[self.is_compared] - self.approvals[False],
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
        known = self._known_of({one.customer_id for one in found})
        changes = [
            (one, change_of(one, known[_key(one, is_draft=False)], known[_key(one, is_draft=True)]))
            for one in found
        ]
        return [
            _row(one, change.words if self.is_compared else "")
            for one, change in changes
            if one.is_draft == self.is_compared or change.is_gone
        ][:ROWS]

    def number_on(self, on: dt.date) -> int:
        return self.contacts[on]

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

    def _known_of(self, customer_ids: Iterable[int]) -> defaultdict[Key, list[Foreseen]]:
        """Per customer, level and variant, what comes, day after day."""
        known: defaultdict[Key, list[Foreseen]] = defaultdict(list)
        rows = self.simulation.contacts.filter(customer__in=set(customer_ids))
        for one in rows.order_by("on_day"):
            known[_key(one, is_draft=one.is_draft)].append(one)
        return known


def _key(one: Foreseen, *, is_draft: bool) -> Key:
    return one.customer_id, one.level, one.channel == Channel.CALL, is_draft


def _named(one: Foreseen) -> str:
    """A call that belongs to a written level asks whether that arrived."""
    if one.channel == Channel.CALL and one.level != Channel.CALL:
        return f"Call: did the {level_name(one.level).lower()} arrive?"
    return level_name(one.level)


def _row(one: Foreseen, change: str) -> Row:
    return Row(
        id=one.pk,
        customer=one.customer,
        level=_named(one),
        channel=one.channel,
        asks=[(currency, Decimal(sum)) for currency, sum in sorted(one.asks.items())],
        approval=one.approval,
        mails_beside=one.mails_beside,
        change=change,
    )
