"""Writing the log and sending from it: claim, commit, send, mark (RELIABILITY 2.5)."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from collections_app.communications.choices import Channel, Direction, Outcome, State
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.rules import (
    DEADLINE,
    LEASE,
    Verdict,
    check_move,
    next_try,
    state_after,
)
from collections_app.communications.transports import transport_of
from collections_app.communications.transports.base import Result
from collections_app.companies.choices import Mode
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Contact, Customer
from collections_app.tasks.actions import open_task
from collections_app.tasks.choices import Kind as TaskKind

Check = Callable[[Communication], Verdict]
Settle = Callable[[Communication], None]
HandOver = Callable[[Attempt], Result]

ADDRESS_FIELD = {Channel.EMAIL: "email_state", Channel.SMS: "mobile_state"}


def log_contact(
    *,
    customer: Customer,
    channel: str,
    purpose: str,
    text: str,
    by: str,
    at: dt.datetime,
    contact: Contact | None = None,
    direction: str = Direction.OUT,
    why: dict[str, Any] | None = None,
    once: str = "",
) -> Communication:
    """A call or a note: nothing to send, kept as it was said.

    `once` names the form that says so; the database takes it a single time per customer.
    """
    return Communication.objects.create(
        company_id=customer.company_id,
        customer=customer,
        contact=contact,
        channel=channel,
        direction=direction,
        state=State.NOTED,
        mode=Mode.LIVE,
        key=_contact_key(customer, channel, once or secrets.token_urlsafe(16)),
        purpose=purpose,
        why=why or {},
        by=by,
        recipient_name=contact.name if contact else "",
        recipient=(contact.mobile or contact.phone) if contact else "",
        text=text,
        created_at=at,
        send_after=at,
    )


def logged_before(*, customer: Customer, channel: str, once: str) -> Communication | None:
    """What the same form wrote a moment ago; asked under the customer's lock."""
    if not once:
        return None
    return Communication.objects.filter(key=_contact_key(customer, channel, once)).first()


def _contact_key(customer: Customer, channel: str, once: str) -> str:
    return f"{channel}:{customer.pk}:{once}"


def hand_over(attempt: Attempt) -> Result:
    """Give it to the channel's transport; a rehearsal accepts and sends nothing."""
    communication = attempt.communication
    if communication.mode != Mode.LIVE:
        return Result(Outcome.ACCEPTED, provider_id="rehearsal", reply="Rehearsal: nothing left.")
    return transport_of(communication.channel).send(communication, attempt)


def send(
    communication_id: Any,
    *,
    check: Check,
    settle: Settle,
    now: dt.datetime,
    carrier: HandOver = hand_over,
) -> str | None:
    """Send one communication at most once; its new state, None when it was not ours to take.

    `check` runs under the customer's lock in the claim's transaction; `settle` in the one that
    marks the result, or that cancels. A rehearsed past has a `carrier` of its own.
    """
    attempt = _claim(communication_id, check=check, settle=settle, now=now)
    if attempt is None:
        return None
    result = carrier(attempt)
    return _mark(attempt, result, settle=settle, now=now)


def _claim(
    communication_id: Any, *, check: Check, settle: Settle, now: dt.datetime
) -> Attempt | None:
    """Commit the attempt before the first byte leaves; None when nothing may be sent now."""
    with transaction.atomic():
        communication = look_again(communication_id, check=check, settle=settle)
        return _start(communication, now) if communication else None


def look_again(communication_id: Any, *, check: Check, settle: Settle) -> Communication | None:
    """The last look under the customer's lock; None when it must not go now (or is not free)."""
    communication = locked_communication(communication_id)
    if communication is None or communication.state != State.READY:
        return None
    verdict = check(communication)
    if verdict.answer == "go":
        return communication
    _hold_back(communication, verdict)
    if communication.state == State.CANCELLED:
        settle(communication)
    return None


def locked_communication(communication_id: Any) -> Communication | None:
    """The communication with its customer locked first; None while somebody holds the lock."""
    owner = Communication.objects.filter(pk=communication_id).values("customer_id")
    customers = Customer.objects.select_for_update(skip_locked=True, of=("self",))
    if not customers.filter(pk__in=owner).first():
        return None
    return (
        Communication.objects.select_for_update(of=("self",))
        .select_related("company", "customer", "contact")
        .filter(pk=communication_id)
        .first()
    )


def _start(communication: Communication, now: dt.datetime) -> Attempt:
    move(communication, State.SENDING, lease_until=now + LEASE, tries=communication.tries + 1)
    return Attempt.objects.create(
        communication=communication,
        number=communication.tries,
        token=secrets.token_urlsafe(32),
        started_at=now,
        deadline_at=now + DEADLINE,
    )


def _hold_back(communication: Communication, verdict: Verdict) -> None:
    if verdict.until is None:
        move(communication, State.CANCELLED, reason=verdict.reason)
    else:
        communication.send_after, communication.reason = verdict.until, verdict.reason
        communication.save(update_fields=["send_after", "reason"])


def _mark(attempt: Attempt, result: Result, *, settle: Settle, now: dt.datetime) -> str | None:
    with transaction.atomic():
        communication = _locked_for_mark(attempt)
        attempt.outcome, attempt.ended_at = result.outcome, now
        attempt.provider_id, attempt.reply = result.provider_id, result.reply[:4000]
        attempt.save(update_fields=["outcome", "ended_at", "provider_id", "reply"])
        _apply(communication, result, now)
        settle(communication)
        return communication.state


def _locked_for_mark(attempt: Attempt) -> Communication:
    customer_id = attempt.communication.customer_id
    Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    return (
        Communication.objects.select_for_update(of=("self",))
        .select_related("company", "customer", "contact")
        .get(pk=attempt.communication_id)
    )


def _apply(communication: Communication, result: Result, now: dt.datetime) -> None:
    """Move by the outcome; a late answer after the lease is evidence for an unknown one."""
    if result.stops_channel:
        _ask_to_mend(communication, now)
    tries = 0 if result.stops_channel else communication.tries
    after = state_after(result.outcome, tries)
    if after == State.READY:
        send_after = next_try(now, communication.tries)
        move(communication, after, send_after=send_after, lease_until=None)
    elif after == State.SENT:
        move(communication, after, sent_at=now, lease_until=None, reason={})
    elif communication.state != after:
        move(communication, after, lease_until=None, reason={"code": after})
    if result.opts_out:
        mark_address(communication, AddressState.OPTED_OUT)
    elif result.marks_address:
        mark_address(communication, AddressState.BOUNCED)
    elif after == State.SENT and communication.mode == Mode.LIVE:
        mark_address(communication, AddressState.GOOD)


def _ask_to_mend(communication: Communication, now: dt.datetime) -> None:
    """The set-up is wrong, not the message: it stays ready until somebody mends the channel."""
    open_task(
        company_id=communication.company_id,
        kind=TaskKind.MEND_CHANNEL,
        subject=("channel", communication.channel),
        due_on=communication.company.day_of(now),
        at=now,
    )


def mark_came_back(communication: Communication) -> None:
    """It was taken, then bounced or was returned: its address does not work."""
    move(communication, State.BOUNCED, reason={"code": "came_back"})
    mark_address(communication, AddressState.BOUNCED)


def mark_address(communication: Communication, state: str) -> None:
    """What became of a message says of its address; an opted-out one stays so."""
    if communication.channel == Channel.LETTER:
        Customer.objects.filter(pk=communication.customer_id).update(post_state=state)
    field = ADDRESS_FIELD.get(Channel(communication.channel))
    if field and communication.contact_id:
        Contact.objects.filter(pk=communication.contact_id).exclude(
            **{field: AddressState.OPTED_OUT}
        ).update(**{field: state})


def move(communication: Communication, state: str, **fields: Any) -> None:
    """One step of the table, saved with the fields that go with it."""
    check_move(communication.state, state)
    communication.state = state
    for name, value in fields.items():
        setattr(communication, name, value)
    communication.save(update_fields=["state", *fields])


def cancel_communications(*, ids: Iterable[Any], reason: dict[str, Any]) -> int:
    """Cancel those that have not left; the number cancelled."""
    unsent = [State.READY, State.WAITING, State.PRINTING]
    return Communication.objects.filter(pk__in=ids, state__in=unsent).update(
        state=State.CANCELLED, reason=reason, print_run=None, sheet=None
    )


def release_communications(*, ids: Iterable[Any]) -> int:
    """Let approved communications go; the number released."""
    return Communication.objects.filter(pk__in=ids, state=State.WAITING).update(
        state=State.READY, reason={}
    )


def reap(*, now: dt.datetime) -> int:
    """An expired claim is unknown: it may have gone, so no timer sends it again."""
    return Communication.objects.filter(state=State.SENDING, lease_until__lt=now).update(
        state=State.UNKNOWN, lease_until=None, reason={"code": "lease_expired"}
    )
