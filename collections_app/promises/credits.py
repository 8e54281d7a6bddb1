"""What was credited is waited for: the balance falls by it, or a credit note comes."""

import datetime as dt
from decimal import Decimal

from django.db.models import Sum

from collections_app.disputes.actions import ask_for_credit, end_credit_wait
from collections_app.disputes.models import Dispute
from collections_app.disputes.rules import is_credit_seen
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.payments.models import Allocation

BY = "ladder"
ZERO = Decimal(0)


def look_for_credit(*, dispute: Dispute, day: dt.date, at: dt.datetime) -> None:
    """End the waiting where the credit is here; where its days are over, ask its owner."""
    if (found := _credited(dispute)) is not None:
        end_credit_wait(dispute=dispute, credited=found, on=day, by=BY, at=at)
    elif dispute.is_credit_late(day):
        ask_for_credit(dispute=dispute, on=day, by=BY, at=at)


def _credited(dispute: Dispute) -> Decimal | None:
    """What the balance fell by for it, 0 where a credit note of its own is here; None: nothing."""
    if _has_credit_note(dispute):
        return ZERO
    invoice = dispute.invoice
    allocations = Allocation.objects.filter(
        invoice=invoice, undone_at__isnull=True, payment__received_on__gte=dispute.opened_on
    )
    is_seen = is_credit_seen(
        dispute.amount,
        open_then=dispute.open_then,
        open_now=invoice.balance,
        paid=allocations.aggregate(total=Sum("amount"))["total"] or ZERO,
    )
    return dispute.amount if is_seen else None


def _has_credit_note(dispute: Dispute) -> bool:
    notes = Invoice.objects.filter(
        customer=dispute.customer_id,
        kind=Kind.CREDIT_NOTE,
        currency=dispute.invoice.currency,
        amount=dispute.amount,
        issued_on__gte=dispute.opened_on,
    )
    return notes.exists()
