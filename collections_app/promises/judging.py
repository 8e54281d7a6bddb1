"""Judging promises: what came in for them, and what follows where it did not."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum

from collections_app.companies.models import Company
from collections_app.customers.actions import lock_customers
from collections_app.payments.models import Allocation, Payment
from collections_app.promises.actions import agreed_with, tell, write_promised
from collections_app.promises.choices import State
from collections_app.promises.models import Promise, PromiseLine
from collections_app.promises.rules import judge
from collections_app.tasks.actions import open_task
from collections_app.tasks.choices import Kind as TaskKind


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
    """What came in for its invoices from the day it was made to `last_day`.

    Of what came in for instalments the earlier ones take their part first.
    """
    agreed = agreed_with(promise)
    ids = PromiseLine.objects.filter(promise__in=agreed).values("invoice")
    total = Allocation.objects.filter(
        invoice__in=ids,
        undone_at__isnull=True,
        payment__received_on__gte=promise.made_on,
        payment__received_on__lte=last_day,
    ).aggregate(total=Sum("amount"))["total"]
    came = max(total or Decimal(0), _settled_by_ledger(agreed, promise, last_day))
    earlier = agreed.filter(promised_for__lt=promise.promised_for)
    return max(came - (earlier.aggregate(total=Sum("amount"))["total"] or 0), Decimal(0))


def _settled_by_ledger(agreed: QuerySet[Promise], promise: Promise, last_day: dt.date) -> Decimal:
    """Lines whose invoice the ledger says was settled in time, where no payment was seen."""
    settled = PromiseLine.objects.filter(
        promise__in=agreed,
        invoice__settled_on__gte=promise.made_on,
        invoice__settled_on__lte=last_day,
    ).aggregate(total=Sum("amount"))["total"]
    return settled or Decimal(0)


def _close(promise: Promise, state: str, received: Decimal, day: dt.date, at: dt.datetime) -> None:
    promise.state, promise.judged_on = state, day
    promise.received = min(received, promise.amount)
    promise.save(update_fields=["state", "judged_on", "received"])
    invoices = dict(promise.lines.order_by("pk").values_list("invoice_id", "invoice__number"))
    write_promised(promise.customer, list(invoices), day)
    tell(promise, f"promise.{state}", "ladder", at)
    if state != State.KEPT:
        _end_plan(promise, day)
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


def _end_plan(promise: Promise, on: dt.date) -> None:
    """One instalment was not kept: those ahead stand, and do not pause the ladder any more."""
    ahead = agreed_with(promise).filter(state=State.OPEN)
    ids = list(PromiseLine.objects.filter(promise__in=ahead).values_list("invoice", flat=True))
    ahead.update(pauses=False)
    write_promised(promise.customer, ids, on)


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
