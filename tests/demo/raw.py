"""What a customer owes, worked out from the raw rows alone."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from collections_app.customers.models import Customer
from collections_app.invoices.models import Invoice

ZERO = Decimal(0)


@dataclass
class Owed:
    """In one currency."""

    demandable: Decimal = ZERO
    overdue: Decimal = ZERO
    off: Decimal = ZERO  # credit notes and money not allocated
    oldest: list[dt.date] = field(default_factory=list)

    @property
    def to_collect(self) -> Decimal:
        return max(self.demandable - self.off, ZERO)


def owed_by(customer: Customer, day: dt.date) -> dict[str, Owed]:
    owed: dict[str, Owed] = defaultdict(Owed)
    for invoice in customer.invoices.all():
        balance = balance_of(invoice)
        if invoice.kind == "credit_note":
            owed[invoice.currency].off += balance
        elif balance and invoice.due_on < day:
            owed[invoice.currency].overdue += balance
            owed[invoice.currency].demandable += max(balance - spoken_for(invoice), ZERO)
            owed[invoice.currency].oldest.append(invoice.due_on)
    for payment in customer.payments.all():
        settled = sum(one.amount for one in payment.allocations.filter(undone_at=None))
        owed[payment.currency].off += abs(payment.amount) - abs(settled)
    return owed


def balance_of(invoice: Invoice) -> Decimal:
    """What the books said, less what came in later than they knew."""
    known = invoice.ledger_as_of or dt.date.min
    later = invoice.allocations.filter(undone_at=None, payment__received_on__gt=known)
    return invoice.amount - invoice.settled_by_ledger - sum(one.amount for one in later)


def spoken_for(invoice: Invoice) -> Decimal:
    """Disputed, promised in a promise that pauses, or said to be paid."""
    promised = invoice.promise_lines.filter(promise__state="open", promise__pauses=True)
    rows = [
        *invoice.disputes.filter(settled_on=None),
        *promised,
        *invoice.says_paid_rows.filter(state="open"),
    ]
    return sum((one.amount for one in rows), ZERO)


def received_before(invoice: Invoice, day: dt.date) -> Decimal:
    earlier = invoice.allocations.filter(undone_at=None, payment__received_on__lt=day)
    return sum((one.amount for one in earlier), ZERO)
