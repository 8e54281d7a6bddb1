"""The manager's figures as formulas (DOMAIN 4.2 and 4.3): plain values in, a number or None out.

None says that it cannot be computed from these values; no formula guesses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Sold:
    """Credit sales of a month, or of so many of its days."""

    sales: Decimal
    days: int


def days_of_sales(receivables: Decimal, sales: Decimal, days: int) -> Decimal | None:
    """Receivables × days / sales of these days (CRF, DOMAIN 4.2).

    Of all receivables it is the simple DSO, of those not yet due the best possible one.
    """
    return receivables * days / sales if sales > ZERO else None


def steps_back(receivables: Decimal, months: Iterable[Sold]) -> list[Decimal] | None:
    """How many days of each month the receivables hold: months are taken off, the newest first.

    A month that fits adds its days, the last one pro rata. None where no month is known, or those
    that are hold less than the receivables.
    """
    rest, steps, known = receivables, [], list(months)
    for month in known:
        if rest <= ZERO:
            break
        fits = month.sales < rest
        steps.append(Decimal(month.days) if fits else rest / month.sales * month.days)
        rest -= month.sales
    return steps if known and rest <= ZERO else None


def count_back(receivables: Decimal, months: Iterable[Sold]) -> Decimal | None:
    """DSO by count-back: the days whose sales are still open (DOMAIN 4.2)."""
    steps = steps_back(receivables, months)
    return None if steps is None else sum(steps, ZERO)


def delinquent_days(dso: Decimal | None, best: Decimal | None) -> Decimal | None:
    """DSO less best possible DSO, both by one method (DOMAIN, notes at the top, and 4.2)."""
    return None if dso is None or best is None else dso - best


def effectiveness(
    *, begin: Decimal, sales: Decimal, end: Decimal, end_not_due: Decimal
) -> Decimal | None:
    """CEI of one month, in percent: of what could be collected, what was (CRF, DOMAIN 4.2)."""
    return percent(begin + sales - end, begin + sales - end_not_due)


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole * HUNDRED if whole > ZERO else None


def average_days_late(
    *, settled: Decimal, settled_days: Decimal, overdue: Decimal, overdue_days: Decimal
) -> Decimal | None:
    """Days late weighted by amount, open overdue as if paid today (DOMAIN 4.2, notes at the top).

    `settled_days` and `overdue_days` are sums of amount × days after the due date, never below 0.
    """
    amount = settled + overdue
    return (settled_days + overdue_days) / amount if amount > ZERO else None


@dataclass(frozen=True)
class Outcomes:
    """Promises that fell due and were judged; `moved` and `withdrawn` are shown beside the rates.

    `received` is what came in for kept, partly kept and broken ones, up to what was promised.
    """

    kept: int = 0
    partly_kept: int = 0
    broken: int = 0
    moved: int = 0
    withdrawn: int = 0
    promised: Decimal = ZERO
    received: Decimal = ZERO

    @property
    def judged(self) -> int:
        return self.kept + self.partly_kept + self.broken

    @property
    def kept_by_count(self) -> Decimal | None:
        """Kept / (kept + partly + broken), in percent (DOMAIN 4.3)."""
        return percent(Decimal(self.kept), Decimal(self.judged))

    @property
    def kept_by_amount(self) -> Decimal | None:
        """The same by amount; a part counts by what was paid of it (DOMAIN 4.3)."""
        return percent(self.received, self.promised)
