"""Opening, answering and settling disputes."""

import datetime as dt
from decimal import Decimal
from functools import cache

from django.db.models import BigAutoField

from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.disputes.choices import Result
from collections_app.disputes.models import KEPT_OUT, Dispute
from collections_app.history.actions import record
from collections_app.invoices.actions import write_kept_out
from collections_app.invoices.models import ZERO, Invoice
from collections_app.lib.dates import why_too_far
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.queries import open_tasks_of
from collections_app.users.models import User

CREDIT_DAYS = 10  # business days in which a credit note, or the ledger, shows what was credited
MISSING = TaskKind.CREDIT_MISSING


class CannotDispute(Exception):
    """The amount is not open on the invoice, it is disputed already, or the day is too far."""


@locked("invoice.customer_id")
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
    now = _about_invoice().ask(invoice=invoice.pk)
    [invoice.balance] = now["balance"]
    if not 0 < amount <= invoice.balance:
        raise CannotDispute(f"Invoice {invoice} has {invoice.balance} open; dispute up to that.")
    if now["running"]:
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


@cache
def _about_invoice() -> Question:
    """What is open of it, and whether it is disputed."""
    id = Given("invoice", BigAutoField())
    running = Dispute.objects.filter(invoice=id, settled_on__isnull=True)
    return Question(
        {
            "balance": Invoice.objects.filter(pk=id).values_list("balance", flat=True),
            "running": running.values_list("pk"),
        }
    )


@locked("dispute.customer_id")
def answer_dispute(*, dispute: Dispute, on: dt.date, by: str, at: dt.datetime) -> None:
    """We gave our answer: the undisputed rest may climb on. Given twice, the first one counts."""
    dispute.refresh_from_db(fields=["answered_on", "settled_on"])
    if dispute.answered_on or dispute.settled_on:
        return
    dispute.answered_on = on
    dispute.save(update_fields=["answered_on"])
    _close_task(dispute, TaskKind.ANSWER_DISPUTE, by, at)
    look_at(customer_ids=[dispute.customer_id])
    _record(dispute, "dispute.answered", by, at)


@locked("dispute.customer_id")
def settle_dispute(*, dispute: Dispute, result: str, on: dt.date, by: str, at: dt.datetime) -> None:
    """Settle it, once: what is still open of the invoice is chased again.

    What is credited stays out of what is demanded until the credit is seen, or a person says that
    none comes.
    """
    dispute.refresh_from_db(fields=["settled_on"])
    if dispute.settled_on:
        return
    dispute.settled_on, dispute.result = on, result
    if result == Result.CREDITED:
        dispute.credit_due_on = _credit_due_on(dispute, on)
    dispute.save(update_fields=["settled_on", "result", "credit_due_on"])
    _close_task(dispute, TaskKind.ANSWER_DISPUTE, by, at)
    _write_disputed(dispute.invoice, on)
    _record(dispute, f"dispute.{result}", by, at)


@locked("dispute.customer_id")
def ask_for_credit(*, dispute: Dispute, on: dt.date, by: str, at: dt.datetime) -> None:
    """Its days are over: its owner looks for it, and nothing is demanded before they have."""
    asked = open_tasks_of(kinds=[MISSING], subject=("dispute", dispute.pk))
    if not _still_waits(dispute) or asked.exists():
        return
    _open_task(dispute, MISSING, on, at)
    _record(dispute, "dispute.credit_missing", by, at)


@locked("dispute.customer_id")
def wait_longer(*, dispute: Dispute, on: dt.date, by: str, at: dt.datetime) -> None:
    """A person says that the credit is still to come: as many days once more."""
    if not _still_waits(dispute):
        return
    dispute.credit_due_on = _credit_due_on(dispute, on)
    dispute.save(update_fields=["credit_due_on"])
    _close_task(dispute, MISSING, by, at)
    _record(dispute, "dispute.credit_awaited", by, at)


@locked("dispute.customer_id")
def end_credit_wait(
    *, dispute: Dispute, credited: Decimal | None, on: dt.date, by: str, at: dt.datetime
) -> None:
    """The credit is seen, or a person says that none comes: the ladder goes on.

    `credited` is what the balance of the invoice fell by for it; None: none comes.
    """
    if not _still_waits(dispute):
        return
    dispute.credit_ended_on, dispute.credited = on, credited or ZERO
    dispute.save(update_fields=["credit_ended_on", "credited"])
    _close_task(dispute, MISSING, by, at)
    _write_disputed(dispute.invoice, on)
    _record(dispute, "dispute.no_credit" if credited is None else "dispute.credit_seen", by, at)


def _still_waits(dispute: Dispute) -> bool:
    dispute.refresh_from_db(fields=["credit_due_on", "credit_ended_on"])
    return dispute.waits_for_credit


def _credit_due_on(dispute: Dispute, on: dt.date) -> dt.date:
    return dispute.invoice.company.calendar.add_business_days(on, CREDIT_DAYS)


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
    write_kept_out(
        part="disputed",
        rows=Dispute.objects.filter(KEPT_OUT),
        customer_id=invoice.customer_id,
        invoice_ids=[invoice.pk],
        on=on,
    )


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
