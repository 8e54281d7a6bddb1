"""The sending guarantee: claim, commit, send, mark (RELIABILITY 2.5).

An attempt is committed before the first byte leaves, so nothing goes that the log does not know.
What a provider answered is on this machine's disk before it is marked. A claim that nobody marked
is unknown: evidence or a person resolves it, and no timer ever sends it again.
"""

import datetime as dt
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from collections_app.communications import gates, journal
from collections_app.communications.actions import mark_address, move
from collections_app.communications.choices import Outcome, State
from collections_app.communications.models import Attempt, Communication, Evidence
from collections_app.communications.rules import (
    DEADLINE,
    FAILURES_TO_TELL,
    LEASE,
    Verdict,
    next_try,
    state_after,
)
from collections_app.communications.transports import transport_of
from collections_app.communications.transports.base import Result
from collections_app.companies import installation
from collections_app.companies.choices import Mode
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Customer
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind

Check = Callable[[Communication], Verdict]
Settle = Callable[[Communication], None]
HandOver = Callable[[Attempt], Result]

BY = "sending"
KNOWN = frozenset(Outcome.values) - {Outcome.UNKNOWN}


def hand_over(attempt: Attempt) -> Result:
    """Give it to the channel's transport; a rehearsal accepts and sends nothing."""
    communication = attempt.communication
    if communication.mode != Mode.LIVE:
        return Result(Outcome.ACCEPTED, provider_id="rehearsal", reply="Rehearsal: nothing left.")
    result = transport_of(communication.channel).send(communication, attempt)
    journal.write(attempt.token, result)
    return result


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
    state = mark(attempt=attempt, result=result, settle=settle, now=now)
    journal.strike(attempt.token)
    return state


def _claim(
    communication_id: Any, *, check: Check, settle: Settle, now: dt.datetime
) -> Attempt | None:
    """Commit the attempt before the first byte leaves; None when nothing may be sent now."""
    clock = time.monotonic()
    with transaction.atomic():
        communication = look_again(communication_id, check=check, settle=settle)
        if communication is None or not _lets_out(communication, now):
            return None
        attempt = _start(communication, now)
    attempt.clock = clock
    if _is_live(communication):
        installation.remember(attempt.token)
    return attempt


def _lets_out(communication: Communication, now: dt.datetime) -> bool:
    """Nothing stops what would really leave: the one switch, a restored database, the rate."""
    if not _is_live(communication):
        return True
    if installation.why_silent():
        return False
    last = installation.remembered()
    if last and not Attempt.objects.filter(token=last).exists():
        installation.stop_sending(because=installation.RESTORED, by=BY, at=now)
        return False
    return gates.let_through(communication.channel, now)


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
    return _locked(communication_id)


def _start(communication: Communication, now: dt.datetime) -> Attempt:
    """By the database's clock: a machine's own may be wrong, or that of a rehearsed day."""
    authorized_by = communication.again_by
    move(
        communication,
        State.SENDING,
        lease_until=Now() + LEASE,
        tries=communication.tries + 1,
        again_by="",
    )
    return Attempt.objects.create(
        communication=communication,
        number=communication.tries,
        token=secrets.token_urlsafe(32),
        authorized_by=authorized_by,
        started_at=now,
        deadline_at=now + DEADLINE,
    )


def _hold_back(communication: Communication, verdict: Verdict) -> None:
    if verdict.until is None:
        move(communication, State.CANCELLED, reason=verdict.reason)
    else:
        communication.send_after, communication.reason = verdict.until, verdict.reason
        communication.save(update_fields=["send_after", "reason"])


@transaction.atomic
def mark(
    *, attempt: Attempt, result: Result, settle: Settle, now: dt.datetime, source: str = ""
) -> str:
    """Write what became of an attempt; the communication's state.

    `source` says who knows, where it is not the worker that sent. What is known already stays:
    the same answer may come from a worker, its journal and the provider, in any order.
    """
    communication = _locked_for_mark(attempt)
    attempt.refresh_from_db(fields=["outcome", "ended_at"])
    late = attempt.outcome == Outcome.UNKNOWN
    if source or late:
        _add_evidence(attempt, result, source or "worker", now)
    if attempt.outcome in KNOWN or (late and result.outcome == Outcome.UNKNOWN):
        return communication.state
    attempt.outcome, attempt.ended_at = result.outcome, now
    attempt.provider_id, attempt.reply = result.provider_id, result.reply[:4000]
    attempt.save(update_fields=["outcome", "ended_at", "provider_id", "reply"])
    if _is_about_now(communication, attempt, result):
        _apply(communication, result, now)
        settle(communication)
    return communication.state


def _add_evidence(attempt: Attempt, result: Result, source: str, now: dt.datetime) -> None:
    said = result.reply[:4000]
    Evidence.objects.create(
        attempt=attempt, at=now, source=source, outcome=result.outcome, said=said
    )


def _is_about_now(communication: Communication, attempt: Attempt, result: Result) -> bool:
    """Of an earlier attempt only an acceptance counts: then nothing is sent again.

    While a later one is on its way, that one's answer takes it up.
    """
    is_at_rest = communication.state in (
        State.READY,
        State.UNKNOWN,
        State.CANCELLED,
        State.FAILED,
    )
    if result.outcome == Outcome.ACCEPTED and is_at_rest:
        return True
    is_latest = attempt.number == communication.tries
    return is_latest and communication.state in (State.SENDING, State.UNKNOWN)


def _locked_for_mark(attempt: Attempt) -> Communication:
    customer_id = attempt.communication.customer_id
    Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    return _locked(attempt.communication_id)


def _locked(communication_id: Any) -> Communication:
    rows = Communication.objects.select_for_update(of=("self",))
    communication = rows.select_related("company", "customer", "contact").get(pk=communication_id)
    communication.customer.company = communication.company
    return communication


def _apply(communication: Communication, result: Result, now: dt.datetime) -> None:
    """Move by the outcome, and keep what it says of the channel and of the address."""
    rests_until = _tell_gate(communication, result, now) if _is_live(communication) else None
    after = _state_after(communication, result)
    if after == State.READY:
        send_after = rests_until or next_try(now, communication.tries)
        move(communication, after, send_after=send_after, lease_until=None)
    elif after == State.SENT:
        move(communication, after, sent_at=now, lease_until=None, reason={})
    elif communication.state != after:
        move(communication, after, lease_until=None, reason={"code": after})
    _mark_address(communication, result)


def _tell_gate(
    communication: Communication, result: Result, now: dt.datetime
) -> dt.datetime | None:
    """Until when the channel rests; a person is asked to mend what does not mend itself."""
    channel = communication.channel
    if not (result.rests_channel or result.stops_channel):
        if gates.works_again(channel):
            close_tasks(kind=TaskKind.MEND_CHANNEL, subject=("channel", channel), by=BY, at=now)
        return None
    gate = gates.fails(channel, result, now)
    if result.stops_channel or gate.failures >= FAILURES_TO_TELL:
        _ask_to_mend(communication, now)
    return gate.shut_until


def _state_after(communication: Communication, result: Result) -> str:
    """By this answer, unless an earlier attempt has turned out to be accepted meanwhile."""
    if communication.tries > 1 and communication.attempts.filter(outcome=Outcome.ACCEPTED).exists():
        return State.SENT
    return state_after(result.outcome, 0 if result.stops_channel else communication.tries)


def _mark_address(communication: Communication, result: Result) -> None:
    if result.opts_out:
        mark_address(communication, AddressState.OPTED_OUT)
    elif result.marks_address:
        mark_address(communication, AddressState.BOUNCED)
    elif communication.state == State.SENT and _is_live(communication):
        mark_address(communication, AddressState.GOOD)


def _is_live(communication: Communication) -> bool:
    return communication.mode == Mode.LIVE


def _ask_to_mend(communication: Communication, now: dt.datetime) -> None:
    """The channel is wrong, not the message: it stays ready until the channel works."""
    open_task(
        company_id=communication.company_id,
        kind=TaskKind.MEND_CHANNEL,
        subject=("channel", communication.channel),
        due_on=communication.company.day_of(now),
        at=now,
    )


def reap() -> int:
    """An expired claim is unknown: it may have gone, so no timer sends it again."""
    expired = Communication.objects.filter(state=State.SENDING, lease_until__lt=Now())
    return sum(_give_up(id) for id in expired.values_list("pk", flat=True))


@transaction.atomic
def _give_up(communication_id: Any) -> bool:
    communication = locked_communication(communication_id)
    still = Communication.objects.filter(pk=communication_id, lease_until__lt=Now())
    if communication is None or communication.state != State.SENDING or not still.exists():
        return False
    attempt = communication.attempts.filter(outcome="", number=communication.tries)
    attempt.update(outcome=Outcome.UNKNOWN, ended_at=Now())
    move(communication, State.UNKNOWN, lease_until=None, reason={"code": "lease_expired"})
    return True
