"""What people do to one customer where several rooms must change together."""

import datetime as dt

from django.db import transaction

from collections_app.communications.actions import log_contact
from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.actions import lock_customers, look_at
from collections_app.customers.choices import CONTACTABLE
from collections_app.customers.models import Contact, Customer
from collections_app.desk.choices import ENDS_THE_ROUND, CallOutcome
from collections_app.dunning.actions import end_notice, put_hold, stop_contact
from collections_app.dunning.calls import log_dial
from collections_app.dunning.choices import HoldReason, NoticeState
from collections_app.dunning.models import Notice
from collections_app.history.actions import record
from collections_app.tasks.actions import close_tasks
from collections_app.tasks.choices import Kind as TaskKind

SKIP_RESTS = dt.timedelta(6)  # the day itself and six more

PURPOSE = "call"


class CannotLogCall(Exception):
    """The contact belongs to somebody else, or the outcome is none."""


class CannotSkip(Exception):
    """The notice does not wait for approval any more."""


class CannotSetStanding(Exception):
    """A standing that stops contact needs a date on which it is looked at again."""


@transaction.atomic
def log_call(
    *,
    customer: Customer,
    contact: Contact | None,
    outcome: str,
    note: str,
    by: str,
    at: dt.datetime,
    on: dt.date,
) -> Communication:
    """Write the call into the log and count it in the open round, if there is one."""
    if outcome not in CallOutcome.values:
        raise CannotLogCall(f"Pick an outcome; {outcome!r} is none.")
    if contact is not None and contact.customer_id != customer.pk:
        raise CannotLogCall(f"{contact} is no contact of {customer}.")
    lock_customers(customer_ids=[customer.pk])
    communication = log_contact(
        customer=customer,
        contact=contact,
        channel=Channel.CALL,
        purpose=PURPOSE,
        text=note,
        why={"outcome": outcome},
        by=by,
        at=at,
    )
    was_conversation = outcome in ENDS_THE_ROUND
    log_dial(customer=customer, was_conversation=was_conversation, on=on, by=by, at=at)
    _record_call(communication, outcome, by, at)
    return communication


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


@transaction.atomic
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
    lock_customers(customer_ids=[customer.pk])
    before = customer.standing
    customer.standing, customer.standing_reason = standing, reason
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
def skip_notice(*, notice: Notice, note: str, on: dt.date, by: str, at: dt.datetime) -> None:
    """A notice that waits does not go; the customer rests for a week and is decided about anew."""
    lock_customers(customer_ids=[notice.customer_id])
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
