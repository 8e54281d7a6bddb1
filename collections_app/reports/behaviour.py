"""How a customer pays: average days late, and how late the last invoices were."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from collections_app.invoices.models import Invoice
from collections_app.reports.rungs import InvoiceRow

LAST = 12
TALLEST, LOWEST, STEP = 40, 2, 18  # of a bar, and from one bar to the next
MOST_DAYS = 60  # a bar of full height


@dataclass(frozen=True)
class Paid:
    """An invoice that was settled, and where its bar stands."""

    invoice: Invoice
    days: int  # after the due date; negative where it was early
    place: int

    @property
    def is_late(self) -> bool:
        return self.days > 0

    @property
    def x(self) -> int:
        return self.place * STEP

    @property
    def height(self) -> int:
        share = min(max(self.days, 0), MOST_DAYS) / MOST_DAYS
        return max(round(TALLEST * share), LOWEST)

    @property
    def y(self) -> int:
        return TALLEST - self.height


@dataclass(frozen=True)
class Behaviour:
    """`average` is weighted by amount, in one currency; open overdue ones count as paid today."""

    average: int | None
    currency: str
    counted: int
    last: list[Paid]

    @property
    def width(self) -> int:
        return len(self.last) * STEP

    @property
    def words(self) -> str:
        """The drawing in words, oldest first: "3 days late, on time, 2 days early"."""
        return ", ".join(_days(one.days) for one in self.last)


def behaviour_of(
    settled: Sequence[Invoice], rows: Sequence[InvoiceRow], *, day: dt.date
) -> Behaviour:
    """From what was settled in the last twelve months, newest first, and the open invoices."""
    late = [one.invoice for one in rows if one.days_overdue]
    currency = _leading([*settled, *late])
    counted = [
        (one.amount, ((one.settled_on or day) - one.due_on).days)
        for one in [*settled, *late]
        if one.currency == currency
    ]
    return Behaviour(_average(counted), currency, len(counted), _last(settled[:LAST]))


def _leading(invoices: Sequence[Invoice]) -> str:
    currencies = [one.currency for one in invoices]
    return max(sorted(set(currencies)), key=currencies.count, default="")


def _average(counted: Sequence[tuple[Decimal, int]]) -> int | None:
    """DOMAIN's average days late: the sum of amount times days over the sum of amounts."""
    total = sum((amount for amount, _ in counted), Decimal(0))
    if not total:
        return None
    weighted = sum((amount * max(days, 0) for amount, days in counted), Decimal(0))
    return int((weighted / total).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _last(settled: Sequence[Invoice]) -> list[Paid]:
    oldest_first = list(reversed(settled))
    return [
        Paid(one, ((one.settled_on or one.due_on) - one.due_on).days, place)
        for place, one in enumerate(oldest_first)
    ]


def _days(days: int) -> str:
    if days == 0:
        return "on time"
    unit = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {unit} {'late' if days > 0 else 'early'}"
