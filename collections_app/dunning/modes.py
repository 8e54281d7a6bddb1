"""Switching a company on, and noticing that its ledger is too old to send on."""

import datetime as dt

from django.db import transaction

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.actions import look_at
from collections_app.customers.models import Customer
from collections_app.dunning.actions import end_notice
from collections_app.dunning.calls import rest_rounds
from collections_app.dunning.choices import UNFINISHED, NoticeState, RoundState
from collections_app.dunning.models import CallRound, Notice
from collections_app.history.actions import record
from collections_app.tasks.actions import open_task
from collections_app.tasks.choices import Kind as TaskKind


@transaction.atomic
def switch_mode(*, company: Company, mode: str, on: dt.date, by: str, at: dt.datetime) -> None:
    """Switch off, to rehearsal or live; going live cancels what rehearsal left unfinished."""
    before = company.mode
    if before == mode:
        return
    company.mode = mode
    if mode == Mode.LIVE:
        company.live_since = company.live_since or on
        company.walked_on = None  # rehearsed days were no days of the ladder
    company.save(update_fields=["mode", "live_since", "walked_on"])
    if mode == Mode.LIVE:
        _end_rehearsal(company, on=on, by=by, at=at)
    overdue = Customer.objects.filter(company=company, invoices__balance__gt=0).distinct()
    look_at(customer_ids=overdue.values_list("pk", flat=True))
    record(
        kind="company.mode",
        subject=("company", company.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values={"from": before, "to": mode},
    )


def _end_rehearsal(company: Company, *, on: dt.date, by: str, at: dt.datetime) -> None:
    rehearsed = {"company": company, "mode": Mode.REHEARSAL}
    for notice in Notice.objects.filter(**rehearsed, state__in=UNFINISHED):
        end_notice(
            notice=notice,
            state=NoticeState.CANCELLED,
            reason={"code": "went_live"},
            on=on,
            by=by,
            at=at,
        )
    for call_round in CallRound.objects.filter(**rehearsed, state=RoundState.OPEN):
        rest_rounds(customer=call_round.customer, mode=Mode.REHEARSAL, by=by, at=at)


def tell_of_stale_ledger(*, company: Company, day: dt.date, at: dt.datetime) -> bool:
    """Whether the ledger or the payments are too old to send on; then a manager is told."""
    if not is_stale(company, day):
        return False
    open_task(
        company_id=company.pk,
        kind=TaskKind.STALE_LEDGER,
        subject=("company", company.pk),
        due_on=day,
        at=at,
        values={"is_missing": company.ledger_as_of is None},
    )
    return True


def is_stale(company: Company, day: dt.date) -> bool:
    """Past the company's freshness limit in business days, invoices or payments (DESIGN 5.11)."""
    known = [company.ledger_as_of]
    if company.has_payments_source:
        known.append(company.payments_as_of)
    return any(
        on is None or company.calendar.business_days_between(on, day) > company.fresh_days
        for on in known
    )
