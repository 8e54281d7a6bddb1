"""A clerk writes to a customer of their own accord: one mail, undone in time, felt as a notice."""

import datetime as dt

from collections_app.communications.choices import OWN_MAIL
from collections_app.communications.models import Communication
from collections_app.communications.typed import TypedMail, Words, write_typed
from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.customers.models import Contact, Customer
from collections_app.desk.own_words import Form, given_for, proposed, refuse_what_cannot_go
from collections_app.dunning.composing import UNDO


def proposed_mail(*, contact: Contact, on: dt.date) -> Words:
    """Its greeting and its close; what stands between, a person writes."""
    customer = contact.customer
    return proposed(OWN_MAIL, customer.company_id, given_for(customer, contact, on))


@locked("contact.customer_id")
def write_mail(
    *, contact: Contact, words: Words, once: str, by: str, at: dt.datetime, on: dt.date
) -> Communication:
    """Let it go after the ten seconds in which it can be taken back.

    `once` names the form: sent twice, it is one mail, unless that was taken back. The ladder feels
    it: the customer is looked at again.
    """
    customer: Customer = contact.customer
    form = Form(OWN_MAIL, once, customer, contact.email, words)
    if before := form.written():
        return before
    refuse_what_cannot_go(customer, contact.email)
    look_at(customer_ids=[customer.pk])
    typed = TypedMail(
        customer=customer,
        contact=contact,
        to=contact.email,
        given=given_for(customer, contact, on),
        words=words,
        purpose=OWN_MAIL,
        key=form.key,
        by=by,
        why={"said": form.said},
        rests=UNDO,
    )
    return write_typed(typed, at=at)
