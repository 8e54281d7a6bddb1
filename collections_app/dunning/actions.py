"""What becomes of a notice, and the facts that people set about the ladder."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from collections_app.communications.actions import cancel_communications
from collections_app.communications.choices import State as CommunicationState
from collections_app.companies.models import Company
from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.dunning.calls import rest_rounds
from collections_app.dunning.choices import UNFINISHED, NoticeState
from collections_app.dunning.models import (
    Entry,
    Hold,
    Notice,
    NoticeLine,
    Policy,
)
from collections_app.dunning.timing import entry_of
from collections_app.history.actions import record
from collections_app.invoices.models import Invoice
from collections_app.lib.copying import copy_over
from collections_app.lib.dates import why_too_far
from collections_app.tasks.actions import open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

PARKED = "cannot_be_written"
UNFINISHED_DAYS = 5  # business days that a notice may wait (DESIGN 5.3)
MAY_HAVE_GONE = (CommunicationState.SENDING, CommunicationState.UNKNOWN)


class CannotHold(Exception):
    """The hold's dates make no sense."""


@transaction.atomic(savepoint=False)
def accept_notices(*, notice_ids: Iterable[int], on: dt.date) -> None:
    """A provider took these notices on that day: their levels count from it."""
    notices = Notice.objects.filter(pk__in=notice_ids, state__in=UNFINISHED)
    customers = dict(notices.values_list("pk", "customer_id"))
    accepted = Notice.objects.filter(pk__in=customers)
    accepted.update(state=NoticeState.ACCEPTED, accepted_on=on, reason={})
    NoticeLine.objects.filter(notice__in=customers, accepted_on__isnull=True).update(accepted_on=on)
    look_at(customer_ids=customers.values())


@transaction.atomic
def end_notice(
    *, notice: Notice, state: str, reason: dict[str, Any], on: dt.date, by: str, at: dt.datetime
) -> None:
    """Cancel, fail or take back a notice: its levels are free again, and the walk looks anew.

    While one of its messages may have gone, only the others are stopped: its levels stay taken and
    nothing else is planned until that is known. What did not go then meets the last look.
    """
    cancel_communications(
        ids=notice.messages.values_list("communication_id", flat=True), reason=reason
    )
    if notice.messages.filter(communication__state__in=MAY_HAVE_GONE).exists():
        return
    notice.state, notice.reason = state, reason
    notice.save(update_fields=["state", "reason"])
    notice.lines.update(void=True)
    look_at(customer_ids=[notice.customer_id])
    record(
        kind=f"notice.{state}",
        subject=("notice", notice.pk),
        by=by,
        at=at,
        company_id=notice.company_id,
        customer_id=notice.customer_id,
        values=reason,
    )


@transaction.atomic
def reinstate_notice(*, notice: Notice, on: dt.date, by: str, at: dt.datetime) -> None:
    """It was given up, and it went: its levels are taken, and what was planned instead is not sent.

    Where the same levels were taken by another notice meanwhile, only the log can still say it.
    """
    planned = Notice.objects.filter(customer=notice.customer_id, state__in=UNFINISHED)
    for other in planned.exclude(messages__communication__state__in=MAY_HAVE_GONE):
        reason = {"code": "went_already", "on": on.isoformat()}
        end_notice(notice=other, state=NoticeState.CANCELLED, reason=reason, on=on, by=by, at=at)
    taken = NoticeLine.objects.filter(
        invoice=OuterRef("invoice"),
        episode=OuterRef("episode"),
        level=OuterRef("level"),
        mode=notice.mode,
        void=False,
    )
    if notice.lines.exclude(level="").filter(Exists(taken)).exists():
        return
    notice.lines.update(void=False, accepted_on=on)
    notice.state, notice.accepted_on, notice.reason = NoticeState.ACCEPTED, on, {}
    notice.save(update_fields=["state", "accepted_on", "reason"])
    look_at(customer_ids=[notice.customer_id])


@transaction.atomic
def park_notice(*, notice: Notice, error: str, at: dt.datetime) -> None:
    """A notice that cannot be written stays planned, and a person looks at it."""
    notice.reason = notice.reason | {"code": PARKED, "error": error[:400]}
    notice.save(update_fields=["reason"])
    open_task(
        company_id=notice.company_id,
        customer_id=notice.customer_id,
        kind=TaskKind.REVIEW_NOTICE,
        subject=("notice", notice.pk),
        due_on=notice.day,
        at=at,
        values={"level": notice.level, "state": PARKED, "error": error[:400]},
    )


def withdraw_stale(*, company: Company, day: dt.date, at: dt.datetime) -> int:
    """Withdraw notices unfinished for more than 5 business days; the walk plans them anew."""
    oldest = company.calendar.add_business_days(day, -UNFINISHED_DAYS)
    stale = Notice.objects.filter(company=company, state__in=UNFINISHED, day__lt=oldest)
    for notice in stale.select_related("customer"):
        if notice.messages.filter(communication__state__in=MAY_HAVE_GONE).exists():
            continue
        open_task(
            company_id=company.pk,
            customer_id=notice.customer_id,
            kind=TaskKind.REVIEW_NOTICE,
            subject=("notice", notice.pk),
            due_on=day,
            at=at,
            values={"level": notice.level, "state": notice.state},
        )
        reason = {"code": "waited_too_long", "state": notice.state}
        end_notice(
            notice=notice, state=NoticeState.CANCELLED, reason=reason, on=day, by="ladder", at=at
        )
    return len(stale)


@locked("customer.pk")
def put_hold(
    *,
    customer: Customer,
    until_on: dt.date,
    reason: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
    invoice: Invoice | None = None,
    note: str = "",
) -> Hold:
    """Do not dun this customer, or this one invoice, up to and including a date."""
    if until_on < on:
        raise CannotHold(f"A hold ends on {on} or later; {until_on} has passed.")
    if why := why_too_far(until_on, on):
        raise CannotHold(why)
    hold = Hold.objects.create(
        customer=customer,
        invoice=invoice,
        reason=reason,
        note=note,
        put_on=on,
        until_on=until_on,
        by=by,
    )
    look_at(customer_ids=[customer.pk])
    record(
        kind="hold.put",
        subject=("hold", hold.pk),
        by=by,
        at=at,
        company_id=customer.company_id,
        customer_id=customer.pk,
        values={"until": until_on.isoformat(), "reason": reason},
    )
    return hold


@locked("hold.customer_id")
def end_hold(*, hold: Hold, on: dt.date, by: str, at: dt.datetime) -> None:
    """End a hold on that day; the walk looks at the customer again."""
    hold.ended_on = on
    hold.save(update_fields=["ended_on"])
    look_at(customer_ids=[hold.customer_id])
    record(
        kind="hold.ended",
        subject=("hold", hold.pk),
        by=by,
        at=at,
        company_id=hold.customer.company_id,
        customer_id=hold.customer_id,
    )


def end_holds(*, company: Company, day: dt.date, at: dt.datetime) -> int:
    """End the holds whose last day has passed; how many."""
    over = Hold.objects.filter(
        customer__company=company, ended_on__isnull=True, until_on__lt=day
    ).select_related("customer")
    for hold in over:
        end_hold(hold=hold, on=day, by="ladder", at=at)
    return len(over)


@transaction.atomic
def stop_contact(*, customer: Customer, on: dt.date, by: str, at: dt.datetime) -> None:
    """Cancel what is on its way to a customer whose standing stops every channel."""
    reason = {"code": "standing", "standing": customer.standing}
    for notice in Notice.objects.filter(customer=customer, state__in=UNFINISHED):
        end_notice(notice=notice, state=NoticeState.CANCELLED, reason=reason, on=on, by=by, at=at)
    rest_rounds(customer=customer, mode=customer.company.mode, by=by, at=at)
    Task.objects.filter(
        customer=customer,
        state=TaskState.OPEN,
        kind__in=[TaskKind.CALL, TaskKind.DECIDE, TaskKind.FOLLOW_UP],
    ).update(state=TaskState.CANCELLED, closed_at=at, closed_by=by)
    look_at(customer_ids=[customer.pk])


def enter_old_debt(*, invoices: QuerySet[Invoice], company: Company, day: dt.date) -> None:
    """Fix where invoices step on the ladder that are late already when first stored."""
    policies = {one.segment: one for one in company.policies.all()}
    youngest = min(one.entry_letter_days for one in policies.values())
    old = invoices.filter(due_on__lt=day - dt.timedelta(youngest))
    entries = []
    given = "customer__given_policy__policy__segment"
    segment_of = Coalesce(given, "customer__segment")
    for id, due_on, segment in old.values_list("id", "due_on", segment_of):
        policy = policies.get(segment) or policies[""]
        if how := _entry(policy, due_on, day):
            starts_at, in_review = ("", True) if how == "review" else (how, False)
            entries.append(Entry(invoice_id=id, starts_at=starts_at, in_review=in_review))
    copy_over(entries)


def _entry(policy: Policy, due_on: dt.date, day: dt.date) -> str:
    days = {"letter_days": policy.entry_letter_days, "review_days": policy.entry_review_days}
    return entry_of(due_on, day, **days)


def enter_reached(*, reached: Iterable[tuple[Invoice, str, dt.date]]) -> None:
    """The level that an invoice reached elsewhere, and the day of its last notice."""
    Entry.objects.bulk_create(
        [Entry(invoice=one, reached=level, reached_on=on) for one, level, on in reached],
        ignore_conflicts=True,
    )
