"""Opening, answering and settling disputes."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from collections_app.customers.actions import lock_customers, look_at
from collections_app.disputes.models import Dispute
from collections_app.history.actions import record
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.users.models import User


class CannotDispute(Exception):
    """The amount is not open on the invoice, or a dispute is open already."""


@transaction.atomic
def open_dispute(
    *,
    invoice: Invoice,
    amount: Decimal,
    reason: str,
    answer_due_on: dt.date,
    on: dt.date,
    by: str,
    at: dt.datetime,
    note: str = "",
    owner: User | None = None,
) -> Dispute:
    """Take the disputed amount out of what is demanded; the rest is still chased."""
    lock_customers(customer_ids=[invoice.customer_id])
    invoice.refresh_from_db(fields=["balance"])
    if not 0 < amount <= invoice.balance:
        raise CannotDispute(f"Invoice {invoice} has {invoice.balance} open; dispute up to that.")
    if Dispute.objects.filter(invoice=invoice, settled_on__isnull=True).exists():
        raise CannotDispute(f"Invoice {invoice} is disputed already; settle that first.")
    dispute = Dispute.objects.create(
        customer_id=invoice.customer_id,
        invoice=invoice,
        reason=reason,
        amount=amount,
        note=note,
        owner=owner,
        opened_on=on,
        answer_due_on=answer_due_on,
    )
    _write_disputed(invoice, amount, on)
    _record(dispute, "dispute.opened", by, at)
    return dispute


@transaction.atomic
def answer_dispute(*, dispute: Dispute, on: dt.date, by: str, at: dt.datetime) -> None:
    """We gave our answer: the undisputed rest may climb on. Given twice, the first one counts."""
    lock_customers(customer_ids=[dispute.customer_id])
    dispute.refresh_from_db(fields=["answered_on", "settled_on"])
    if dispute.answered_on or dispute.settled_on:
        return
    dispute.answered_on = on
    dispute.save(update_fields=["answered_on"])
    look_at(customer_ids=[dispute.customer_id])
    _record(dispute, "dispute.answered", by, at)


@transaction.atomic
def settle_dispute(*, dispute: Dispute, result: str, on: dt.date, by: str, at: dt.datetime) -> None:
    """Settle it, once: what is still open of the invoice is chased again."""
    lock_customers(customer_ids=[dispute.customer_id])
    dispute.refresh_from_db(fields=["settled_on"])
    if dispute.settled_on:
        return
    dispute.settled_on, dispute.result = on, result
    dispute.save(update_fields=["settled_on", "result"])
    _write_disputed(dispute.invoice, Decimal(0), on)
    _record(dispute, f"dispute.{result}", by, at)


def _write_disputed(invoice: Invoice, amount: Decimal, on: dt.date) -> None:
    Invoice.objects.filter(pk=invoice.pk).update(disputed=amount)
    summarise(customer_ids=[invoice.customer_id], as_of=on)
    look_at(customer_ids=[invoice.customer_id])


def _record(dispute: Dispute, kind: str, by: str, at: dt.datetime) -> None:
    record(
        kind=kind,
        subject=("dispute", dispute.pk),
        by=by,
        at=at,
        company_id=dispute.invoice.company_id,
        customer_id=dispute.customer_id,
        values={"amount": str(dispute.amount), "reason": dispute.reason},
    )
