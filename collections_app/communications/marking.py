"""Writing what became of an attempt; what is known already stays, whoever tells it again."""

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Now

from collections_app.communications import gates
from collections_app.communications.actions import move
from collections_app.communications.addresses import mark_addresses, shut_address
from collections_app.communications.choices import Outcome, State
from collections_app.communications.claiming import BY, Settle, locked_communication
from collections_app.communications.models import Attempt, Communication, Evidence
from collections_app.communications.rules import FAILURES_TO_TELL, next_try, state_after
from collections_app.communications.transports.base import Result
from collections_app.companies.choices import Mode
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Customer
from collections_app.lib.many import text_of_each
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind

logger = logging.getLogger(__name__)

REPLY_LIMIT = 4000
AWAY = (OperationalError, InterfaceError)  # the database: then nothing can be marked
KNOWN = frozenset(Outcome.values) - {Outcome.UNKNOWN}
AT_REST = (State.READY, State.UNKNOWN, State.CANCELLED, State.FAILED)
ANSWERED = (Outcome.ACCEPTED, Outcome.REJECTED_FOR_NOW, Outcome.REJECTED_FOR_GOOD)
Answers = Sequence[tuple[Attempt, Result]]


def mark_all(answers: Answers, *, settle: Settle, now: dt.datetime) -> dict[Any, str]:
    """Write what a worker was told of its own attempts; each communication's state by its key.

    What was accepted is written in one go; everything else, what somebody holds, and all where
    one of them cannot be settled, by itself. ExceptionGroup when some could not.
    """
    states = dict.fromkeys(_marked_in_one_go(answers, settle, now), State.SENT.value)
    failures = []
    for attempt, result in answers:
        if attempt.communication_id in states:
            continue
        try:
            state = mark(attempt=attempt, result=result, settle=settle, now=now)
            states[attempt.communication_id] = state
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - it is raised when the others are marked
            failures.append(error)
    if failures:
        raise ExceptionGroup("Some of a batch cannot be marked.", failures)
    return states


def _marked_in_one_go(answers: Answers, settle: Settle, now: dt.datetime) -> list[Any]:
    """The keys of those that were; none where one of them cannot be settled."""
    try:
        return _mark_accepted(answers, settle, now)
    except AWAY:
        raise
    except Exception:
        logger.exception("A batch cannot be marked in one go.")
        return []


@transaction.atomic
def _mark_accepted(answers: Answers, settle: Settle, now: dt.datetime) -> list[Any]:
    """Those whose first word this is; the keys of their communications."""
    accepted = {one.pk: one for one, result in answers if result.outcome == Outcome.ACCEPTED}
    if not accepted:
        return []
    given = dict(answers)
    owners = {one.communication.customer_id for one in accepted.values()}
    free = Customer.objects.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    customers = {one.pk: one for one in free.filter(pk__in=owners)}
    awaited = Attempt.objects.filter(
        pk__in=accepted,
        outcome="",
        communication__state=State.SENDING,
        communication__customer__in=customers,
        number=F("communication__tries"),
    )
    marked = [accepted[pk] for pk in awaited.values_list("pk", flat=True)]
    Attempt.objects.filter(pk__in=[one.pk for one in marked]).update(
        outcome=Outcome.ACCEPTED,
        ended_at=now,
        provider_id=text_of_each({one.pk: given[one].provider_id for one in marked}),
        reply=text_of_each({one.pk: _said(given[one]) for one in marked}),
    )
    _are_sent([_with_fresh(one.communication, customers) for one in marked], settle, now)
    return [one.communication_id for one in marked]


def _with_fresh(communication: Communication, customers: dict[int, Customer]) -> Communication:
    """With its customer as it is now, under the lock."""
    communication.customer = customers[communication.customer_id]
    communication.customer.company = communication.company
    return communication


def _are_sent(communications: Sequence[Communication], settle: Settle, now: dt.datetime) -> None:
    rows = Communication.objects.filter(pk__in=[one.pk for one in communications])
    rows.update(state=State.SENT, sent_at=now, lease_until=None, reason={})
    for one in communications:
        one.state, one.sent_at, one.lease_until, one.reason = State.SENT, now, None, {}
    live = [one for one in communications if _is_live(one)]
    for channel in {one.channel for one in live}:
        _channel_works(channel, now)
    mark_addresses(live, AddressState.GOOD)
    settle(communications)


@transaction.atomic(savepoint=False)
def mark(
    *, attempt: Attempt, result: Result, settle: Settle, now: dt.datetime, source: str = ""
) -> str:
    """Write what became of an attempt, whose communication is then read under lock; its state.

    `source` says who knows, where it is not the worker that sent. What is known already stays:
    the same answer may come from a worker, its journal and the provider, in any order. Within a
    caller's transaction it is a part of it, and fails with it.
    """
    communication = attempt.communication = _locked_for_mark(attempt)
    attempt.refresh_from_db(fields=["outcome", "ended_at", "provider_id", "reply"])
    late = attempt.outcome == Outcome.UNKNOWN
    if source or late:
        _add_evidence(attempt, result, source or "worker", now)
    if attempt.outcome in KNOWN or (late and result.outcome == Outcome.UNKNOWN):
        return communication.state
    attempt.outcome, attempt.ended_at = result.outcome, now
    attempt.provider_id = result.provider_id or attempt.provider_id
    attempt.reply = attempt.reply or _said(result)  # what it was told itself; the rest is evidence
    attempt.save(update_fields=["outcome", "ended_at", "provider_id", "reply"])
    if _is_about_now(communication, attempt, result):
        _apply(communication, attempt, result, now)
        settle([communication])
    return communication.state


def _add_evidence(attempt: Attempt, result: Result, source: str, now: dt.datetime) -> None:
    Evidence.objects.create(
        attempt=attempt, at=now, source=source, outcome=result.outcome, said=_said(result)
    )


def _said(result: Result) -> str:
    """The provider's words, as far as the database takes them."""
    return result.reply.replace("\0", "")[:REPLY_LIMIT]


def _is_about_now(communication: Communication, attempt: Attempt, result: Result) -> bool:
    """Of an earlier attempt only an acceptance counts: then nothing is sent again.

    While a later one is on its way, that one's answer takes it up.
    """
    if result.outcome == Outcome.ACCEPTED and communication.state in AT_REST:
        return True
    is_latest = attempt.number == communication.tries
    return is_latest and communication.state in (State.SENDING, State.UNKNOWN)


def _locked_for_mark(attempt: Attempt) -> Communication:
    """Waits for the customer, where the last look takes the next."""
    waiting = Customer.objects.select_for_update(of=("self",)).select_related("company")
    customer = waiting.get(pk=attempt.communication.customer_id)
    rows = Communication.objects.select_for_update(of=("self",)).select_related("contact")
    communication = rows.get(pk=attempt.communication_id, customer=customer)
    communication.customer, communication.company = customer, customer.company
    return communication


def _apply(
    communication: Communication, attempt: Attempt, result: Result, now: dt.datetime
) -> None:
    """Move by the outcome, and keep what it says of the channel and of the address.

    What a person ordered and did not go is still ordered.
    """
    rests_until = _tell_gate(communication, result, now) if _is_live(communication) else None
    outcomes = list(communication.attempts.values_list("outcome", flat=True))
    after = _state_after(outcomes, result)
    if after == State.READY:
        refusals = outcomes.count(Outcome.REJECTED_FOR_NOW)
        again = next_try(now, refusals) if result.was_tried else now
        ordered = {"again_by": attempt.authorized_by}
        move(communication, after, send_after=rests_until or again, lease_until=None, **ordered)
    elif after == State.SENT:
        move(communication, after, sent_at=now, lease_until=None, reason={})
    elif communication.state != after:
        move(communication, after, lease_until=None, reason={"code": after})
    _mark_address(communication, result, now)


def _tell_gate(
    communication: Communication, result: Result, now: dt.datetime
) -> dt.datetime | None:
    """Until when the channel rests; a person is asked to mend what does not mend itself."""
    if not (result.rests_channel or result.stops_channel):
        if result.outcome in ANSWERED:
            _channel_works(communication.channel, now)
        return None
    gate = gates.fails(communication.channel, result, now)
    if result.stops_channel or gate.failures >= FAILURES_TO_TELL:
        _ask_to_mend(communication, now)
    return gate.shut_until


def _channel_works(channel: str, now: dt.datetime) -> None:
    if gates.works_again(channel):
        close_tasks(kind=TaskKind.MEND_CHANNEL, subject=("channel", channel), by=BY, at=now)


def _state_after(outcomes: list[str], result: Result) -> str:
    """By this answer, unless an earlier attempt has turned out to be accepted meanwhile."""
    if Outcome.ACCEPTED in outcomes:
        return State.SENT
    refusals = 0 if result.stops_channel else outcomes.count(Outcome.REJECTED_FOR_NOW)
    return state_after(result.outcome, refusals)


def _mark_address(communication: Communication, result: Result, now: dt.datetime) -> None:
    if result.opts_out:
        shut_address(communication, AddressState.OPTED_OUT, at=now)
    elif result.marks_address:
        shut_address(communication, AddressState.BOUNCED, at=now)
    elif communication.state == State.SENT and _is_live(communication):
        mark_addresses([communication], AddressState.GOOD)


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
