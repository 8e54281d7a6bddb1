"""Taking promises, one or in instalments, and withdrawing them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigAutoField,
    BigIntegerField,
    CharField,
    Count,
    F,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast, Coalesce

from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.history.actions import record
from collections_app.invoices.actions import write_kept_out
from collections_app.invoices.models import Invoice
from collections_app.lib.dates import HALF_A_YEAR, why_too_far
from collections_app.lib.given import Given
from collections_app.lib.many import among
from collections_app.lib.together import Question
from collections_app.promises.choices import State
from collections_app.promises.models import Promise, PromiseLine
from collections_app.promises.queries import agreed_with, asked_of, received_for
from collections_app.promises.rules import Instalment, lay_out_all, plan_pauses, replaced


class CannotPromise(Exception):
    """There is nothing to promise, or the date has passed."""


@locked("customer.pk")
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


@locked("customer.pk")
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
    if why := why_too_far(days[0], on, HALF_A_YEAR) or why_too_far(max(days), on):
        raise CannotPromise(why)
    known = _known(customer, currency, invoices)
    if known["earlier"]:
        _supersede(known["earlier"], invoices, on)
        known = _known(customer, currency, invoices)
    open_ones: list[Invoice] = known["demandable"]
    laid = lay_out_all(instalments, [(one.pk, one.demandable) for one in open_ones])
    if not laid:
        raise CannotPromise(f"Nothing is open in {currency} that a promise could be laid on.")
    open_then = {one.pk: one.balance for one in open_ones}
    ids = {id for _, parts in laid for id, _ in parts}
    before = max((count for id, count in known["agreed"] if id in ids), default=0)
    does_pause = plan_pauses(on, days, before, with_manager=with_manager)
    shared = {
        "customer": customer,
        "currency": currency,
        "made_on": on,
        "pauses": does_pause,
        "plan": uuid4() if len(laid) > 1 else None,
        "by": by,
    }
    promises = [_store(promised_for, parts, open_then, shared) for promised_for, parts in laid]
    write_promised(customer, sorted(ids), on)
    for promise in promises:
        tell(promise, "promise.made", by, at)
    return promises


def _store(
    promised_for: dt.date,
    parts: Sequence[tuple[int, Decimal]],
    open_then: Mapping[int, Decimal],
    shared: dict[str, Any],
) -> Promise:
    amount = sum(part for _, part in parts)
    promise = Promise.objects.create(promised_for=promised_for, amount=amount, **shared)
    PromiseLine.objects.bulk_create(
        PromiseLine(promise=promise, invoice_id=id, amount=part, open_then=open_then[id])
        for id, part in parts
    )
    return promise


@locked("promise.customer_id")
def withdraw_promise(*, promise: Promise, on: dt.date, by: str, at: dt.datetime) -> None:
    """It does not hold any more, nor does what is still open of its instalments."""
    for one in agreed_with(promise).filter(state=State.OPEN):
        one.state, one.judged_on = State.WITHDRAWN, on
        one.save(update_fields=["state", "judged_on"])
        write_promised(one.customer, list(one.lines.values_list("invoice_id", flat=True)), on)
        tell(one, "promise.withdrawn", by, at)


def _supersede(earlier: list[Promise], invoices: Sequence[Invoice] | None, on: dt.date) -> None:
    """A newer promise takes the place of what open ones lay on its invoices; the rest stands."""
    plans: dict[UUID | None, UUID | None] = defaultdict(uuid4, {None: None})
    for promise in earlier:
        _replace(promise if invoices is None else _part_of(promise, invoices, plans), on)


def _part_of(
    promise: Promise, invoices: Sequence[Invoice], plans: Mapping[UUID | None, UUID | None]
) -> Promise:
    """What of it is laid on these invoices, as a promise of its own; itself where that is all."""
    lines = list(promise.lines.filter(invoice__in=invoices))
    part = sum((one.amount for one in lines), Decimal(0))
    if part == promise.amount:
        return promise
    Promise.objects.filter(pk=promise.pk).update(amount=promise.amount - part)
    promise.pk, promise.amount, promise.plan = None, part, plans[promise.plan]
    promise._state.adding = True
    promise.save()
    PromiseLine.objects.filter(pk__in=[one.pk for one in lines]).update(promise=promise)
    return promise


def _replace(promise: Promise, on: dt.date) -> None:
    received = received_for(promise, on)
    promise.state = replaced(
        asked_of(promise),
        received,
        made_on=promise.made_on,
        promised_for=promise.promised_for,
        on=on,
    )
    promise.received, promise.judged_on = min(received, promise.amount), on
    promise.save(update_fields=["state", "received", "judged_on"])
    write_promised(promise.customer, list(promise.lines.values_list("invoice_id", flat=True)), on)


def _known(
    customer: Customer, currency: str, invoices: Sequence[Invoice] | None
) -> dict[str, list[Any]]:
    """What a promise is laid on, which open ones that touches, how often it was agreed before."""
    given = {"customer": customer.pk, "currency": currency}
    if invoices is None:
        return _about_promise().ask(**given)
    return _about_promise(is_of_some=True).ask(**given, invoices=[one.pk for one in invoices])


@cache
def _about_promise(*, is_of_some: bool = False) -> Question:
    of = {
        "customer": Given("customer", BigAutoField()),
        "currency": Given("currency", CharField()),
    }
    earlier = Promise.objects.filter(state=State.OPEN, **of)
    rows = Invoice.objects.filter(demandable__gt=0, **of)
    if is_of_some:
        chosen = among(Given("invoices", ArrayField(BigIntegerField())))
        earlier, rows = earlier.filter(lines__invoice__in=chosen), rows.filter(pk__in=chosen)
    return Question(
        {
            "earlier": earlier.order_by("pk").distinct(),
            "demandable": rows.order_by("due_on", "pk"),
            "agreed": _times_agreed(rows),
        }
    )


def _times_agreed(invoices: QuerySet[Invoice]) -> QuerySet[PromiseLine, tuple[int, int]]:
    """How often each was promised; what was agreed in instalments counts once.

    What was corrected on the day on which it was said does not count.
    """
    agreement = Coalesce(Cast("promise__plan", TextField()), Cast("promise", TextField()))
    return (
        PromiseLine.objects.filter(invoice__in=invoices.values("pk"))
        .exclude(promise__state=State.WITHDRAWN)
        .exclude(promise__state=State.SUPERSEDED, promise__judged_on=F("promise__made_on"))
        .values_list("invoice")
        .annotate(count=Count(agreement, distinct=True))
    )


def write_promised(customer: Customer, invoice_ids: Sequence[int], on: dt.date) -> None:
    """Each invoice's part in open promises that pause, recomputed."""
    pausing = PromiseLine.objects.filter(promise__state=State.OPEN, promise__pauses=True)
    write_kept_out(
        part="promised", rows=pausing, customer_id=customer.pk, invoice_ids=invoice_ids, on=on
    )


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
