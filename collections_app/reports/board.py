"""What the manager's page shows of a day: read from what is kept, whatever is stored."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django.db.models import BigAutoField, CharField, DateField, Max, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, TruncMonth, TruncWeek

from collections_app.companies.models import Company, Rate
from collections_app.companies.rates import latest_rates
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.reports.converted import Converted, converted
from collections_app.reports.formulas import Outcomes
from collections_app.reports.models import Billing, DayRecord, MonthEnd, Snapshot, Turnover
from collections_app.reports.months import (
    MONTHS,
    YEAR,
    KeyFigures,
    Month,
    Moved,
    figures_at,
    months_before,
)

WEEKS = 27
_MONTH_DAYS = dt.timedelta(31)


@dataclass(frozen=True)
class Board:
    """One currency of one company as of `latest`, the last look on or before the day asked for."""

    company: Company
    day: dt.date
    currency: str
    currencies: list[str]  # that were open then
    latest: Snapshot | None
    in_all: Converted  # all currencies, by bucket
    weeks: list[Snapshot]  # the last one of each, the oldest first
    months: list[Month]  # the newest first
    known_from: dt.date | None
    record: dict[str, Any] | None  # what else was kept of the day

    @cached_property
    def now(self) -> KeyFigures:
        return figures_at(self.months)

    @cached_property
    def trend(self) -> list[KeyFigures]:
        """At the end of each of the last twelve months and on the day, the oldest first."""
        return [figures_at(self.months[back:]) for back in reversed(range(YEAR))]

    @cached_property
    def last_whole(self) -> int:
        """The place of the last month that is over."""
        return 0 if self.months[0].is_whole else 1

    @property
    def cei(self) -> Decimal | None:
        return self.trend[-1 - self.last_whole].cei

    @cached_property
    def promises(self) -> list[tuple[dt.date, Outcomes]]:
        """By the month they fell due in, the oldest first."""
        rows = self.record["promises"] if self.record else []
        return [
            (dt.date.fromisoformat(one["month"]), _outcomes(one))
            for one in rows
            if one["currency"] == self.currency
        ]

    def of_record(self, name: str) -> list[dict[str, Any]]:
        """What was kept under that name in this currency, or in all where it has none."""
        rows = self.record[name] if self.record else []
        return [one for one in rows if one.get("currency", self.currency) == self.currency]


def _outcomes(row: dict[str, Any]) -> Outcomes:
    counts = ("kept", "partly_kept", "broken", "moved", "withdrawn")
    return Outcomes(
        **{name: row[name] for name in counts},
        promised=Decimal(row["promised"]),
        received=Decimal(row["received"]),
    )


def board_of(company: Company, *, day: dt.date, currency: str) -> Board:
    """In one query; without a currency the company's own, or the first that is open."""
    chosen = currency or company.base_currency
    rows = _question().ask(
        company=company.pk,
        day=day,
        currency=chosen,
        first_week=day - dt.timedelta(weeks=WEEKS),
        first_month=day.replace(day=1) - _MONTH_DAYS * MONTHS,
    )
    then: list[Snapshot] = rows["then"]
    currencies = [one.currency for one in then]
    if currencies and not currency and chosen not in currencies:
        return board_of(company, day=day, currency=currencies[0])
    as_of = then[0].day if then else day
    known_from = next((one.complete_from for one in rows["billing"]), None)
    moved = {month: Moved(*sums) for month, *sums in rows["turnover"]}
    return Board(
        company=company,
        day=as_of,
        currency=chosen,
        currencies=currencies,
        latest=next((one for one in then if one.currency == chosen), None),
        in_all=_in_all(then, rows["rates"], company),
        weeks=rows["weeks"],
        months=months_before(
            as_of, moved=moved, ends=rows["ends"], looks=rows["months"], known_from=known_from
        ),
        known_from=known_from,
        record=next((one.values for one in rows["record"] if one.day == as_of), None),
    )


def _in_all(then: Sequence[Snapshot], rates: Iterable[Rate], company: Company) -> Converted:
    owed = {one.currency: [sum for _, sum in one.buckets] for one in then if one.balance}
    return converted(owed, rates, base=company.base_currency)


@cache
def _question() -> Question:
    company, day = Given("company", BigAutoField()), Given("day", DateField())
    currency = Given("currency", CharField())
    first_week, first_month = (Given(name, DateField()) for name in ("first_week", "first_month"))
    kept = Snapshot.objects.filter(company=company, day__lte=day)
    own = kept.filter(currency=currency)
    last = kept.order_by("-day").values("day")[:1]
    moved = Turnover.objects.filter(
        company=company, currency=currency, day__lte=day, day__gte=first_month
    )
    ends = MonthEnd.objects.filter(
        company=company, currency=currency, day__lte=day, day__gte=first_month
    )
    records = DayRecord.objects.filter(company=company, day__lte=day)
    return Question(
        {
            "then": kept.filter(day=Subquery(last)).order_by("currency"),
            "weeks": _last_of_each(own, TruncWeek("day"), first_week),
            "months": _last_of_each(own, TruncMonth("day"), first_month),
            "ends": ends,
            "turnover": moved.annotate(month=Cast(TruncMonth("day"), DateField()))
            .values_list("month")
            .annotate(Sum("invoiced"), Sum("settled"), Sum("settled_days")),
            "billing": Billing.objects.filter(company=company),
            "record": records.order_by("-day")[:1],
            "rates": latest_rates(company, day),
        }
    )


def _last_of_each(rows: QuerySet[Snapshot], period: Any, since: Given) -> QuerySet[Snapshot]:
    """The last row of each period."""
    periods = rows.filter(day__gte=since).annotate(period=period).order_by().values("period")
    return rows.filter(day__in=periods.annotate(last=Max("day")).values("last")).order_by("day")
