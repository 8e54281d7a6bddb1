"""Each channel's gate: shut for a while when the channel itself fails, and paced by a rate."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now, TruncMinute

from collections_app.communications.choices import State
from collections_app.communications.models import Communication, Gate
from collections_app.communications.rules import rest_of
from collections_app.communications.transports.base import Result
from collections_app.history.actions import record

MOST_FAILURES = 100


def closed_channels(now: dt.datetime) -> list[str]:
    """The channels that rest at this moment, or have let through what a minute may."""
    closed = Q(shut_until__gt=now)
    for channel, rate in settings.PER_MINUTE.items():
        if rate:
            closed |= Q(channel=channel, passed__gte=rate, minute=TruncMinute(Now()))
    return list(Gate.objects.filter(closed).values_list("channel", flat=True))


def works_again(channel: str) -> bool:
    """An attempt reached the channel; whether it had failed before."""
    failed = Gate.objects.filter(channel=channel).exclude(failures=0)
    return bool(failed.update(failures=0, shut_until=None, why=""))


def fails(channel: str, result: Result, now: dt.datetime) -> Gate:
    """An attempt did not reach anybody. After three in a row, or one that only a person can mend,
    the channel rests, each time twice as long; then one attempt tells whether it works again.
    """
    gate, _ = Gate.objects.select_for_update().get_or_create(channel=channel)
    gate.failures = min(gate.failures + 1, MOST_FAILURES)
    rest = rest_of(gate.failures, must_be_mended=result.stops_channel, asked=result.retry_after)
    gate.shut_until, gate.why = (now + rest if rest else None), result.reply[:400]
    gate.save()
    return gate


@transaction.atomic
def end_rest(*, channel: str, by: str, at: dt.datetime) -> None:
    """Somebody mended it: what waited for the end of the rest goes now.

    The failures still count, so that the next one begins a longer rest.
    """
    gate = Gate.objects.select_for_update().filter(channel=channel, shut_until__gt=at).first()
    if gate is None or gate.shut_until is None:
        return
    waits = Communication.objects.filter(state=State.READY, send_after=gate.shut_until)
    waits.filter(channel=channel).update(send_after=at)
    gate.shut_until = None
    gate.save(update_fields=["shut_until"])
    values = {"why": gate.why}
    record(kind="channel.tried_again", subject=("channel", channel), by=by, at=at, values=values)


def let_through(channel: str, wanted: int, now: dt.datetime) -> int:
    """How many of the wanted messages may pass; counted where the settings know a rate.

    The rate goes by the database's minutes, so that all workers together keep it.
    """
    gate = Gate.objects.filter(channel=channel).first()
    if gate and gate.shut_until and gate.shut_until > now:
        return 0
    rate = settings.PER_MINUTE.get(channel)
    return _count(channel, wanted, rate) if rate else wanted


def _count(channel: str, wanted: int, rate: int) -> int:
    Gate.objects.get_or_create(channel=channel)
    minute = TruncMinute(Now())
    before = Case(When(minute=minute, then=F("passed")), default=0)
    gate = Gate.objects.select_for_update().annotate(before=before).get(channel=channel)
    passes = max(min(wanted, rate - gate.before), 0)
    Gate.objects.filter(channel=channel).update(minute=minute, passed=gate.before + passes)
    return passes
