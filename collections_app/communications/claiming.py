"""Taking what is ready: the last look, then the attempts, committed before any byte leaves."""

import datetime as dt
import json
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from collections_app.communications import gates
from collections_app.communications.actions import move
from collections_app.communications.choices import BY_NUMBER, State
from collections_app.communications.journal import Sheet, forget_never_begun
from collections_app.communications.models import Attempt, Communication, PrintRun
from collections_app.communications.rules import DEADLINE, LEASE, Verdict
from collections_app.companies import installation
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.lib.locks import held_to_the_end

Check = Callable[[Sequence[Communication]], Sequence[Verdict]]
Settle = Callable[[Sequence[Communication]], None]

BY = "sending"


def claim(
    ids: Sequence[Any], *, check: Check, settle: Settle, now: dt.datetime
) -> tuple[list[Attempt], Sheet]:
    """Of these, what may be sent now and is ours, with the sheet that keeps what becomes of it."""
    clock = time.monotonic()
    with transaction.atomic():
        going = _let_out(look_again(ids, check=check, settle=settle), now)
        attempts = _start(going, now)
        sheet = Sheet([one.token for one in attempts])
    for attempt in attempts:
        attempt.clock = clock
    if live := [one.token for one in attempts if one.communication.mode == Mode.LIVE]:
        installation.remember(installation.ATTEMPT, live[-1])
    return attempts, sheet


def look_again(ids: Sequence[Any], *, check: Check, settle: Settle) -> list[Communication]:
    """The last look under the customers' locks: what may go now of that which is free.

    At most one to a customer and to an address: the next is looked at when this one has gone.
    """
    found = [one for one in locked_communications(ids) if one.state == State.READY]
    found = _first_of_each(_first_of_each(found, "customer_id"), "recipient")
    found = _without_busy_numbers(found)
    if not found:
        return []
    verdicts = list(zip(found, check(found), strict=True))
    held_back = [(one, verdict) for one, verdict in verdicts if verdict.answer != "go"]
    for communication, verdict in held_back:
        _hold_back(communication, verdict)
    if cancelled := [one for one, _ in held_back if one.state == State.CANCELLED]:
        settle(cancelled)
    return [one for one, verdict in verdicts if verdict.answer == "go"]


def locked_communications(ids: Iterable[Any]) -> list[Communication]:
    """The communications with their customers locked first, without those that others hold."""
    ids = list(ids)
    owners = Communication.objects.filter(pk__in=ids).values("customer_id")
    free = Customer.objects.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    customers = {one.pk: one for one in free.filter(pk__in=owners)}
    rows = Communication.objects.select_for_update(of=("self",)).select_related("contact")
    found = {one.pk: one for one in rows.filter(pk__in=ids, customer__in=customers)}
    companies = Company.objects.in_bulk({one.company_id for one in customers.values()})
    for communication in found.values():
        communication.company = companies[communication.company_id]
        communication.customer = customers[communication.customer_id]
        communication.customer.company = communication.company
    return [found[id] for id in ids if id in found]


def locked_communication(communication_id: Any) -> Communication | None:
    """The communication with its customer locked first; None while somebody holds the lock."""
    return next(iter(locked_communications([communication_id])), None)


def _without_busy_numbers(communications: list[Communication]) -> list[Communication]:
    """Two customers may share a phone: while one of them is claimed, the other is not looked at."""
    numbers = {one.recipient for one in communications if one.channel in BY_NUMBER}
    free = held_to_the_end(numbers) if numbers else set()
    return [one for one in communications if one.recipient in free or one.channel not in BY_NUMBER]


def _first_of_each(communications: Iterable[Communication], field: str) -> list[Communication]:
    first: dict[Any, Communication] = {}
    for one in communications:
        first.setdefault(getattr(one, field), one)
    return list(first.values())


def _hold_back(communication: Communication, verdict: Verdict) -> None:
    if verdict.until is None:
        move(communication, State.CANCELLED, reason=verdict.reason)
    else:
        communication.send_after, communication.reason = verdict.until, verdict.reason
        communication.save(update_fields=["send_after", "reason"])


def _let_out(going: Sequence[Communication], now: dt.datetime) -> list[Communication]:
    """Of what would really leave only what nothing stops, up to each channel's rate."""
    live = [one for one in going if one.mode == Mode.LIVE]
    stopped = bool(live) and is_silenced(now)
    room: dict[str, int] = {}
    for channel in {one.channel for one in live}:
        wanted = sum(one.channel == channel for one in live)
        room[channel] = 0 if stopped else gates.let_through(channel, wanted, now)
    let_out = []
    for one in going:
        if one.mode == Mode.LIVE:
            if not room[one.channel]:
                continue
            room[one.channel] -= 1
        let_out.append(one)
    return let_out


def is_silenced(now: dt.datetime) -> bool:
    """The one switch, or a restored database, which is noticed here."""
    if installation.why_silent():
        return True
    if _has_forgotten():
        installation.stop_sending(because=installation.RESTORED, by=BY, at=now)
        forget_never_begun()
        return True
    return False


def _has_forgotten() -> bool:
    """Whether this machine sent or closed what the database does not know."""
    token = installation.remembered(installation.ATTEMPT)
    if token and not Attempt.objects.filter(token=token).exists():
        return True
    run = installation.remembered(installation.PRINT_RUN)
    return bool(run) and not PrintRun.objects.filter(**json.loads(run)).exists()


def _start(going: Sequence[Communication], now: dt.datetime) -> list[Attempt]:
    """Leases go by the database's clock: a machine's own may be wrong, or that of another day."""
    attempts = [
        Attempt(
            communication=one,
            number=one.tries + 1,
            token=secrets.token_urlsafe(32),
            authorized_by=one.again_by,
            started_at=now,
            deadline_at=now + DEADLINE,
        )
        for one in going
    ]
    Communication.objects.filter(pk__in=[one.pk for one in going]).update(
        state=State.SENDING, lease_until=Now() + LEASE, tries=F("tries") + 1, again_by=""
    )
    for one in going:
        one.state, one.tries, one.again_by = State.SENDING, one.tries + 1, ""
    return Attempt.objects.bulk_create(attempts)
