"""A message came back, by whatever way that is told."""

import datetime as dt

from collections_app.communications.actions import mark_came_back
from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.models import Attempt, Communication
from collections_app.customers.actions import look_at
from collections_app.customers.choices import AddressState
from collections_app.dunning.sending import take_back
from collections_app.history.actions import record

WENT_OUT = (State.SENT, State.DELIVERED)
KNOWS_IT_WENT = (State.SENT, State.DELIVERED, State.BOUNCED)


def come_back(
    *,
    communication: Communication,
    address: AddressState | None,
    said: str,
    by: str,
    at: dt.datetime,
) -> None:
    """Its level is free again; `address`: what that says of the address, None for nothing."""
    mark_came_back(communication, address=address, at=at)
    day = communication.company.working_day(at)
    take_back(communication=communication, on=day, by=by, at=at)
    look_at(customer_ids=[communication.customer_id])
    record(
        kind="communication.came_back" if address else "communication.undelivered",
        subject=("communication", communication.pk),
        by=by,
        at=at,
        company_id=communication.company_id,
        customer_id=communication.customer_id,
        values={"channel": communication.channel, "code": said},
    )


def came_back_before(communication: Communication) -> bool:
    """Whether what went to the same address before came back too."""
    earlier = Communication.objects.filter(
        channel=communication.channel,
        recipient=communication.recipient,
        state__in=KNOWS_IT_WENT,
    ).exclude(pk=communication.pk)
    if communication.channel == Channel.EMAIL:  # found by its customer; numbers have an index
        earlier = earlier.filter(customer=communication.customer_id)
    last = earlier.order_by("-created_at", "-pk").first()
    return last is not None and last.state == State.BOUNCED


def is_the_last_accepted(attempt: Attempt, communication: Communication) -> bool:
    """Where a person sent it again, the first one's return says nothing of the second."""
    later = communication.attempts.filter(number__gt=attempt.number, outcome=Outcome.ACCEPTED)
    return not later.exists()
