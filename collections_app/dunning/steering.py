"""What managers decide about one customer's ladder: a new start, the way on, an override."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.dunning.actions import end_notice
from collections_app.dunning.choices import (
    CURRENT,
    ORDERED_LEVELS,
    UNFINISHED,
    Choice,
    NoticeState,
)
from collections_app.dunning.models import (
    Course,
    Decision,
    Episode,
    Notice,
    NoticeLine,
    Override,
)
from collections_app.dunning.queries import current_episodes, policy_of
from collections_app.history.actions import record
from collections_app.invoices.models import Invoice
from collections_app.tasks.actions import close_tasks
from collections_app.tasks.choices import Kind as TaskKind

PRESSED = ("pressure", "patience")  # decisions that a person may override for a day
MOST_WEEKS = 26  # a course is looked at again within half a year


class CannotStartAgain(Exception):
    """No reason was given, or an invoice is settled or belongs to somebody else."""


class CannotSetCourse(Exception):
    """The date is no future one, or the policy has no such level."""


class CannotOverride(Exception):
    """No reason was given, or nothing waits for contact pressure."""


@locked("customer.pk")
def start_again(
    *,
    customer: Customer,
    invoices: Sequence[Invoice],
    reason: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> None:
    """A new episode for each of these invoices: they climb from the first level once more."""
    if not reason.strip():
        raise CannotStartAgain("Say why these invoices start again.")
    for one in invoices:
        if one.customer_id != customer.pk or not one.is_open:
            raise CannotStartAgain(f"{one} is not an open invoice of {customer}.")
    _withdraw(customer, {"code": "started_again"}, on=on, by=by, at=at)
    ids = [one.pk for one in invoices]
    NoticeLine.objects.filter(invoice__in=ids, call_round__state__in=CURRENT).update(void=True)
    before = current_episodes(ids)
    Episode.objects.bulk_create(
        Episode(
            invoice=one,
            number=before[one.pk].number + 1 if one.pk in before else 2,
            started_on=on,
            reason=reason,
            by=by,
        )
        for one in invoices
    )
    look_at(customer_ids=[customer.pk])
    numbers = [one.number for one in invoices]
    _record("invoices.started_again", customer, {"invoices": numbers, "reason": reason}, by, at)


def _withdraw(
    customer: Customer, reason: dict[str, str], *, on: dt.date, by: str, at: dt.datetime
) -> None:
    """Cancel the notice that has not left; the walk plans anew."""
    for notice in Notice.objects.filter(customer=customer, state__in=UNFINISHED):
        end_notice(notice=notice, state=NoticeState.CANCELLED, reason=reason, on=on, by=by, at=at)


@locked("customer.pk")
def set_course(
    *,
    customer: Customer,
    choice: str,
    again_on: dt.date,
    note: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> Course:
    """How to go on after the call rounds; a person looks at it again on `again_on`."""
    latest = on + dt.timedelta(weeks=MOST_WEEKS)
    if not on < again_on <= latest:
        raise CannotSetCourse(f"Pick a day after {on} and not after {latest} to look again.")
    has_level = policy_of(customer).levels.filter(key=choice).exists()
    if choice in ORDERED_LEVELS and not has_level:
        raise CannotSetCourse(f"The policy of {customer} has no level {Choice(choice).label}.")
    course = Course.objects.create(
        customer=customer, choice=choice, set_on=on, again_on=again_on, note=note, by=by
    )
    close_tasks(kind=TaskKind.DECIDE, subject=("customer", customer.pk), by=by, at=at)
    look_at(customer_ids=[customer.pk])
    values = {"choice": choice, "again_on": again_on.isoformat(), "note": note}
    _record("customer.course", customer, values, by, at)
    return course


@locked("customer.pk")
def override_pressure(
    *, customer: Customer, reason: str, on: dt.date, by: str, at: dt.datetime
) -> None:
    """Let what is due go today beyond the contact pressure (DESIGN 5.6); once, with a reason."""
    if not reason.strip():
        raise CannotOverride("Say why this customer is written to again so soon.")
    if not Decision.objects.filter(customer=customer, code__in=PRESSED).exists():
        raise CannotOverride(f"Nothing to {customer} waits for contact pressure.")
    Override.objects.get_or_create(
        customer=customer, on_day=on, defaults={"reason": reason, "by": by}
    )
    look_at(customer_ids=[customer.pk])
    _record("customer.override", customer, {"reason": reason}, by, at)


def _record(
    kind: str, customer: Customer, values: dict[str, Any], by: str, at: dt.datetime
) -> None:
    record(
        kind=kind,
        subject=("customer", customer.pk),
        by=by,
        at=at,
        company_id=customer.company_id,
        customer_id=customer.pk,
        values=values,
    )
