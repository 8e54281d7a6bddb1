"""Sums of several currencies in a company's own: for orientation, with the days of their rates."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from collections_app.companies.models import Company, Rate
from collections_app.companies.rates import latest_rates
from collections_app.invoices.models import Summary
from collections_app.lib.money import round_money
from collections_app.lib.together import read_together


@dataclass(frozen=True)
class Converted:
    """`sums` in the order of what was given; None of them where nothing was converted.

    `since` and `until` are the days of the oldest and newest rate that went into it; `apart` is
    what each currency without a rate has, which is in no sum.
    """

    currency: str
    sums: list[Decimal] | None
    since: dt.date | None
    until: dt.date | None
    apart: dict[str, Decimal]

    @property
    def total(self) -> Decimal | None:
        return None if self.sums is None else sum(self.sums, Decimal(0))


def converted(
    given: Mapping[str, Sequence[Decimal]], rates: Iterable[Rate], *, base: str
) -> Converted:
    """Amounts by currency, all currencies' alike in number and order. Pure."""
    known = {one.currency: one for one in rates}
    used = [known[one].on_day for one in given if one in known]
    worth = {currency: one.rate for currency, one in known.items()} | {base: Decimal(1)}
    valued = [[sum * worth[one] for sum in sums] for one, sums in given.items() if one in worth]
    return Converted(
        currency=base,
        sums=[round_money(sum(each), base) for each in zip(*valued, strict=True)] if used else None,
        since=min(used, default=None),
        until=max(used, default=None),
        apart={one: sum(sums, Decimal(0)) for one, sums in given.items() if one not in worth},
    )


def converted_total(company: Company, *, day: dt.date) -> tuple[Converted, list[Rate]]:
    """What is to collect at the last rates up to that day, and these rates."""
    summaries = Summary.objects.filter(customer__company=company, to_collect__gt=0)
    owed = summaries.values_list("currency").annotate(sum=Sum("to_collect")).order_by("currency")
    rates = latest_rates(company, day)
    read_together(owed, rates)
    given = {currency: [sum] for currency, sum in owed}
    return converted(given, rates, base=company.base_currency), list(rates)
