"""One total of a company in its own currency: for orientation, with the days of its rates."""

import datetime as dt
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
    """What is to collect; `total` is None where nothing was converted.

    `since` and `until` are the days of the oldest and newest rate that went into it; `apart` are
    sums in currencies without a rate, which are in no total.
    """

    currency: str
    total: Decimal | None
    since: dt.date | None
    until: dt.date | None
    apart: list[tuple[str, Decimal]]
    rates: list[Rate]


def converted_total(company: Company, *, day: dt.date) -> Converted:
    """At the last rates up to that day."""
    summaries = Summary.objects.filter(customer__company=company, to_collect__gt=0)
    sums = summaries.values_list("currency").annotate(sum=Sum("to_collect")).order_by("currency")
    rates = latest_rates(company, day)
    read_together(sums, rates)
    worth = {one.currency: one.rate for one in rates} | {company.base_currency: Decimal(1)}
    owed = dict(sums)
    used = [one.on_day for one in rates if one.currency in owed]
    total = sum((owed[one] * worth[one] for one in owed if one in worth), Decimal(0))
    return Converted(
        currency=company.base_currency,
        total=round_money(total, company.base_currency) if used else None,
        since=min(used, default=None),
        until=max(used, default=None),
        apart=[(one, sum) for one, sum in owed.items() if one not in worth],
        rates=list(rates),
    )
