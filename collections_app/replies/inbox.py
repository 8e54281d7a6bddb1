"""Storing what a provider says once, and applying it now or later."""

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.db import OperationalError, connection, transaction

from collections_app.lib.locks import one_at_a_time
from collections_app.replies.choices import TO_TRY_AGAIN, TOLD_IN_FLOODS, Kind, Parked
from collections_app.replies.keys import apply_key
from collections_app.replies.mail_events import apply_mail_event
from collections_app.replies.models import ProviderEvent
from collections_app.replies.statuses import apply_status
from collections_app.replies.texts import apply_text

APPLY: Mapping[str, Callable[..., str]] = {
    Kind.STATUS: apply_status,
    Kind.INBOUND: apply_text,
    Kind.MAIL: apply_mail_event,
    Kind.KEY: apply_key,
}
PATIENCE = "3s"  # for a customer whom somebody else is writing; a provider waits for 15
SECONDS_IN_A_REQUEST = 0.3
TRIED_FOR = dt.timedelta(days=1)

logger = logging.getLogger(__name__)


class Telling(NamedTuple):
    """One thing that a provider tells."""

    event_id: str
    token: str
    form: Mapping[str, list[str]]


def receive(
    *,
    provider: str,
    event_id: str,
    kind: str,
    form: Mapping[str, list[str]],
    at: dt.datetime,
    token: str = "",
) -> None:
    """Keep it, and apply it if that can be done at once; told again, it changes nothing.

    What a customer says is applied at once. Of statuses, which come in floods, one request at a
    time applies all that wait, for a moment; the others are only kept, and beat finds the rest.
    """
    _keep([Telling(event_id, token, form)], provider, kind, at)
    known = ProviderEvent.objects.filter(provider=provider, event_id=event_id)
    if kind in TOLD_IN_FLOODS:
        _apply_new_ones(at)
        known = known.exclude(parked_because=Parked.NEW)
    for id in known.filter(parked_because__in=TO_TRY_AGAIN).values_list("pk", flat=True):
        _apply_or_leave(id, at)


def receive_flood(told: Sequence[Telling], *, provider: str, kind: str, at: dt.datetime) -> None:
    """The same of many that were told at once: all are kept before any is applied."""
    _keep(told, provider, kind, at)
    _apply_new_ones(at)


def _keep(told: Sequence[Telling], provider: str, kind: str, at: dt.datetime) -> None:
    """Each once, however often it is told."""
    of = {"provider": provider, "kind": kind, "received_at": at}
    events = [
        ProviderEvent(event_id=one.event_id, token=one.token, form=one.form, **of) for one in told
    ]
    ProviderEvent.objects.bulk_create(events, ignore_conflicts=True)


def name_of_status(sid: str, status: str, token: str) -> str:
    """The same by whatever way it is told."""
    return f"{sid}:{status}:{token}"


def _apply_new_ones(at: dt.datetime) -> None:
    """The new statuses, unless another request is at it."""
    ends = time.monotonic() + SECONDS_IN_A_REQUEST
    new = ProviderEvent.objects.filter(kind__in=TOLD_IN_FLOODS, parked_because=Parked.NEW)
    with one_at_a_time("provider statuses") as is_ours:
        while is_ours and time.monotonic() < ends:
            ids = list(new.order_by("received_at", "pk").values_list("pk", flat=True)[:20])
            if sum(_apply_or_report(id, at) for id in ids) == 0:
                break


def apply_later(*, at: dt.datetime) -> int:
    """Apply what could not be applied when it came; how many were. After a day it stays parked."""
    waiting = ProviderEvent.objects.filter(
        parked_because__in=TO_TRY_AGAIN, received_at__gt=at - TRIED_FOR
    )
    ids = list(waiting.order_by("received_at", "pk").values_list("pk", flat=True))
    return sum(_apply_or_report(id, at) for id in ids)


def _apply_or_report(id: int, at: dt.datetime) -> bool:
    try:
        return _apply_or_leave(id, at)
    except Exception:
        # What one event stumbles over must not stop the others.
        logger.exception("Provider event %s cannot be applied.", id)
        return False


def _apply_or_leave(id: int, at: dt.datetime) -> bool:
    try:
        return _apply(id, at)
    except OperationalError as error:
        # It is stored: a minute later it is tried again.
        logger.warning("Provider event %s waits: %s.", id, type(error.__cause__).__name__)
        return False


@transaction.atomic
def _apply(id: int, at: dt.datetime) -> bool:
    """In one transaction with all that follows; False where it is parked or another has it."""
    free = ProviderEvent.objects.select_for_update(skip_locked=True)
    event = free.filter(pk=id, parked_because__in=TO_TRY_AGAIN).first()
    if event is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [PATIENCE])
    event.parked_because = APPLY[event.kind](event, at=at)
    event.applied_at = None if event.parked_because else at
    event.save(update_fields=["parked_because", "applied_at"])
    return not event.parked_because
