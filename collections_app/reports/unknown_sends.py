"""Sends of which nobody knows whether they went: what is known, and who can be asked."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from collections_app.communications.choices import Channel
from collections_app.communications.models import Attempt, Communication
from collections_app.dunning.sending import goes_again_by_itself
from collections_app.reports.chronology import Entry

LONG = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Unknown:
    """A send of which nobody knows whether it went, and what is known."""

    entry: Entry
    since: dt.datetime | None
    is_long: bool
    is_decided_by_search: bool

    @property
    def cannot_be_known(self) -> str:
        """How it was lost sight of, what the channel tells afterwards, and what it never will."""
        one = self.entry.communication
        ended = one.reason.get("code") == "lease_expired"
        how = WORKER_ENDED if ended else ANSWER_LOST.get(one.channel, "")
        return f"{how} {CAN_BE_ASKED.get(one.channel, '')}".strip()


WORKER_ENDED = "The worker ended while it had this in hand, and nobody knows how far it came."
ANSWER_LOST: dict[str, str] = {
    Channel.EMAIL: "The mail server had the message and its answer did not reach us.",
    Channel.SMS: "Twilio may have taken it and its answer did not reach us.",
    Channel.VOICE: "Twilio may have made the call and its answer did not reach us.",
}
CAN_BE_ASKED: dict[str, str] = {
    Channel.EMAIL: (
        "Nobody can be asked by machine: the mail server's log shows its Message-ID, or the "
        "customer knows."
    ),
    Channel.SMS: (
        "Twilio is asked every few minutes for this text to this number: found once, it went; not "
        "found twice, it did not."
    ),
}


def longest_first(sends: QuerySet[Communication]) -> QuerySet[Communication]:
    """The longest unknown first."""
    last = Attempt.objects.filter(communication=OuterRef("pk")).order_by("-number")
    since = Subquery(last.values("ended_at")[:1])
    return sends.annotate(since=since).order_by("since", "pk")


def unknown_send(entry: Entry, now: dt.datetime) -> Unknown:
    since: dt.datetime | None = entry.communication.since  # type: ignore[attr-defined]
    message = getattr(entry.communication, "notice_message", None)
    return Unknown(
        entry=entry,
        since=since,
        is_long=since is not None and now - since > LONG,
        is_decided_by_search=goes_again_by_itself(message and message.notice),
    )
