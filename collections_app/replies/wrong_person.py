"""Whoever got our mail, or wrote, says that they are not the one: somebody finds who is."""

import datetime as dt

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.communications.pages import end_links_to
from collections_app.customers.actions import look_at
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Contact
from collections_app.history.actions import record
from collections_app.tasks.actions import open_task
from collections_app.tasks.choices import Kind as TaskKind

CONSENTS = ("sms", "voice")


def write_to_another(*, reply: Communication, by: str, at: dt.datetime) -> None:
    """No notice goes to them any more; the reply's customer is locked."""
    if contact := reply.contact or _written_to(reply):
        end_links_to(
            customer_id=contact.customer_id,
            addresses={contact.email, reply.sender} - {""},
            by=by,
            at=at,
        )
        if _has_it_still(contact, reply):
            _mark(contact, reply, by, at)
    open_task(
        company_id=reply.company_id,
        customer_id=reply.customer_id,
        kind=TaskKind.FIX_CONTACT,
        subject=("customer", reply.customer_id),
        due_on=reply.company.working_day(at),
        at=at,
        values={"channel": reply.channel, "address": reply.sender, "wrong_person": True},
    )


def _has_it_still(contact: Contact, reply: Communication) -> bool:
    """Whoever answered on the page read at an address that may be another one by now."""
    return reply.channel != Channel.PAGE or contact.email == reply.sender


def _written_to(reply: Communication) -> Contact | None:
    ours = Communication.objects.filter(pk=reply.why.get("answers"), customer=reply.customer_id)
    one = ours.select_related("contact").first()
    return one.contact if one else None


def _mark(contact: Contact, reply: Communication, by: str, at: dt.datetime) -> None:
    """The address may be right for another customer, so it is not given up for all.

    Nobody consents for somebody else. A person may still call to ask who is the one.
    """
    before = {"email": contact.takes_email} | {name: _consented(contact, name) for name in CONSENTS}
    if contact.email and contact.email_state != AddressState.OPTED_OUT:
        contact.email_state = AddressState.BOUNCED
    for name in CONSENTS:
        setattr(contact, f"{name}_consent_on", None)
        setattr(contact, f"{name}_consent_source", "")
    consents = [f"{name}_consent_{what}" for name in CONSENTS for what in ("on", "source")]
    contact.save(update_fields=["email_state", *consents])
    look_at(customer_ids=[contact.customer_id])
    record(
        kind="contact.wrong_person",
        subject=("contact", contact.pk),
        by=by,
        at=at,
        company_id=reply.company_id,
        customer_id=contact.customer_id,
        values={"changed": [name for name, was_so in before.items() if was_so]},
    )


def _consented(contact: Contact, name: str) -> bool:
    return getattr(contact, f"{name}_consent_on") is not None
