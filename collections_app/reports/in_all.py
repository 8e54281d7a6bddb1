"""All that was open on a day in the company's own currency: for orientation, never to demand."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from collections_app.companies.models import Rate
from collections_app.lib.money import round_money
from collections_app.reports.models import Snapshot
from collections_app.reports.models.days import BUCKETS

ZERO = Decimal(0)


@dataclass(frozen=True)
class InAll:
    """`buckets` in their order; `balance` is their sum.

    `since` and `until` are the days of the oldest and newest rate that went into it; `apart` are
    currencies without a rate, which are in no sum.
    """

    currency: str
    buckets: list[Decimal]
    balance: Decimal
    since: dt.date
    until: dt.date
    apart: list[str]


def in_all(then: Sequence[Snapshot], rates: Iterable[Rate], *, base: str) -> InAll | None:
    """Of what was open in each currency; None where nothing was converted."""
    opened = [one for one in then if one.balance]
    known = {one.currency: one for one in rates}
    used = [known[one.currency].on_day for one in opened if one.currency in known]
    if not used:
        return None
    worth = {currency: one.rate for currency, one in known.items()} | {base: Decimal(1)}
    valued = [(one, worth[one.currency]) for one in opened if one.currency in worth]
    buckets = [
        round_money(sum((getattr(one, name) * rate for one, rate in valued), ZERO), base)
        for name in BUCKETS
    ]
    return InAll(
        currency=base,
        buckets=buckets,
        balance=sum(buckets, ZERO),
        since=min(used),
        until=max(used),
        apart=[one.currency for one in opened if one.currency not in worth],
    )
