"""Opening, answering and settling disputes."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from collections_app.customers.actions import lock_customers, look_at
from collections_app.disputes.choices import Result
from collections_app.disputes.models import KEPT_OUT, Dispute
from collections_app.history.actions import record
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.lib.dates import why_too_far
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.users.models import User

CREDIT_DAYS = 10  # business days in which a credit note, or the ledger, shows what was credited


class CannotDispute(Exception):
    """The amount is not open on the invoice, it is disputed already, or the day is too far."""


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
    if why := why_too_far(answer_due_on, on):
        raise CannotDispute(why)
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
        open_then=invoice.balance,
        opened_on=on,
        answer_due_on=answer_due_on,
    )
    _open_task(dispute, TaskKind.ANSWER_DISPUTE, answer_due_on, at)
    _write_disputed(invoice, on)
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
    _close_task(dispute, TaskKind.ANSWER_DISPUTE, by, at)
    look_at(customer_ids=[dispute.customer_id])
    _record(dispute, "dispute.answered", by, at)


@transaction.atomic
def settle_dispute(*, dispute: Dispute, result: str, on: dt.date, by: str, at: dt.datetime) -> None:
    """Settle it, once: what is still open of the invoice is chased again.

    What is credited stays out of what is demanded until the credit is seen, for some days at most.
    """
    lock_customers(customer_ids=[dispute.customer_id])
    dispute.refresh_from_db(fields=["settled_on"])
    if dispute.settled_on:
        return
    dispute.settled_on, dispute.result = on, result
    if result == Result.CREDITED:
        calendar = dispute.invoice.company.calendar
        dispute.credit_due_on = calendar.add_business_days(on, CREDIT_DAYS)
    dispute.save(update_fields=["settled_on", "result", "credit_due_on"])
    _close_task(dispute, TaskKind.ANSWER_DISPUTE, by, at)
    _write_disputed(dispute.invoice, on)
    _record(dispute, f"dispute.{result}", by, at)


@transaction.atomic
def end_credit_wait(
    *, dispute: Dispute, credited: Decimal, is_missing: bool, on: dt.date, by: str, at: dt.datetime
) -> None:
    """The credit is seen, or its days are over: then its owner is told, and the ladder goes on.

    `credited` is what the balance of the invoice fell by for it.
    """
    lock_customers(customer_ids=[dispute.customer_id])
    dispute.refresh_from_db(fields=["credit_ended_on"])
    if dispute.credit_ended_on:
        return
    dispute.credit_ended_on, dispute.credited = on, credited
    dispute.save(update_fields=["credit_ended_on", "credited"])
    if is_missing:
        _open_task(dispute, TaskKind.CREDIT_MISSING, on, at)
    _write_disputed(dispute.invoice, on)
    _record(dispute, "dispute.credit_missing" if is_missing else "dispute.credit_seen", by, at)


@transaction.atomic
def see_late_credit(
    *, dispute: Dispute, credited: Decimal, on: dt.date, by: str, at: dt.datetime
) -> None:
    """A credit that was missing is here after all."""
    lock_customers(customer_ids=[dispute.customer_id])
    dispute.credited = credited
    dispute.save(update_fields=["credited"])
    _close_task(dispute, TaskKind.CREDIT_MISSING, by, at)
    _record(dispute, "dispute.credit_seen", by, at)


def _open_task(dispute: Dispute, kind: str, due_on: dt.date, at: dt.datetime) -> None:
    """For its owner: what is to be done about it."""
    invoice = dispute.invoice
    open_task(
        company_id=invoice.company_id,
        customer_id=dispute.customer_id,
        kind=kind,
        subject=("dispute", dispute.pk),
        due_on=due_on,
        at=at,
        assigned_to=dispute.owner,
        values={
            "invoice": invoice.number,
            "amount": str(dispute.amount),
            "currency": invoice.currency,
            "reason": dispute.reason,
        },
    )


def _close_task(dispute: Dispute, kind: str, by: str, at: dt.datetime) -> None:
    close_tasks(kind=kind, subject=("dispute", dispute.pk), by=by, at=at)


def _write_disputed(invoice: Invoice, on: dt.date) -> None:
    """What is disputed of it, or credited and not seen yet, recomputed."""
    kept_out = Dispute.objects.filter(KEPT_OUT, invoice=invoice)
    total = kept_out.aggregate(total=Sum("amount"))["total"] or 0
    Invoice.objects.filter(pk=invoice.pk).update(disputed=total)
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
