"""Judging promises: what came in for them, and what follows where it did not."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum

from collections_app.companies.models import Company
from collections_app.customers.actions import lock_customers
from collections_app.payments.models import Payment
from collections_app.promises.actions import tell, write_promised
from collections_app.promises.choices import NOT_KEPT, State
from collections_app.promises.models import Promise, PromiseLine
from collections_app.promises.queries import agreed_with, asked_of, received_for
from collections_app.promises.rules import judge
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.queries import open_tasks_of

MATCH_DAYS = 5  # business days in which money that may be meant for it is matched


def judge_promises(*, company: Company, day: dt.date, at: dt.datetime) -> int:
    """Judge the open promises whose money is known; how many were decided."""
    open_ones = Promise.objects.filter(customer__company=company, state=State.OPEN)
    due = open_ones.filter(promised_for__lte=day) | open_ones.filter(
        lines__open_then__gt=F("lines__invoice__balance")
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
    asked, received = asked_of(promise), received_for(promise, last_day)
    state = judge(
        asked,
        received,
        last_day=last_day,
        known_until=company.payments_known_until,
        day=day,
    )
    if state == State.OPEN:
        return False
    if state in NOT_KEPT and _may_be_here(promise, asked - received):
        asked_on = _ask_to_match(promise, day, at)
        if day <= company.calendar.add_business_days(asked_on, MATCH_DAYS):
            return False
    _close(promise, state, received, day, at)
    return True


def _close(promise: Promise, state: str, received: Decimal, day: dt.date, at: dt.datetime) -> None:
    promise.state, promise.judged_on = state, day
    promise.received = min(received, promise.amount)
    promise.save(update_fields=["state", "judged_on", "received"])
    invoices = dict(promise.lines.order_by("pk").values_list("invoice_id", "invoice__number"))
    write_promised(promise.customer, list(invoices), day)
    tell(promise, f"promise.{state}", "ladder", at)
    matching = ("customer", promise.customer_id)
    close_tasks(kind=TaskKind.MATCH_PAYMENT, subject=matching, by="ladder", at=at)
    if state in NOT_KEPT:
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


def _may_be_here(promise: Promise, missing: Decimal) -> bool:
    """Whether money that came since, and is not laid on an invoice yet, covers what is missing."""
    unapplied = Payment.objects.filter(
        customer=promise.customer_id,
        currency=promise.currency,
        received_on__gte=promise.made_on,
        unapplied__gt=0,
    )
    return (unapplied.aggregate(total=Sum("unapplied"))["total"] or 0) >= missing


def _ask_to_match(promise: Promise, day: dt.date, at: dt.datetime) -> dt.date:
    """Since when that is asked."""
    subject = ("customer", promise.customer_id)
    open_task(
        company_id=promise.customer.company_id,
        customer_id=promise.customer_id,
        kind=TaskKind.MATCH_PAYMENT,
        subject=subject,
        due_on=day,
        at=at,
    )
    return open_tasks_of(kinds=[TaskKind.MATCH_PAYMENT], subject=subject).get().due_on
