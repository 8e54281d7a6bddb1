"""What is told of a mail of ours: it came back, it is late, or somebody calls it spam."""

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from collections_app.communications.choices import Channel, Direction, Outcome
from collections_app.communications.evidence import believe
from collections_app.communications.models import Communication
from collections_app.communications.transports.base import Result
from collections_app.customers.actions import free_address, lock_customers, stop_address
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Customer
from collections_app.customers.queries import is_written
from collections_app.dunning.sending import settle_when_known
from collections_app.replies.bounces import Told, is_formal_report, report_of
from collections_app.replies.choices import MailKind
from collections_app.replies.given_back import ids_given_back
from collections_app.replies.kinds import is_formal_complaint
from collections_app.replies.placing import communication_named, is_contact
from collections_app.replies.reading import Read
from collections_app.replies.returns import WENT_OUT, came_back_before, come_back
from collections_app.replies.stopping import cancel_unsent, tell_of

CAME_BACK = (MailKind.GONE, MailKind.BOUNCED)
WITH_ALL = ("company", "customer", "contact")


def follow_report(*, kind: str, said: str, named: Communication, by: str, at: dt.datetime) -> None:
    """All that follows, be it that nothing is new: the same may be told twice, in any order.

    `named` is known to have gone, and its customer is locked.
    """
    communication = Communication.objects.select_related(*WITH_ALL).get(pk=named.pk)
    if kind == MailKind.COMPLAINT:
        stop_email(
            communication.recipient,
            customer_ids=[communication.customer_id],
            said=said,
            by=by,
            at=at,
            is_complaint=True,
        )
    elif kind in CAME_BACK and communication.state in WENT_OUT:
        come_back(
            communication=communication,
            address=_state_of_address(kind, communication),
            said=said,
            by=by,
            at=at,
        )


def believe_report(*, kind: str, said: str, named: Communication, by: str, at: dt.datetime) -> None:
    """It names this one, so that went, and what it tells of it follows."""
    lock_customers(customer_ids=[named.customer_id])
    believe_that_it_went(named, by=by, at=at)
    follow_report(kind=kind, said=said, named=named, by=by, at=at)


def is_word_of_a_server(found: Read) -> bool:
    """By its form; in words alone where it gives our mail back and nobody here has its address.

    A helpdesk's answer in our thread is a customer's, whatever stands in it.
    """
    if is_formal_report(found.message) or is_formal_complaint(found.message):
        return True
    if is_contact(found.sender):
        return False
    return communication_named(ids_given_back(found.message)) is not None


def _state_of_address(kind: str, communication: Communication) -> AddressState | None:
    """What may pass says something of the address when it comes twice in a row."""
    is_dead = kind == MailKind.GONE or came_back_before(communication)
    return AddressState.BOUNCED if is_dead else None


def believe_that_it_went(communication: Communication, *, by: str, at: dt.datetime) -> None:
    """Who answers a mail, or gives it back, has had it, even where its taker's word was lost."""
    attempt = communication.attempts.order_by("-number").first()
    if attempt is None or attempt.outcome == Outcome.ACCEPTED:
        return
    went = Result(Outcome.ACCEPTED, reply="A mail that came back names it.")
    settle = settle_when_known(now=at)
    believe(token=attempt.token, result=went, source=by, settle=settle, at=at)


def said_of_ours(found: Read, address: str) -> Told | None:
    """What a report says of this address, by its own word; None where it speaks of others."""
    report = report_of(found)
    return report.about(address) if report else None


def last_mail_to(customer: Customer, found: Read) -> Communication | None:
    """The last of ours to whom this report names, where it gives none of ours back."""
    report = report_of(found)
    told = (
        [one for told in report.told for one in (told.recipient, told.original)] if report else []
    )
    went = Communication.objects.filter(
        customer=customer, channel=Channel.EMAIL, direction=Direction.OUT, state__in=WENT_OUT
    )
    to = [is_written("recipient", one) for one in told if one]
    return went.filter(reduce(or_, to)).order_by("-created_at", "-pk").first() if to else None


def stop_email(
    address: str,
    *,
    customer_ids: Iterable[int] = (),
    said: str,
    by: str,
    at: dt.datetime,
    is_complaint: bool = False,
) -> None:
    """Nothing goes to this address any more, whoever's contact it is; the walk goes another way.

    `customer_ids`: who else may have something ready that goes there.
    """
    stopped = stop_address(address=address, at=at, is_complaint=is_complaint)
    for contact in stopped:
        tell_of("contact.email_stopped", contact, {"address": address, "said": said}, by, at)
    theirs = {*customer_ids, *(contact.customer_id for contact in stopped)}
    lock_customers(customer_ids=theirs)
    to = Q(is_written("recipient", address), customer__in=theirs)
    cancel_unsent(to, channel=Channel.EMAIL, at=at)


def start_email(address: str, *, said: str, by: str, at: dt.datetime) -> bool:
    """Its owner takes stop back; whether there was one."""
    contacts = free_address(address=address)
    for contact in contacts:
        tell_of("contact.email_started", contact, {"address": address, "said": said}, by, at)
    return bool(contacts)
