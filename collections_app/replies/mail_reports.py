"""What a server tells of a mail of ours: it came back, it is late, or somebody calls it spam."""

import datetime as dt

from collections_app.communications.actions import cancel_communications
from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.evidence import believe
from collections_app.communications.models import Communication
from collections_app.communications.transports.base import Result
from collections_app.customers.actions import lock_customers, stop_address
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Customer
from collections_app.dunning.sending import settle_when_known
from collections_app.history.actions import record
from collections_app.replies.choices import MailKind, MailState
from collections_app.replies.models import Mail
from collections_app.replies.returns import WENT_OUT, came_back_before, come_back

BY = "mailbox"
MOST_TOLD = 400


def apply_report(mail: Mail, named: Communication, at: dt.datetime) -> MailState:
    """Applied, be it that nothing is new: the same may be told twice, and in any order."""
    lock_customers(customer_ids=[named.customer_id])
    believe_that_it_went(named, at)
    communication = Communication.objects.select_related("company", "customer", "contact").get(
        pk=named.pk
    )
    if mail.kind == MailKind.COMPLAINT:
        customer = communication.customer
        stop_email(communication.recipient, customer=customer, said=mail.said, at=at)
    elif mail.kind != MailKind.DELAYED and communication.state in WENT_OUT:
        come_back(
            communication=communication,
            address=_state_of_address(mail, communication),
            said=mail.said,
            by=BY,
            at=at,
        )
    return MailState.APPLIED


def _state_of_address(mail: Mail, communication: Communication) -> AddressState | None:
    """What may pass says something of the address when it comes twice in a row."""
    is_dead = mail.kind == MailKind.GONE or came_back_before(communication)
    return AddressState.BOUNCED if is_dead else None


def believe_that_it_went(communication: Communication, at: dt.datetime) -> None:
    """Who answers a mail, or gives it back, has had it, even where its taker's word was lost."""
    attempt = communication.attempts.order_by("-number").first()
    if attempt is None or attempt.outcome == Outcome.ACCEPTED:
        return
    went = Result(Outcome.ACCEPTED, reply="A mail that came back names it.")
    settle = settle_when_known(now=at)
    believe(token=attempt.token, result=went, source=BY, settle=settle, at=at)


def stop_email(address: str, *, customer: Customer, said: str, at: dt.datetime) -> None:
    """Nothing goes to this address any more, whoever's contact it is; the walk goes another way."""
    stopped = stop_address(address=address, at=at)
    for contact in stopped:
        record(
            kind="contact.email_stopped",
            subject=("contact", contact.pk),
            by=BY,
            at=at,
            company_id=contact.customer.company_id,
            customer_id=contact.customer_id,
            values={"address": address, "said": said[:MOST_TOLD]},
        )
    theirs = {customer.pk, *(contact.customer_id for contact in stopped)}
    lock_customers(customer_ids=theirs)
    settle = settle_when_known(now=at)
    for unsent in _unsent_to(address, theirs):
        reason = {"code": "opted_out", "channel": Channel.EMAIL}
        if cancel_communications(ids=[unsent.pk], reason=reason):
            unsent.state, unsent.reason = State.CANCELLED, reason
            settle([unsent])


def _unsent_to(address: str, customer_ids: set[int]) -> list[Communication]:
    unsent = Communication.objects.filter(
        customer__in=customer_ids,
        recipient__iexact=address,
        channel=Channel.EMAIL,
        state__in=[State.READY, State.WAITING],
    )
    found = unsent.select_related("company", "customer", "contact")
    return list(found.order_by("created_at", "pk"))
