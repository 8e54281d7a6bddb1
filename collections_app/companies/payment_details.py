"""Where customers pay: once a company is live, two people change it, and everybody sees it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from collections_app.companies.actions import CannotChange, change_company
from collections_app.companies.models import Company
from collections_app.history.actions import record

SHOWN_DAYS = 5  # on every page
WAITS_ALREADY = "Another change waits: it is confirmed or refused first. Nothing was saved."


class CannotConfirm(Exception):
    """Nothing waits, something else does, or the person who asked would confirm it themselves."""


@transaction.atomic
def change_payment_details(
    *, company: Company, values: Mapping[str, Any], by: str, at: dt.datetime
) -> bool:
    """Whether they are as given; after the first live day what differs waits for another person.

    Raises CannotChange for a value that is not taken, at once and not when it is confirmed, and
    while another change waits.
    """
    if not needs_two(company, company.day_of(at)):
        change_company(company=company, values=values, by=by, at=at)
        return True
    company = Company.objects.select_for_update().get(pk=company.pk)
    taken = _tried(company, values, by, at)
    if not taken:
        return True
    if company.payment_change:
        raise CannotChange(errors={"payment_change": WAITS_ALREADY})
    waits = {"values": taken, "by": by, "at": at.isoformat()}
    Company.objects.filter(pk=company.pk).update(payment_change=waits)
    _record(company, "payment_change.asked", taken, by, at)
    return False


def needs_two(company: Company, on: dt.date) -> bool:
    return company.live_since is not None and on > company.live_since


@transaction.atomic
def confirm_payment_change(*, company: Company, seen: str, by: str, at: dt.datetime) -> None:
    """`seen` is when the change was asked for that this person has read."""
    company = _waiting(company, seen)
    change = company.payment_change
    if change["by"] == by:
        raise CannotConfirm("You asked for this change: somebody else confirms it.")
    company.payment_change, company.payment_changed_on = {}, company.day_of(at)
    change_company(company=company, values=change["values"], by=by, at=at)
    _record(company, "payment_change.confirmed", change["values"], by, at)


@transaction.atomic
def refuse_payment_change(*, company: Company, seen: str, by: str, at: dt.datetime) -> None:
    company = _waiting(company, seen)
    values = company.payment_change["values"]
    Company.objects.filter(pk=company.pk).update(payment_change={})
    _record(company, "payment_change.refused", values, by, at)


def _waiting(company: Company, seen: str) -> Company:
    company = Company.objects.select_for_update().get(pk=company.pk)
    if not company.payment_change:
        raise CannotConfirm("No change of the ways to pay waits: it was decided meanwhile.")
    if company.payment_change["at"] != seen:
        raise CannotConfirm("Another change waits by now: read it before you decide.")
    return company


def _tried(company: Company, values: Mapping[str, Any], by: str, at: dt.datetime) -> dict[str, Any]:
    """What would differ, as it would be kept; the change itself is taken back."""
    with transaction.atomic():
        copy = change_company(
            company=Company.objects.get(pk=company.pk), values=values, by=by, at=at
        )
        transaction.set_rollback(True)
    kept = {field: getattr(copy, field) for field in values}
    return {field: value for field, value in kept.items() if value != getattr(company, field)}


def _record(
    company: Company, kind: str, values: Mapping[str, Any], by: str, at: dt.datetime
) -> None:
    record(
        kind=kind,
        subject=("company", company.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values=dict(values),
    )
