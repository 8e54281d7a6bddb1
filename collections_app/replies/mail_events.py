"""What became of a mail, as its provider tells it; what follows is the mailbox's own."""

import datetime as dt

from collections_app.communications.actions import move
from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.evidence import believe
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.customers.actions import lock_customers
from collections_app.dunning.sending import settle_when_known
from collections_app.lib.addresses import ascii_form
from collections_app.replies.bounces import kind_of_refusal
from collections_app.replies.choices import MailKind, Parked
from collections_app.replies.headers import our_ids
from collections_app.replies.mail_reports import believe_that_it_went, follow_report
from collections_app.replies.models import ProviderEvent
from collections_app.replies.placing import communication_named
from collections_app.replies.returns import KNOWS_IT_WENT, is_the_last_accepted
from collections_app.replies.rules import MAIL_RANKS, Rank

# Of what the provider did not even try: the address failed or was wrong before.
GONE_BEFORE = ("invalid", "bounced")
REJECTED = "rejected"


def apply_mail_event(event: ProviderEvent, *, at: dt.datetime) -> str:
    """Why it is parked; empty where it is applied, be it that nothing is new."""
    rank = MAIL_RANKS.get(event.said("event"))
    if rank is None:
        return Parked.UNKNOWN_STATUS
    attempt, named = _about(event)
    if named is None:
        return Parked.NO_ATTEMPT
    if _is_of_another(event, named):
        return Parked.CONTRADICTS
    lock_customers(customer_ids=[named.customer_id])
    _believe(event, attempt, named, at)
    named.refresh_from_db(fields=["state"])
    if named.state == State.SENDING:
        return Parked.TOO_EARLY
    if named.state not in KNOWS_IT_WENT:
        return Parked.CONTRADICTS
    return _follow(event, rank, attempt, named, at)


def _follow(
    event: ProviderEvent,
    rank: Rank,
    attempt: Attempt | None,
    named: Communication,
    at: dt.datetime,
) -> str:
    if rank == Rank.ARRIVED and named.state == State.SENT:
        move(named, State.DELIVERED)
    if rank != Rank.CAME_BACK:
        return ""
    kind, said = _kind_of(event), event.said("said") or event.said("event")
    is_of_earlier = attempt is not None and not is_the_last_accepted(attempt, named)
    if is_of_earlier and kind != MailKind.COMPLAINT:
        return Parked.CONTRADICTS
    follow_report(kind=kind, said=said, named=named, by=event.provider, at=at)
    return ""


def _about(event: ProviderEvent) -> tuple[Attempt | None, Communication | None]:
    """The attempt by its token; where a provider hands none back, the mail by its Message-ID."""
    mails = Attempt.objects.filter(communication__channel=Channel.EMAIL)
    found = mails.select_related("communication").filter(token=event.token).first()
    if event.token and found:
        return found, found.communication
    return None, communication_named(our_ids(event.said("message_id")))


def _is_of_another(event: ProviderEvent, named: Communication) -> bool:
    """Whom else the provider sent it to, a copy or a redirect, says nothing of this address."""
    told = event.said("recipient")
    return bool(told) and ascii_form(told.strip()) != ascii_form(named.recipient)


def _believe(
    event: ProviderEvent, attempt: Attempt | None, named: Communication, at: dt.datetime
) -> None:
    """A provider that tells of a mail has taken it, even where its answer was lost."""
    if attempt is None:
        believe_that_it_went(named, by=event.provider, at=at)
    elif attempt.outcome != Outcome.ACCEPTED:
        went = Result(Outcome.ACCEPTED, reply=f"{event.said('event')} {event.said('said')}".strip())
        settle = settle_when_known(now=at)
        believe(token=attempt.token, result=went, source=event.provider, settle=settle, at=at)


def _kind_of(event: ProviderEvent) -> MailKind:
    """A provider's own classes differ; a server's words are read as those in a mailbox are."""
    what = event.said("event")
    if what in ("complained", "unsubscribed"):
        return MailKind.COMPLAINT
    if what == REJECTED and event.said("reason") in GONE_BEFORE:
        return MailKind.GONE
    return kind_of_refusal(event.said("said"))
