"""Walks a small ledger in the plainest way, so that the judge has a right output to accept.

It counts its days differently from `timing`, from a list of business days, so that the two check
each other. It knows one day at a time and recomputes every balance from the payments.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from tests.replay.facts import Invoice, Line, Payment

WEEK = timedelta(days=7)
MONDAY = date(2010, 1, 4)
BUSINESS_DAYS = sorted(
    MONDAY + WEEK * week + timedelta(days=day) for week in range(1200) for day in range(5)
)


def next_business_day(day: date) -> date:
    return BUSINESS_DAYS[bisect_left(BUSINESS_DAYS, day)]


def business_days_after(day: date, count: int) -> date:
    return BUSINESS_DAYS[bisect_right(BUSINESS_DAYS, day) + count - 1]


def walk(
    invoices: Iterable[Invoice], payments: Iterable[Payment], start: date, end: date
) -> list[Line]:
    """The one right output of a replay of this ledger."""
    paid, customers = defaultdict(list), defaultdict(list)
    for payment in payments:
        paid[payment.invoice].append((payment.on, payment.amount))
    for invoice in invoices:
        customers[invoice.customer].append(invoice)
    days = [day for day in BUSINESS_DAYS if start <= day <= end]
    walks = [_Walk(own, paid) for own in customers.values()]
    return [line for day in days for one in walks for line in one.day(day)]


class _Walk:
    def __init__(self, invoices: list[Invoice], paid: dict) -> None:
        self.invoices, self.paid = invoices, paid
        self.steps: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
        self.notices: list[date] = []

    def day(self, day: date) -> list[Line]:
        balances = {
            i: i.amount - sum((a for on, a in self.paid[i.number] if on <= day), Decimal(0))
            for i in self.invoices
            if i.issued <= day
        }
        overdue = {i: b for i, b in balances.items() if i.amount > 0 and b > 0 and day > i.due}
        net = sum(overdue.values()) + sum(b for b in balances.values() if b < 0)
        chased = {i: b for i, b in overdue.items() if net > 20 and b > 5}
        due = [i for i in chased if self._due_on(i) <= day]
        called = [i for i in due if len(self.steps[i.number]) == 3]
        written = [i for i in due if len(self.steps[i.number]) < 3]
        if not written or not self._may_write(day, chased):
            return self._called(day, called, balances)
        return self._written(day, chased, written) + self._called(day, called, balances)

    def _due_on(self, invoice: Invoice) -> date:
        steps = self.steps[invoice.number]
        if not steps:
            return business_days_after(invoice.due, 3)
        if len(steps) == 4:
            return date.max
        days, gap, stated = [(14, 10, 7), (28, 14, 10), (37, 7, 7)][len(steps) - 1]
        last, channel = steps[-1]
        grace = 4 if channel == "letter" else 2
        return max(
            next_business_day(invoice.due + timedelta(days=days)),
            next_business_day(last + timedelta(days=gap)),
            business_days_after(last + timedelta(days=stated), grace),
        )

    def _may_write(self, day: date, chased: dict) -> bool:
        ages = [(day - notice).days for notice in self.notices]
        quiet = 14 if any(len(self.steps[i.number]) >= 3 for i in chased) else 7
        return all(age >= quiet for age in ages) and sum(age < 30 for age in ages) < 3

    def _written(self, day: date, chased: dict, due: list[Invoice]) -> list[Line]:
        rungs = {i: len(self.steps[i.number]) for i in due}
        channel = "letter" if 2 in rungs.values() else "email"
        names = ("reminder", "first_letter", "second_letter")
        for invoice in due:
            self.steps[invoice.number].append((day, channel))
        self.notices.append(day)
        return [
            Line(i.customer, i.number, names[rungs[i]] if i in rungs else "", channel, day, b)
            for i, b in chased.items()
        ]

    def _called(self, day: date, due: list[Invoice], balances: dict) -> list[Line]:
        for invoice in due:
            self.steps[invoice.number].append((day, "call"))
        return [Line(i.customer, i.number, "call", "call", day, balances[i]) for i in due]
