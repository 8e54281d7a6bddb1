"""What others did to a customer since somebody looked, in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import BigAutoField, CharField, DateTimeField, Q

from collections_app.communications.models import Communication
from collections_app.customers.models import Customer
from collections_app.history.models import Event
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.reports.agreed import agreed_words
from collections_app.reports.chronology import actor_names, title_of

MOST = 5  # told at once
# What the log of contacts tells better, and what the walk only thought.
TOLD_ELSEWHERE = ("call.logged", "dunning.decided")
WORDS = {
    "promise.made": "noted a promise",
    "promise.withdrawn": "withdrew a promise",
    "promise.kept": "found a promise kept",
    "promise.partly_kept": "found a promise kept in part",
    "promise.broken": "found a promise not kept",
    "promise.superseded": "replaced a promise",
    "dispute.opened": "noted a dispute",
    "dispute.answered": "answered a dispute",
    "dispute.upheld": "settled a dispute: the invoice stands",
    "dispute.credited": "settled a dispute: credited",
    "dispute.paid": "ended a dispute: the invoice is settled",
    "dispute.credit_seen": "saw what was credited",
    "dispute.credit_missing": "missed a credit note",
    "dispute.credit_awaited": "waits longer for a credit note",
    "dispute.no_credit": "said that no credit note comes",
    "dispute.withdrawn": "settled a dispute: withdrawn",
    "says_paid.found": "found the money that was said to be paid",
    "says_paid.not_found": "did not find the money that was said to be paid",
    "hold.put": "put a hold",
    "hold.ended": "ended a hold",
    "hold.goes_on": "let a hold go on",
    "customer.standing": "changed the standing",
    "customer.policy": "gave it another policy",
    "customer.course": "decided how to go on",
    "customer.override": "let a notice go beyond the contact pressure",
    "invoices.started_again": "let invoices start again",
    "contact.added": "added a contact",
    "contact.changed": "changed a contact",
    "contact.address_allowed": "allowed an address again",
    "contact.wrong_number": "marked a wrong number",
    "contact.wrong_person": "marked a wrong person",
    "notice.sent_by_hand": "sent a level by hand",
    "notice.reworded": "changed the text of a message",
    "notice.unworded": "took back a changed text",
    "notice.dated_anew": "dated a notice anew",
    "notice.approved": "approved a notice",
    "notice.cancelled": "stopped a notice",
    "payment.received": "took in a payment",
    "payment.allocated": "allocated a payment",
    "payment.unallocated": "took an allocation back",
    "reply.filed": "filed a reply",
    "reply.answered": "ticked off a reply",
    "follow_up.undone": "stopped a follow-up mail",
    "note.unpinned": "unpinned a note",
    "page_link.ended": "ended a link to the page for customers",
}

CONTACT_WORDS = {
    "name": "name",
    "salutation": "salutation",
    "roles": "roles",
    "email": "e-mail address",
    "mobile": "mobile",
    "phone": "phone",
    "sms_consent_on": "consent to SMS",
    "voice_consent_on": "consent to voice messages",
}


@dataclass(frozen=True)
class Change:
    """Who did what, and when."""

    who: str
    what: str
    at: dt.datetime


def changes_since(customer: Customer, *, since: dt.datetime, but_by: str) -> list[Change]:
    """The newest of them first; what `but_by` did is no news to them."""
    news = _about_news().ask(customer=customer.pk, since=since, by=but_by)
    found = [(one.at, one.by, _event_words(one)) for one in news["events"]]
    found += [(one.created_at, one.by, _contact_words(one)) for one in news["contacts"]]
    return _named(sorted(found, reverse=True)[:MOST])


@cache
def _about_news() -> Question:
    since = Given("since", DateTimeField())
    by_others = Q(customer_id=Given("customer", BigAutoField())) & ~Q(by=Given("by", CharField()))
    events = Event.objects.filter(by_others, at__gt=since).exclude(kind__in=TOLD_ELSEWHERE)
    contacts = Communication.objects.filter(by_others, created_at__gt=since)
    return Question({"events": events, "contacts": contacts.defer("text", "html")})


def _named(found: Sequence[tuple[dt.datetime, str, str]]) -> list[Change]:
    names = actor_names({by for _, by, _ in found}) if found else {}
    return [Change(names[by], what, at) for at, by, what in found]


def _contact_words(one: Communication) -> str:
    """How a contact ended, and what was agreed in it."""
    return f"{title_of(one).lower()}. {agreed_words(one)}".rstrip(" .")


def _event_words(event: Event) -> str:
    """What changed of a contact is named: it may be what somebody is about to change."""
    changed = [
        CONTACT_WORDS[one] for one in event.values.get("changed", ()) if one in CONTACT_WORDS
    ]
    if event.kind != "contact.changed" or not changed:
        return event_words(event.kind)
    whose = event.values.get("name") or "a contact"
    return f"changed the {' and the '.join(changed)} of {whose}"


def event_words(kind: str) -> str:
    """A kind without words of its own is shown as it is."""
    return WORDS.get(kind) or kind.replace(".", " ").replace("_", " ")
