"""What a customer answers on their own page: a reply like any other, read and filed by a person."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from collections_app.communications.actions import log_reply, logged_before
from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication, PageLink
from collections_app.customers.locking import locked
from collections_app.dunning.answering import wait_for_answer
from collections_app.lib.tokens import hash_of

BY = "their page"
MOST_A_DAY = 20  # by one link
A_DAY = dt.timedelta(days=1)


class TooMany(Exception):
    """More answers came by this link within a day than anybody has to give."""


@dataclass(frozen=True)
class PageAnswer:
    """Which of the answers it is, in the words that its writer read before sending them.

    `told` is what of it a wrap-up begins with: ids of invoices, a day, a reference.
    """

    chosen: str  # a FiledAs
    words: str
    form: str  # which counts a single time, unless it says something else the next time
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def once(self) -> str:
        return f"{self.form}:{hash_of(self.words)[:16]}"


@locked("link.communication.customer_id")
def take_answer(*, link: PageLink, answer: PageAnswer, at: dt.datetime) -> Communication:
    """Log it and let the ladder wait; what it says of money a person writes down."""
    message = link.communication
    customer = message.customer
    if before := logged_before(customer=customer, channel=Channel.PAGE, once=answer.once):
        return before
    if _by_this_link(link, since=at - A_DAY) >= MOST_A_DAY:
        raise TooMany
    reply = log_reply(
        customer=customer,
        contact=message.contact,
        channel=Channel.PAGE,
        sender=message.recipient,
        recipient="",
        text=answer.words,
        by=BY,
        at=at,
        once=answer.once,
        why={"answers": str(message.pk), "chosen": answer.chosen, "told": answer.told},
    )
    wait_for_answer(reply=reply, words=answer.words, at=at)
    return reply


def _by_this_link(link: PageLink, *, since: dt.datetime) -> int:
    of = link.communication
    given = Communication.objects.filter(
        customer_id=of.customer_id, channel=Channel.PAGE, created_at__gt=since
    )
    return given.filter(why__answers=str(of.pk)).count()
