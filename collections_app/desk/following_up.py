"""The mail that sums up what was agreed on the phone: proposed, changed by hand."""

import datetime as dt
from collections.abc import Iterator

from collections_app.communications.choices import Cause
from collections_app.communications.models import Communication
from collections_app.communications.typed import TypedMail, Words, write_typed
from collections_app.communications.values import AgreedFacts
from collections_app.customers.locking import locked
from collections_app.customers.models import Contact, Customer
from collections_app.desk.own_words import (
    FOLLOW_UP,
    CannotWrite,
    given_for,
    proposed,
    refuse_while_off,
)
from collections_app.desk.said import DisputeSaid, MailSaid, PromiseSaid, WrapUp
from collections_app.desk.stored import as_stored
from collections_app.dunning.composing import UNDO
from collections_app.dunning.enclosing import that_fit
from collections_app.invoices.models import Invoice
from collections_app.tasks.choices import NextAct


def proposed_mail(*, customer: Customer, contact: Contact, said: WrapUp, on: dt.date) -> Words:
    """What would sum it up, for a person to read and change."""
    given = given_for(customer, contact, on, tuple(_agreed(as_stored(said))))
    return proposed(FOLLOW_UP, customer.company_id, given)


def _agreed(said: WrapUp) -> Iterator[AgreedFacts]:
    """What the customer should read; who is called there is not their concern."""
    if said.promise:
        yield _promised(said.promise)
    for one in said.disputes:
        yield _disputed(one)
    if said.paid:
        yield AgreedFacts("says_paid", tuple(one.number for one in said.paid.invoices))
    if wants_copy(said):
        yield AgreedFacts("copy", said.overdue)
    if said.next.act == NextAct.CALL:
        yield AgreedFacts("call", on=said.next.on)


def wants_copy(said: WrapUp) -> bool:
    has_not_come = said.call is not None and said.call.cause == Cause.NOT_RECEIVED
    return has_not_come or said.next.act == NextAct.SEND_COPY


def _copies(customer: Customer, said: WrapUp) -> list[Invoice]:
    """What the mail says is sent, as far as it is there."""
    if not wants_copy(said):
        return []
    return that_fit(customer.invoices.filter(number__in=said.overdue).order_by("due_on", "pk"))


def _promised(said: PromiseSaid) -> AgreedFacts:
    parts = tuple((one.amount, one.promised_for) for one in said.instalments)
    return AgreedFacts(
        "promise" if len(parts) == 1 else "instalments",
        tuple(one.number for one in said.invoices),
        on=parts[0][1],
        amount=said.amount,
        currency=said.currency,
        parts=parts,
    )


def _disputed(said: DisputeSaid) -> AgreedFacts:
    return AgreedFacts(
        "dispute",
        (said.invoice.number,),
        on=said.answer_due_on,
        amount=said.amount,
        currency=said.invoice.currency,
    )


@locked("customer.pk")
def write_follow_up(
    *,
    customer: Customer,
    said: WrapUp,
    mail: MailSaid,
    about: Communication,
    by: str,
    at: dt.datetime,
    on: dt.date,
) -> Communication:
    """Let the mail go after the ten seconds in which it can be taken back."""
    refuse_while_off(customer)
    if not mail.contact.takes_email:
        raise CannotWrite(f"{mail.contact} has no e-mail address that works.")
    typed = TypedMail(
        customer=customer,
        contact=mail.contact,
        to=mail.contact.email,
        given=given_for(customer, mail.contact, on),
        words=Words(mail.subject, mail.text),
        purpose=FOLLOW_UP,
        key=f"{FOLLOW_UP}:{about.pk}",
        by=by,
        why={"about": str(about.pk)},
        rests=UNDO,
        copies=_copies(customer, said),
    )
    return write_typed(typed, at=at)
