"""Dated exchange rates: to rank, to compare with minimums, and for one total; never to demand."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from collections_app.companies.models import Company, Rate
from collections_app.history.actions import record
from collections_app.lib.money import currencies

MOST = Decimal(10) ** 9  # as many digits as a rate has before its point


class CannotTakeRates(Exception):
    """A row names no currency, no day that has come, or no rate above zero."""


@dataclass(frozen=True)
class NewRate:
    """A row of a file: what one unit is worth in the company's currency."""

    currency: str
    on_day: dt.date
    rate: Decimal


@transaction.atomic
def take_rates(
    *, company: Company, rates: Iterable[NewRate], on: dt.date, by: str, at: dt.datetime
) -> list[str]:
    """Keep them, the last of a day and currency; the currencies that they are of."""
    kept = {(one.currency, one.on_day): one for one in rates}
    for one in kept.values():
        _check(one, company, on)
    Rate.objects.bulk_create(
        (Rate(company=company, by=by, taken_at=at, **vars(one)) for one in kept.values()),
        update_conflicts=True,
        unique_fields=["company", "currency", "on_day"],
        update_fields=["rate", "by", "taken_at"],
    )
    taken = sorted({currency for currency, _ in kept})
    record(
        kind="rates.taken",
        subject=("company", company.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values={"currencies": taken, "rates": len(kept)},
    )
    return taken


def _check(one: NewRate, company: Company, on: dt.date) -> None:
    if one.currency not in currencies():
        raise CannotTakeRates(f"“{one.currency}” is no currency.")
    if one.currency == company.base_currency:
        raise CannotTakeRates(f"{one.currency} is the company's own currency: it needs no rate.")
    if one.on_day > on:
        raise CannotTakeRates(f"The rate of {one.currency} is of {one.on_day}, which is to come.")
    if not one.rate.is_finite() or not 0 < one.rate < MOST:
        raise CannotTakeRates(f"The rate of {one.currency} on {one.on_day} is not above zero.")


def latest_rates(company: Any, day: Any) -> QuerySet[Rate]:
    """Of each currency the last one up to that day."""
    known = Rate.objects.filter(company=company, on_day__lte=day)
    return known.order_by("currency", "-on_day").distinct("currency")
