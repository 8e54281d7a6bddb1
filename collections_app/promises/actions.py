"""Taking promises, one or in instalments, and withdrawing them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, Coalesce

from collections_app.customers.actions import lock_customers, look_at
from collections_app.customers.models import Customer
from collections_app.history.actions import record
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.promises.choices import State
from collections_app.promises.models import Promise, PromiseLine
from collections_app.promises.rules import Instalment, lay_out_all, plan_pauses


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
    [promise] = record_plan(
        customer=customer,
        instalments=[Instalment(amount, promised_for)],
        currency=currency,
        on=on,
        by=by,
        at=at,
        invoices=invoices,
        with_manager=with_manager,
    )
    return promise


@transaction.atomic
def record_plan(
    *,
    customer: Customer,
    instalments: Sequence[Instalment],
    currency: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
    invoices: Sequence[Invoice] | None = None,
    with_manager: bool = False,
) -> list[Promise]:
    """Take a promise in instalments: each is a promise, laid on what those before it leave."""
    days = [one.promised_for for one in instalments]
    if min(days) < on:
        raise CannotPromise(f"Pick a date from {on} on; {min(days)} has passed.")
    lock_customers(customer_ids=[customer.pk])
    _supersede(customer, invoices, on)
    open_ones = _demandable(customer, currency, invoices)
    laid = lay_out_all(instalments, [(one.pk, one.demandable) for one in open_ones])
    if not laid:
        raise CannotPromise(f"Nothing is open in {currency} that a promise could be laid on.")
    ids = {id for _, parts in laid for id, _ in parts}
    does_pause = plan_pauses(on, days, _most_promises(ids), with_manager=with_manager)
    shared = {
        "customer": customer,
        "currency": currency,
        "made_on": on,
        "pauses": does_pause,
        "plan": uuid4() if len(laid) > 1 else None,
        "by": by,
    }
    promises = [_store(promised_for, parts, shared) for promised_for, parts in laid]
    write_promised(customer, sorted(ids), on)
    for promise in promises:
        tell(promise, "promise.made", by, at)
    return promises


def _store(
    promised_for: dt.date, parts: Sequence[tuple[int, Decimal]], shared: dict[str, Any]
) -> Promise:
    amount = sum(part for _, part in parts)
    promise = Promise.objects.create(promised_for=promised_for, amount=amount, **shared)
    PromiseLine.objects.bulk_create(
        PromiseLine(promise=promise, invoice_id=id, amount=part) for id, part in parts
    )
    return promise


@transaction.atomic
def withdraw_promise(*, promise: Promise, on: dt.date, by: str, at: dt.datetime) -> None:
    """It does not hold any more, nor does what is still open of its instalments."""
    lock_customers(customer_ids=[promise.customer_id])
    for one in agreed_with(promise).filter(state=State.OPEN):
        one.state, one.judged_on = State.WITHDRAWN, on
        one.save(update_fields=["state", "judged_on"])
        write_promised(one.customer, list(one.lines.values_list("invoice_id", flat=True)), on)
        tell(one, "promise.withdrawn", by, at)


def agreed_with(promise: Promise) -> QuerySet[Promise]:
    """The instalments that it is one of, or it alone."""
    alone = Q(pk=promise.pk)
    return Promise.objects.filter(Q(plan=promise.plan) if promise.plan else alone)


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
        write_promised(customer, ids, on)


def _demandable(
    customer: Customer, currency: str, invoices: Sequence[Invoice] | None
) -> list[Invoice]:
    rows = Invoice.objects.filter(customer=customer, currency=currency, demandable__gt=0)
    if invoices is not None:
        rows = rows.filter(pk__in=[one.pk for one in invoices])
    return list(rows.order_by("due_on", "pk"))


def _most_promises(invoice_ids: Iterable[int]) -> int:
    """How often one of them was promised; what was agreed in instalments counts once."""
    agreement = Coalesce(Cast("promise__plan", TextField()), Cast("promise", TextField()))
    counts = (
        PromiseLine.objects.filter(invoice__in=list(invoice_ids))
        .exclude(promise__state=State.WITHDRAWN)
        .values_list("invoice")
        .annotate(count=Count(agreement, distinct=True))
    )
    return max((count for _, count in counts), default=0)


def write_promised(customer: Customer, invoice_ids: Sequence[int], on: dt.date) -> None:
    """Each invoice's part in open promises that pause, recomputed."""
    for invoice_id in invoice_ids:
        total = PromiseLine.objects.filter(
            invoice=invoice_id, promise__state=State.OPEN, promise__pauses=True
        ).aggregate(total=Sum("amount"))["total"]
        Invoice.objects.filter(pk=invoice_id).update(promised=total or 0)
    summarise(customer_ids=[customer.pk], as_of=on)
    look_at(customer_ids=[customer.pk])


def tell(promise: Promise, kind: str, by: str, at: dt.datetime) -> None:
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
