"""How a promise is laid on invoices, whether it pauses, and how it is judged (DESIGN 5.5)."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from collections_app.promises.choices import State

PAUSE_DAYS, PAUSE_DAYS_WITH_MANAGER = 14, 30
PAUSES_PER_INVOICE = 2


def lay_out(amount: Decimal, invoices: Iterable[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """Parts of `amount` on (invoice, demandable) pairs in the order given; never above either."""
    parts = []
    for invoice_id, demandable in invoices:
        part = min(amount, demandable)
        if part > 0:
            parts.append((invoice_id, part))
            amount -= part
    return parts


def pauses(made_on: dt.date, promised_for: dt.date, earlier: int, *, with_manager: bool) -> bool:
    """Whether it pauses the ladder; `earlier` is the most promises on one of its invoices."""
    ahead = PAUSE_DAYS_WITH_MANAGER if with_manager else PAUSE_DAYS
    return (promised_for - made_on).days <= ahead and earlier < PAUSES_PER_INVOICE


def judge(
    promised: Decimal,
    received: Decimal,
    *,
    last_day: dt.date,
    known_until: dt.date | None,
    day: dt.date,
) -> str:
    """The state of an open promise: kept as soon as all came in, else open until all is known.

    `last_day` ends the tolerance; `known_until` is the day up to which payments were taken in.
    """
    if received >= promised:
        return State.KEPT
    if day <= last_day or known_until is None or known_until < last_day:
        return State.OPEN
    return State.PARTLY_KEPT if received > 0 else State.BROKEN
