"""Each channel's gate: shut for a while when the channel itself fails, and paced by a rate."""

import datetime as dt

from django.conf import settings
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now, TruncMinute

from collections_app.communications.models import Gate
from collections_app.communications.rules import rest_of
from collections_app.communications.transports.base import Result

MAX_PASSED = 2**31 - 1


def closed_channels(now: dt.datetime) -> list[str]:
    """The channels that rest at this moment, or have let through what a minute may."""
    full = Q()
    for channel, rate in settings.PER_MINUTE.items():
        full |= Q(channel=channel, passed__gte=rate or MAX_PASSED)
    is_full = full & Q(minute=TruncMinute(Now()))
    closed = Gate.objects.filter(Q(shut_until__gt=now) | is_full)
    return list(closed.values_list("channel", flat=True))


def note(channel: str, result: Result, now: dt.datetime) -> dt.datetime | None:
    """What an attempt said of its channel; until when it rests now, None when it works.

    After three failures in a row, or one that only a person can mend, the channel rests, each
    time twice as long; then one attempt tells whether it works again.
    """
    if not (result.rests_channel or result.stops_channel):
        Gate.objects.filter(channel=channel).exclude(failures=0).update(
            failures=0, shut_until=None, why=""
        )
        return None
    gate, _ = Gate.objects.select_for_update().get_or_create(channel=channel)
    gate.failures = min(gate.failures + 1, 100)
    rest = rest_of(gate.failures, must_be_mended=result.stops_channel, asked=result.retry_after)
    gate.shut_until, gate.why = (now + rest if rest else None), result.reply[:400]
    gate.save()
    return gate.shut_until


def let_through(channel: str) -> bool:
    """Whether one more message may pass in this minute; counted when it may.

    By the database's clock, so that all workers together keep the rate of the settings.
    """
    rate = settings.PER_MINUTE.get(channel)
    if not rate:
        return True
    Gate.objects.get_or_create(channel=channel)
    minute = TruncMinute(Now())
    is_new = ~Q(minute=minute)
    gate = Gate.objects.filter(
        is_new | Q(passed__lt=rate) | Q(minute__isnull=True), channel=channel
    )
    passed = Case(When(minute=minute, then=F("passed") + 1), default=1)
    return bool(gate.update(minute=minute, passed=passed))
