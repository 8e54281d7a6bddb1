"""What became of a message, told afterwards: it went, it arrived, or it came back."""

import datetime as dt
import re

from collections_app.communications.actions import move
from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.marking import mark
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.communications.transports.twilio import DEAD_NUMBERS, OPTED_OUT
from collections_app.customers.choices import AddressState
from collections_app.dunning.sending import settle_when_known
from collections_app.replies.choices import Parked
from collections_app.replies.models import ProviderEvent
from collections_app.replies.returns import (
    KNOWS_IT_WENT,
    WENT_OUT,
    came_back_before,
    come_back,
    is_the_last_accepted,
)
from collections_app.replies.rules import NOT_IN_SERVICE, RANKS, Rank

_CODE = re.compile(r"[0-9]{1,6}")


def apply_status(event: ProviderEvent, *, at: dt.datetime) -> str:
    """Why it is parked; empty where it is applied, be it that nothing is new."""
    rank = RANKS.get(event.status)
    if rank is None:
        return Parked.UNKNOWN_STATUS
    attempt = attempt_that_went(event, at)
    if attempt is None:
        return Parked.NO_ATTEMPT
    communication = attempt.communication
    if communication.state == State.SENDING:
        return Parked.TOO_EARLY
    if communication.state not in KNOWS_IT_WENT:
        return Parked.CONTRADICTS
    if rank == Rank.ARRIVED and communication.state == State.SENT:
        move(communication, State.DELIVERED)
    elif rank == Rank.CAME_BACK and communication.state in WENT_OUT:
        if not is_the_last_accepted(attempt, communication):
            return Parked.CONTRADICTS
        come_back(
            communication=communication,
            address=_state_of_number(communication, event),
            said=event.said("ErrorCode") or event.status,
            by=event.provider,
            at=at,
        )
    return ""


def attempt_that_went(event: ProviderEvent, at: dt.datetime) -> Attempt | None:
    """The event's attempt with its communication, under the lock of the customer.

    A provider that tells of a message has taken it, even where its answer was lost.
    """
    attempts = Attempt.objects.filter(communication__channel__in=[Channel.SMS, Channel.VOICE])
    attempt = attempts.select_related("communication").filter(token=event.token).first()
    if attempt is None:
        return None
    said = f"{event.status} {event.said('ErrorCode')}".strip()
    went = Result(Outcome.ACCEPTED, provider_id=event.sid, reply=said)
    settle = settle_when_known(now=at)
    mark(attempt=attempt, result=went, settle=settle, now=at, source=event.provider)
    return attempt


def _state_of_number(communication: Communication, event: ProviderEvent) -> AddressState | None:
    """What an error says of the number; one that may pass says it when it comes twice in a row.

    So does a call that nobody took: people are out, but not always.
    """
    if communication.channel == Channel.VOICE and event.status == NOT_IN_SERVICE:
        return AddressState.BOUNCED
    code = event.said("ErrorCode")
    number = int(code) if _CODE.fullmatch(code) else 0
    if number == OPTED_OUT:
        return AddressState.OPTED_OUT
    if number in DEAD_NUMBERS or came_back_before(communication):
        return AddressState.BOUNCED
    return None
