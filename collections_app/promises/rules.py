"""How a promise is laid on invoices, whether it pauses, and how it is judged (DESIGN 5.5)."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise

from collections_app.lib.money import decimals
from collections_app.promises.choices import Rhythm, State

ZERO = Decimal(0)
PAUSE_DAYS, PAUSE_DAYS_WITH_MANAGER = 14, 30
PAUSES_PER_INVOICE = 2
MOST_DAYS_APART = 31  # between two instalments that pause
WEEKS = {Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2}


@dataclass(frozen=True)
class Instalment:
    """A part of what is promised, and its day."""

    amount: Decimal
    promised_for: dt.date


def split_up(
    amount: Decimal, currency: str, *, parts: int, first_on: dt.date, rhythm: str
) -> list[Instalment]:
    """Equal instalments from `first_on`; the last one takes what equal parts leave over."""
    unit = Decimal(1).scaleb(-decimals(currency))
    part = (amount / parts).quantize(unit, rounding=ROUND_DOWN)
    amounts = [*[part] * (parts - 1), amount - part * (parts - 1)]
    days = [_later(first_on, rhythm, count) for count in range(parts)]
    return [Instalment(*one) for one in zip(amounts, days, strict=True)]


def _later(day: dt.date, rhythm: str, count: int) -> dt.date:
    """So many weeks or months later; the 31st becomes the last day of a shorter month."""
    if weeks := WEEKS.get(Rhythm(rhythm)):
        return day + dt.timedelta(weeks=weeks * count)
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def lay_out_all(
    instalments: Iterable[Instalment], invoices: Iterable[tuple[int, Decimal]]
) -> list[tuple[dt.date, list[tuple[int, Decimal]]]]:
    """Each instalment's day and its parts of what those before it leave; none without a part."""
    left = dict(invoices)
    laid = []
    for one in instalments:
        if parts := lay_out(one.amount, left.items()):
            laid.append((one.promised_for, parts))
        for invoice_id, part in parts:
            left[invoice_id] -= part
    return laid


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


def plan_pauses(
    made_on: dt.date, days: Sequence[dt.date], earlier: int, *, with_manager: bool
) -> bool:
    """Whether instalments pause: the first as a promise does, each next within a month of it."""
    are_close = all((later - day).days <= MOST_DAYS_APART for day, later in pairwise(days))
    return are_close and pauses(made_on, days[0], earlier, with_manager=with_manager)


@dataclass(frozen=True)
class Movement:
    """One invoice since it was promised: what was open then and is now, and what is known of it."""

    open_then: Decimal
    open_now: Decimal
    in_time: Decimal = ZERO  # payments that were received up to the last day
    late: Decimal = ZERO  # and after it
    credited: Decimal = ZERO  # what it fell by as we credited it
    is_settled_late: bool = False  # settled in full, and only after the last day

    @property
    def came(self) -> Decimal:
        """What it fell by, however that is known: by payments, or by the ledger alone."""
        fell = max(self.open_then - self.open_now, ZERO)
        known = min(max(self.in_time, ZERO), fell)
        if self.is_settled_late:
            return known
        return max(known, fell - max(self.late, ZERO) - self.credited)


def judge(
    promised: Decimal,
    received: Decimal,
    *,
    last_day: dt.date,
    known_until: dt.date | None,
    day: dt.date,
) -> str:
    """The state of an open promise: kept as soon as all came in, else open until all is known.

    It falls away where nothing is asked for any more, as all of it is disputed or credited.
    `last_day` ends the tolerance; `known_until` is the day up to which payments were taken in.
    """
    if promised <= 0:
        return State.WITHDRAWN
    if received >= promised:
        return State.KEPT
    if day <= last_day or known_until is None or known_until < last_day:
        return State.OPEN
    return State.PARTLY_KEPT if received > 0 else State.BROKEN


def replaced(
    promised: Decimal,
    received: Decimal,
    *,
    made_on: dt.date,
    promised_for: dt.date,
    on: dt.date,
) -> str:
    """The state of a promise whose place another one takes on a day.

    Corrected on the day on which it was made, or moved before its date, it was not broken.
    """
    if received >= promised > 0:
        return State.KEPT
    if on == made_on or on < promised_for or promised <= 0:
        return State.SUPERSEDED
    return State.PARTLY_KEPT if received > 0 else State.BROKEN
