"""What was credited is waited for: the balance falls by it, or a credit note comes."""

import datetime as dt
from decimal import Decimal

from django.db.models import Q, Sum

from collections_app.disputes.actions import end_credit_wait, see_late_credit
from collections_app.disputes.models import WAITS, Dispute
from collections_app.disputes.rules import is_credit_seen
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.payments.models import Allocation
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

BY = "ladder"
ZERO = Decimal(0)


def look_for_credits(*, whose: Q, day: dt.date, at: dt.datetime) -> None:
    """End the waiting where the credit is here or its days are over; and late ones."""
    waiting = Dispute.objects.filter(WAITS, whose)
    for dispute in waiting.select_related("invoice", "owner"):
        found = _credited(dispute)
        is_over = dispute.credit_due_on is not None and dispute.credit_due_on < day
        if found is not None or is_over:
            end_credit_wait(
                dispute=dispute,
                credited=found or ZERO,
                is_missing=found is None,
                on=day,
                by=BY,
                at=at,
            )
    for dispute in _missing(whose):
        if (found := _credited(dispute)) is not None:
            see_late_credit(dispute=dispute, credited=found, on=day, by=BY, at=at)


def _missing(whose: Q) -> list[Dispute]:
    tasks = Task.objects.filter(whose, kind=TaskKind.CREDIT_MISSING, state=TaskState.OPEN)
    ids = [int(id) for id in tasks.values_list("subject_id", flat=True)]
    return list(Dispute.objects.filter(pk__in=ids).select_related("invoice"))


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
