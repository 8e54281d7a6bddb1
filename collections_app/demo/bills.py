"""What the demo company bills in a year: a pure function of the cast and the days."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from collections_app.demo.cast import Part, dice
from collections_app.invoices.choices import Kind
from collections_app.lib.money import round_money

DAYS_BETWEEN = {"weekly": 7, "fortnightly": 14, "monthly": 30.44, "quarterly": 91.3, "rarely": 150}
VAT = {"DE": Decimal("1.19"), "AT": Decimal("1.19")}
SPREAD = 0.45  # of the amounts around a customer's usual one, as the logarithm's deviation
WITH_ORDER = {"weekly", "fortnightly"}  # those who are billed often name a purchase order
PREFIX = {Kind.INVOICE: "TI", Kind.CREDIT_NOTE: "TG"}


@dataclass(frozen=True)
class Bill:
    """An invoice or a credit note as the books export it; `settled` is what they netted of it."""

    part: Part
    number: str
    issued_on: dt.date
    due_on: dt.date
    amount: Decimal
    kind: str = Kind.INVOICE
    purchase_order: str = ""
    settled: Decimal | None = None
    debit_returned_on: dt.date | None = None


def bills_of(parts: Iterable[Part], first: dt.date, last: dt.date) -> list[Bill]:
    """All invoices issued from `first` to `last`, numbered in their order within a year."""
    issued = sorted(
        ((day, part.number, part) for part in parts for day in _issue_days(part, first, last)),
        key=lambda one: one[:2],
    )
    numbers = Numbers()
    return [_bill(part, day, numbers.next(Kind.INVOICE, day)) for day, _, part in issued]


class Numbers:
    """TI-26-00017: invoices and credit notes are counted anew each year."""

    def __init__(self) -> None:
        self.last: Counter[tuple[str, int]] = Counter()

    def next(self, kind: str, day: dt.date) -> str:
        self.last[kind, day.year] += 1
        return f"{PREFIX[Kind(kind)]}-{day:%y}-{self.last[kind, day.year]:05}"


def _issue_days(part: Part, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """In the customer's rhythm, on weekdays; the first one falls anywhere in it."""
    step = DAYS_BETWEEN[part.rhythm]
    at = dice(part.number, "first").random() * step
    while (day := first + dt.timedelta(math.floor(at))) <= last:
        yield day - dt.timedelta(max(day.weekday() - 4, 0)) if day > first else day
        at += step


def _bill(part: Part, day: dt.date, number: str) -> Bill:
    chance = dice(part.number, day)
    orders = part.rhythm in WITH_ORDER and chance.random() < 0.8
    return Bill(
        part=part,
        number=number,
        issued_on=day,
        due_on=day + part.terms,
        amount=_amount(part, chance.gauss(0, SPREAD)),
        purchase_order=f"45{chance.randrange(10**8):08}" if orders else "",
    )


def _amount(part: Part, deviation: float) -> Decimal:
    """Net prices are round; tax makes them odd."""
    usual = part.size * Decimal(math.exp(deviation))
    step = 5 if part.size < 100_000 else 500
    net = max(Decimal(round(usual / step) * step), Decimal(step))
    odd = Decimal("0.50") if part.currency == "GBP" and net % 10 else Decimal(0)
    return round_money(net * VAT.get(part.country, Decimal(1)) + odd, part.currency)
