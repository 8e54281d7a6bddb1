"""What people do to one customer where several rooms must change together."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from collections_app.communications.actions import (
    log_contact,
    mark_came_back,
)
from collections_app.communications.choices import Cause, Channel, State
from collections_app.communications.models import Communication
from collections_app.customers.actions import look_at
from collections_app.customers.choices import CONTACTABLE, Standing
from collections_app.customers.locking import locked
from collections_app.customers.models import Contact, Customer
from collections_app.desk.answers import mark_answered
from collections_app.desk.choices import ENDS_THE_ROUND, SPOKE, CallOutcome
from collections_app.dunning.actions import end_notice, put_hold, stop_contact
from collections_app.dunning.calls import log_dial
from collections_app.dunning.choices import Choice, HoldReason, NoticeState
from collections_app.dunning.models import Notice
from collections_app.dunning.sending import take_back
from collections_app.dunning.steering import set_course
from collections_app.history.actions import record
from collections_app.lib.dates import why_too_far
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind

SKIP_RESTS = dt.timedelta(6)  # the day itself and six more

CALL = "call"
WENT_OUT = (State.SENT, State.DELIVERED)
STANDING_OF = {
    Choice.AGENCY_OR_COURT: Standing.WITH_AGENCY,
    Choice.WRITE_OFF: Standing.WRITTEN_OFF,
}


class CannotLogCall(Exception):
    """The contact belongs to somebody else, or the outcome is none."""


class CannotRecordReturn(Exception):
    """The message has not gone out."""


class CannotSkip(Exception):
    """The notice does not wait for approval any more."""


class CannotSetStanding(Exception):
    """A standing that stops contact needs a date on which it is looked at again."""


@locked("customer.pk")
def log_call(
    *,
    customer: Customer,
    contact: Contact | None,
    outcome: str,
    note: str,
    by: str,
    at: dt.datetime,
    on: dt.date,
    once: str = "",
    cause: str = "",
    agreed: Sequence[Mapping[str, Any]] = (),
) -> Communication:
    """Write the call into the log and count it in the open round, if there is one.

    `once` names the form, of which nothing was `logged_before`. `cause` is why the money is late,
    `agreed` what was agreed, as codes and values.
    """
    if outcome not in CallOutcome.values:
        raise CannotLogCall(f"Pick an outcome; {outcome!r} is none.")
    if cause and cause not in Cause.values:
        raise CannotLogCall(f"Pick a cause; {cause!r} is none.")
    if contact is not None and contact.customer_id != customer.pk:
        raise CannotLogCall(f"{contact} is no contact of {customer}.")
    communication = log_contact(
        customer=customer,
        contact=contact,
        channel=Channel.CALL,
        purpose=CALL,
        text=note,
        why=_why(outcome, cause, agreed),
        once=once,
        by=by,
        at=at,
    )
    was_conversation = outcome in ENDS_THE_ROUND
    log_dial(customer=customer, was_conversation=was_conversation, on=on, by=by, at=at)
    if outcome in SPOKE:
        mark_answered(customer=customer, by=by, at=at)
    _record_call(communication, outcome, by, at)
    return communication


def _why(outcome: str, cause: str, agreed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    said = {"cause": cause, "agreed": list(agreed)}
    return {"outcome": outcome} | {name: value for name, value in said.items() if value}


def _record_call(communication: Communication, outcome: str, by: str, at: dt.datetime) -> None:
    record(
        kind="call.logged",
        subject=("communication", communication.pk),
        by=by,
        at=at,
        company_id=communication.company_id,
        customer_id=communication.customer_id,
        values={"outcome": outcome},
    )


@locked("customer.pk")
def set_standing(
    *,
    customer: Customer,
    standing: str,
    reason: str,
    review_on: dt.date | None,
    by: str,
    at: dt.datetime,
    on: dt.date,
) -> None:
    """Change the standing; one that stops contact cancels what is ready in the same breath."""
    stops = standing not in CONTACTABLE
    if stops and (review_on is None or review_on <= on):
        raise CannotSetStanding("Pick the day on which this is looked at again, after today.")
    if why := review_on and why_too_far(review_on, on):
        raise CannotSetStanding(why)
    before = customer.standing
    customer.standing = standing
    customer.standing_reason = "" if standing == Standing.NORMAL else reason
    customer.standing_review_on = review_on
    customer.save(update_fields=["standing", "standing_reason", "standing_review_on"])
    close_tasks(kind=TaskKind.REVIEW_STANDING, subject=("customer", customer.pk), by=by, at=at)
    if stops:
        stop_contact(customer=customer, on=on, by=by, at=at)
    look_at(customer_ids=[customer.pk])
    record(
        kind="customer.standing",
        subject=("customer", customer.pk),
        by=by,
        at=at,
        company_id=customer.company_id,
        customer_id=customer.pk,
        values={"from": before, "to": standing, "reason": reason},
    )


@transaction.atomic
def decide_course(
    *,
    customer: Customer,
    choice: str,
    again_on: dt.date,
    note: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> None:
    """How a manager goes on after the call rounds, with all that follows from it (DESIGN 5.8)."""
    set_course(customer=customer, choice=choice, again_on=again_on, note=note, on=on, by=by, at=at)
    reason = note or Choice(choice).label
    if standing := STANDING_OF.get(Choice(choice)):
        set_standing(
            customer=customer,
            standing=standing,
            reason=reason[:200],
            review_on=again_on,
            by=by,
            at=at,
            on=on,
        )
    if choice == Choice.STOP_SUPPLY:
        open_task(
            company_id=customer.company_id,
            customer_id=customer.pk,
            kind=TaskKind.STOP_SUPPLY,
            subject=("customer", customer.pk),
            due_on=on,
            at=at,
            values={"note": note},
        )


@locked("communication.customer_id")
def record_return(*, communication: Communication, by: str, at: dt.datetime, on: dt.date) -> None:
    """A message that went out came back: its address and its level do not count (DESIGN 5.3)."""
    communication.refresh_from_db(fields=["state"])
    if communication.state not in WENT_OUT:
        raise CannotRecordReturn(f"{communication} has not gone out, so it cannot come back.")
    mark_came_back(communication, at=at)
    take_back(communication=communication, on=on, by=by, at=at)
    look_at(customer_ids=[communication.customer_id])
    record(
        kind="communication.came_back",
        subject=("communication", communication.pk),
        by=by,
        at=at,
        company_id=communication.company_id,
        customer_id=communication.customer_id,
        values={"channel": communication.channel},
    )


@locked("notice.customer_id")
def skip_notice(*, notice: Notice, note: str, on: dt.date, by: str, at: dt.datetime) -> None:
    """A notice that waits does not go; the customer rests for a week and is decided about anew."""
    notice.refresh_from_db(fields=["state"])
    if notice.state != NoticeState.WAITING:
        raise CannotSkip(f"The notice to {notice.customer} does not wait any more.")
    reason = {"code": "skipped", "note": note}
    end_notice(notice=notice, state=NoticeState.CANCELLED, reason=reason, on=on, by=by, at=at)
    put_hold(
        customer=notice.customer,
        until_on=on + SKIP_RESTS,
        reason=HoldReason.INTERNAL,
        note=f"Skipped: {note}"[:400],
        on=on,
        by=by,
        at=at,
    )
