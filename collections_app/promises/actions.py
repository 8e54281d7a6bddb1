"""Recording promises and judging them; what a customer says is paid."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Sum

from collections_app.companies.models import Company
from collections_app.customers.actions import lock_customers, look_at
from collections_app.customers.models import Customer
from collections_app.history.actions import record
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.payments.models import Allocation, Payment
from collections_app.promises.choices import Found, State
from collections_app.promises.models import Promise, PromiseLine, SaysPaid
from collections_app.promises.rules import judge, lay_out, pauses
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind

SAYS_PAID_DAYS = 5  # business days in which the money is looked for


class CannotPromise(Exception):
    """There is nothing to promise, or the date has passed."""


@transaction.atomic
def record_promise(
    *,
    customer: Customer,
    amount: Decimal,
    currency: str,
    promised_for: dt.date,
    on: dt.date,
    by: str,
    at: dt.datetime,
    invoices: Sequence[Invoice] | None = None,
    with_manager: bool = False,
) -> Promise:
    """Take a promise; without `invoices` it is laid on all that can be demanded, oldest first."""
    if promised_for < on:
        raise CannotPromise(f"Pick a date from {on} on; {promised_for} has passed.")
    lock_customers(customer_ids=[customer.pk])
    _supersede(customer, invoices, on)
    open_ones = _demandable(customer, currency, invoices)
    parts = lay_out(amount, [(one.pk, one.demandable) for one in open_ones])
    if not parts:
        raise CannotPromise(f"Nothing is open in {currency} that a promise could be laid on.")
    promise = Promise.objects.create(
        customer=customer,
        currency=currency,
        amount=sum(part for _, part in parts),
        promised_for=promised_for,
        made_on=on,
        pauses=pauses(on, promised_for, _most_promises(parts), with_manager=with_manager),
        by=by,
    )
    PromiseLine.objects.bulk_create(
        PromiseLine(promise=promise, invoice_id=id, amount=part) for id, part in parts
    )
    _write_promised(customer, [id for id, _ in parts], on)
    _record(promise, "promise.made", by, at)
    return promise


def judge_promises(*, company: Company, day: dt.date, at: dt.datetime) -> int:
    """Judge the open promises whose money is known; how many were decided."""
    open_ones = Promise.objects.filter(customer__company=company, state=State.OPEN)
    due = open_ones.filter(promised_for__lte=day) | open_ones.filter(
        lines__invoice__settled_on__isnull=False
    )
    return sum(
        _judge(promise, company, day, at)
        for promise in due.select_related("customer").distinct().order_by("pk")
    )


@transaction.atomic
def _judge(promise: Promise, company: Company, day: dt.date, at: dt.datetime) -> bool:
    lock_customers(customer_ids=[promise.customer_id])
    last_day = company.calendar.add_business_days(
        promise.promised_for, company.promise_tolerance_days
    )
    received = received_for(promise, last_day)
    state = judge(
        promise.amount,
        received,
        last_day=last_day,
        known_until=company.payments_known_until,
        day=day,
    )
    if state == State.OPEN:
        return False
    if state != State.KEPT and _has_unapplied(promise):
        _ask_to_match(promise, day, at)
        return False
    _close(promise, state, received, day, at)
    return True


def received_for(promise: Promise, last_day: dt.date) -> Decimal:
    """What payments received from the day it was made to `last_day` settled of its invoices."""
    total = Allocation.objects.filter(
        invoice__promise_lines__promise=promise,
        undone_at__isnull=True,
        payment__received_on__gte=promise.made_on,
        payment__received_on__lte=last_day,
    ).aggregate(total=Sum("amount"))["total"]
    return max(total or Decimal(0), _settled_by_ledger(promise, last_day))


def _settled_by_ledger(promise: Promise, last_day: dt.date) -> Decimal:
    """Lines whose invoice the ledger says was settled in time, where no payment was seen."""
    settled = promise.lines.filter(
        invoice__settled_on__gte=promise.made_on, invoice__settled_on__lte=last_day
    ).aggregate(total=Sum("amount"))["total"]
    return settled or Decimal(0)


def _close(promise: Promise, state: str, received: Decimal, day: dt.date, at: dt.datetime) -> None:
    promise.state, promise.judged_on = state, day
    promise.received = min(received, promise.amount)
    promise.save(update_fields=["state", "judged_on", "received"])
    invoices = dict(promise.lines.order_by("pk").values_list("invoice_id", "invoice__number"))
    _write_promised(promise.customer, list(invoices), day)
    _record(promise, f"promise.{state}", "ladder", at)
    if state != State.KEPT:
        open_task(
            company_id=promise.customer.company_id,
            customer_id=promise.customer_id,
            kind=TaskKind.CALL,
            subject=("promise", promise.pk),
            due_on=day,
            at=at,
            values={
                "promise": str(promise.amount),
                "currency": promise.currency,
                "invoices": list(invoices.values()),
            },
        )


def _has_unapplied(promise: Promise) -> bool:
    unapplied = Payment.objects.filter(
        customer=promise.customer_id, currency=promise.currency, unapplied__gt=0
    )
    return unapplied.exists()


def _ask_to_match(promise: Promise, day: dt.date, at: dt.datetime) -> None:
    open_task(
        company_id=promise.customer.company_id,
        customer_id=promise.customer_id,
        kind=TaskKind.MATCH_PAYMENT,
        subject=("customer", promise.customer_id),
        due_on=day,
        at=at,
    )


def _supersede(customer: Customer, invoices: Sequence[Invoice] | None, on: dt.date) -> None:
    """A newer promise takes the place of an open one; on or after its date that one is broken."""
    earlier = Promise.objects.filter(customer=customer, state=State.OPEN)
    if invoices is not None:
        earlier = earlier.filter(lines__invoice__in=invoices)
    for promise in earlier.distinct():
        promise.state = State.BROKEN if promise.promised_for <= on else State.SUPERSEDED
        promise.judged_on = on
        promise.save(update_fields=["state", "judged_on"])
        ids = list(promise.lines.values_list("invoice_id", flat=True))
        _write_promised(customer, ids, on)


def _demandable(
    customer: Customer, currency: str, invoices: Sequence[Invoice] | None
) -> list[Invoice]:
    rows = Invoice.objects.filter(customer=customer, currency=currency, demandable__gt=0)
    if invoices is not None:
        rows = rows.filter(pk__in=[one.pk for one in invoices])
    return list(rows.order_by("due_on", "pk"))


def _most_promises(parts: Sequence[tuple[int, Decimal]]) -> int:
    counts = (
        PromiseLine.objects.filter(invoice__in=[id for id, _ in parts])
        .exclude(promise__state=State.WITHDRAWN)
        .values_list("invoice")
        .annotate(count=Count("pk"))
    )
    return max((count for _, count in counts), default=0)


def _write_promised(customer: Customer, invoice_ids: Sequence[int], on: dt.date) -> None:
    """Each invoice's part in open promises that pause, recomputed."""
    for invoice_id in invoice_ids:
        total = PromiseLine.objects.filter(
            invoice=invoice_id, promise__state=State.OPEN, promise__pauses=True
        ).aggregate(total=Sum("amount"))["total"]
        Invoice.objects.filter(pk=invoice_id).update(promised=total or 0)
    summarise(customer_ids=[customer.pk], as_of=on)
    look_at(customer_ids=[customer.pk])


def _record(promise: Promise, kind: str, by: str, at: dt.datetime) -> None:
    record(
        kind=kind,
        subject=("promise", promise.pk),
        by=by,
        at=at,
        company_id=promise.customer.company_id,
        customer_id=promise.customer_id,
        values={
            "amount": str(promise.amount),
            "currency": promise.currency,
            "for": promise.promised_for.isoformat(),
        },
    )


@transaction.atomic
def say_paid(
    *, invoice: Invoice, amount: Decimal, on: dt.date, by: str, at: dt.datetime
) -> SaysPaid:
    """The customer says this is paid: not chased for a few days, and somebody finds the money."""
    lock_customers(customer_ids=[invoice.customer_id])
    said = SaysPaid.objects.create(
        customer_id=invoice.customer_id,
        invoice=invoice,
        amount=amount,
        said_on=on,
        until_on=invoice.company.calendar.add_business_days(on, SAYS_PAID_DAYS),
        by=by,
    )
    open_task(
        company_id=invoice.company_id,
        customer_id=invoice.customer_id,
        kind=TaskKind.FIND_MONEY,
        subject=("says_paid", said.pk),
        due_on=on,
        at=at,
    )
    _write_says_paid(invoice, on)
    return said


@transaction.atomic
def end_says_paid(*, said: SaysPaid, found: bool, on: dt.date, by: str, at: dt.datetime) -> None:
    """The money was found, or it was not: then the ladder goes on."""
    lock_customers(customer_ids=[said.customer_id])
    said.state, said.ended_on = (Found.FOUND if found else Found.NOT_FOUND), on
    said.save(update_fields=["state", "ended_on"])
    close_tasks(kind=TaskKind.FIND_MONEY, subject=("says_paid", said.pk), by=by, at=at)
    _write_says_paid(said.invoice, on)


def end_says_paid_rows(*, company: Company, day: dt.date, at: dt.datetime) -> int:
    """End those whose days have passed without the money; how many."""
    over = SaysPaid.objects.filter(
        customer__company=company, state=Found.OPEN, until_on__lt=day
    ).select_related("invoice__company")
    for said in over:
        found = said.invoice.balance == 0
        end_says_paid(said=said, found=found, on=day, by="ladder", at=at)
    return len(over)


def _write_says_paid(invoice: Invoice, on: dt.date) -> None:
    total = SaysPaid.objects.filter(invoice=invoice, state=Found.OPEN).aggregate(
        total=Sum("amount")
    )["total"]
    Invoice.objects.filter(pk=invoice.pk).update(says_paid=total or 0)
    summarise(customer_ids=[invoice.customer_id], as_of=on)
    look_at(customer_ids=[invoice.customer_id])
