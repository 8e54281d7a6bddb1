"""Texts that customers send: stop, start, or something that a person reads."""

import datetime as dt

from django.db.models import Q, QuerySet

from collections_app.communications.actions import log_reply, needs_no_answer
from collections_app.communications.choices import Channel, Direction
from collections_app.communications.models import Communication
from collections_app.customers.actions import free_address, lock_customers, stop_address
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.answering import wait_for_answer
from collections_app.replies.choices import Parked
from collections_app.replies.models import ProviderEvent
from collections_app.replies.stopping import cancel_unsent, tell_of
from collections_app.replies.wishes import Wish, may_mean_more, says_more, wish_of


def apply_text(event: ProviderEvent, *, at: dt.datetime) -> str:
    """Why it is parked; empty where it is logged and done or given to a person."""
    number, text = event.said("From"), event.said("Body")
    ids = lock_customers(customer_ids=_customer_ids(number))
    customers = list(Customer.objects.filter(pk__in=ids).order_by("pk"))
    wish = wish_of(text, event.said("OptOutType"))
    is_known = bool(event.said("OptOutType")) or not may_mean_more(text)
    is_done = wish != Wish.ANSWER and not says_more(text) and is_known
    if wish == Wish.STOP:
        _stop(number, event, at)
    elif wish == Wish.START:
        is_done = _start(number, event, at) and is_done
    if not customers:
        return "" if is_done else Parked.UNKNOWN_NUMBER
    for customer in customers:
        reply = log_text(customer, event, at)
        if is_done:
            needs_no_answer(reply=reply, by=event.provider)
        else:
            wait_for_answer(reply=reply, words=reply.text, at=at)
    return ""


def _customer_ids(number: str) -> set[int]:
    """Whose number it is, or was when something went to it; a replay's people are not real."""
    written_to = Communication.objects.filter(
        recipient=number, channel=Channel.SMS, direction=Direction.OUT, company__is_replay=False
    )
    return {
        *contacts_at(number).values_list("customer_id", flat=True),
        *written_to.values_list("customer_id", flat=True).distinct(),
    }


def _stop(number: str, event: ProviderEvent, at: dt.datetime) -> None:
    """Nothing goes to this number any more, whoever's contact it is; the walk goes another way."""
    for contact in stop_address(address=number, at=at):
        _tell("contact.sms_stopped", contact, event, at)
    cancel_unsent(Q(recipient=number), channel=Channel.SMS, at=at)


def _start(number: str, event: ProviderEvent, at: dt.datetime) -> bool:
    """Whether an opt-out was undone. Consent is as it was: none comes from this word."""
    contacts = free_address(address=number)
    for contact in contacts:
        _tell("contact.sms_started", contact, event, at)
    return bool(contacts)


def _tell(kind: str, contact: Contact, event: ProviderEvent, at: dt.datetime) -> None:
    said = {"number": contact.mobile, "said": event.said("Body")}
    tell_of(kind, contact, said, event.provider, at)


def contacts_at(number: str) -> QuerySet[Contact]:
    """Whoever has this number, as phone or mobile; a replay's people are not real."""
    theirs = Contact.objects.filter(Q(mobile=number) | Q(phone=number))
    return theirs.filter(customer__company__is_replay=False).select_related("customer")


def log_text(customer: Customer, event: ProviderEvent, at: dt.datetime) -> Communication:
    """Into the log of a locked customer."""
    number = event.said("From")
    theirs = customer.contacts.filter(Q(mobile=number) | Q(phone=number))
    return log_reply(
        customer=customer,
        contact=theirs.order_by("pk").first(),
        channel=Channel.SMS,
        sender=number,
        recipient=event.said("To"),
        text=event.said("Body"),
        by=event.provider,
        at=at,
        once=event.said("MessageSid"),
    )
