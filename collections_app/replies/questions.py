"""Ends that nobody told: what was accepted and has no end is asked about.

Twilio tells an end once; where our address was away it never tells it again. What it answers goes
the way of what it tells by itself.
"""

import datetime as dt
import time

from django.db.models import Q, QuerySet

from collections_app.communications.choices import BY_NUMBER, Channel, Outcome, State
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports import transport_of
from collections_app.communications.transports.base import Told
from collections_app.companies.choices import Mode
from collections_app.lib.locks import one_at_a_time
from collections_app.replies.choices import TWILIO, Kind
from collections_app.replies.inbox import name_of_status, receive
from collections_app.replies.models import Question
from collections_app.replies.rules import is_an_end

SILENT_FOR = dt.timedelta(hours=1)
AGAIN_AFTER = (dt.timedelta(hours=4), dt.timedelta(hours=19))
FORGOTTEN_AFTER = dt.timedelta(days=3)  # some networks never say that a text arrived
MOST_AT_ONCE = 100
SECONDS = 30.0


def ask_for_ends(*, at: dt.datetime) -> int:
    """Ask about those that are due, some at a time; how many. A provider that is away waits."""
    ends, asked = time.monotonic() + SECONDS, 0
    with one_at_a_time("ask for ends") as is_ours:
        for attempt in _silent(at)[:MOST_AT_ONCE] if is_ours else ():
            told = transport_of(attempt.communication.channel).told_of(attempt)
            if told is None or time.monotonic() > ends:
                break
            _take(attempt, told, at)
            asked += 1
    return asked


def without_end(at: dt.datetime) -> QuerySet[Communication]:
    """Texts and calls that went a while ago, and of which nothing more is known.

    What has an end costs nothing here, however much there is of it.
    """
    went = (at - FORGOTTEN_AFTER, at - SILENT_FOR)
    return Communication.objects.filter(
        state=State.SENT, channel__in=BY_NUMBER, mode=Mode.LIVE, sent_at__range=went
    )


def _silent(at: dt.datetime) -> QuerySet[Attempt]:
    """Of these what was not asked about yet, or is to be asked about again."""
    never_or_again = Q(question__isnull=True) | Q(question__again_at__lte=at)
    return (
        Attempt.objects.filter(never_or_again, communication__in=without_end(at))
        .filter(outcome=Outcome.ACCEPTED, communication__company__is_replay=False)
        .exclude(provider_id="")
        .select_related("communication", "question")
        .order_by("communication__sent_at", "pk")
    )


def _take(attempt: Attempt, told: Told, at: dt.datetime) -> None:
    if told.status:
        _receive(attempt, told, at)
    question = getattr(attempt, "question", None) or Question(attempt=attempt)
    goes_on = told.status and not is_an_end(told.status) and question.times < len(AGAIN_AFTER)
    question.again_at = at + AGAIN_AFTER[question.times] if goes_on else None
    question.times += 1
    question.save()


def _receive(attempt: Attempt, told: Told, at: dt.datetime) -> None:
    """As if it had told it by itself."""
    of = "Call" if attempt.communication.channel == Channel.VOICE else "Message"
    form = {f"{of}Sid": attempt.provider_id, f"{of}Status": told.status, "ErrorCode": told.code}
    receive(
        provider=TWILIO,
        event_id=name_of_status(attempt.provider_id, told.status, attempt.token),
        kind=Kind.STATUS,
        token=attempt.token,
        form={name: [value] for name, value in form.items() if value},
        at=at,
    )
