"""The mail that sums up what was agreed on the phone: proposed, changed by hand, undone."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from collections_app.communications.actions import cancel_communications
from collections_app.communications.choices import Cause, Channel, State
from collections_app.communications.models import Communication
from collections_app.communications.typed import TypedMail, Words, proposed_words, write_typed
from collections_app.communications.values import AgreedFacts, ContactFacts, Given
from collections_app.companies.choices import Mode
from collections_app.customers.actions import lock_customers
from collections_app.customers.models import Contact, Customer
from collections_app.desk.said import DisputeSaid, MailSaid, PromiseSaid, WrapUp
from collections_app.dunning.composing import UNDO
from collections_app.dunning.telling import company_facts, customer_facts
from collections_app.history.actions import record
from collections_app.tasks.choices import NextAct

FOLLOW_UP = "follow_up"


class CannotFollowUp(Exception):
    """Nobody takes the mail, or nothing is sent at all."""


class CannotTakeBack(Exception):
    """The mail has left."""


def proposed_mail(*, customer: Customer, contact: Contact, said: WrapUp, on: dt.date) -> Words:
    """What would sum it up, for a person to read and change."""
    return proposed_words(FOLLOW_UP, _given(customer, contact, on, tuple(_agreed(said))))


def _given(
    customer: Customer, contact: Contact, on: dt.date, agreed: tuple[AgreedFacts, ...] = ()
) -> Given:
    return Given(
        channel=Channel.EMAIL,
        as_of=on,
        company=company_facts(customer.company),
        customer=customer_facts(customer),
        contact=ContactFacts(contact.name, contact.salutation),
        lines=(),
        agreed=agreed,
    )


def _agreed(said: WrapUp) -> Iterator[AgreedFacts]:
    """What the customer should read; who is called there is not their concern."""
    if said.promise:
        yield _promised(said.promise)
    for one in said.disputes:
        yield _disputed(one)
    if said.paid:
        yield AgreedFacts("says_paid", tuple(one.number for one in said.paid.invoices))
    if said.next.act == NextAct.SEND_COPY or _has_not_come(said):
        yield AgreedFacts("copy", said.overdue)
    if said.next.act == NextAct.CALL:
        yield AgreedFacts("call", on=said.next.on)


def _has_not_come(said: WrapUp) -> bool:
    return said.call is not None and said.call.cause == Cause.NOT_RECEIVED


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


@transaction.atomic
def write_follow_up(
    *,
    customer: Customer,
    mail: MailSaid,
    about: Communication,
    by: str,
    at: dt.datetime,
    on: dt.date,
) -> Communication:
    """Let the mail go after the ten seconds in which it can be taken back."""
    if customer.company.mode == Mode.OFF:
        raise CannotFollowUp("Sending is switched off. A manager switches it on in Settings.")
    if not mail.contact.takes_email:
        raise CannotFollowUp(f"{mail.contact} has no e-mail address that works.")
    typed = TypedMail(
        customer=customer,
        contact=mail.contact,
        given=_given(customer, mail.contact, on),
        words=Words(mail.subject, mail.text),
        purpose=FOLLOW_UP,
        key=f"{FOLLOW_UP}:{about.pk}",
        by=by,
        why={"about": str(about.pk)},
        rests=UNDO,
    )
    return write_typed(typed, at=at)


@transaction.atomic
def take_back_follow_up(*, mail: Communication, by: str, at: dt.datetime) -> None:
    """Stop it while it has not left; what was agreed stays."""
    lock_customers(customer_ids=[mail.customer_id])
    mail.refresh_from_db(fields=["state"])
    if mail.purpose != FOLLOW_UP or mail.state != State.READY:
        raise CannotTakeBack(f"It is too late: the mail to {mail.recipient_name} has left.")
    cancel_communications(ids=[mail.pk], reason={"code": "undone"})
    record(
        kind="follow_up.undone",
        subject=("communication", mail.pk),
        by=by,
        at=at,
        company_id=mail.company_id,
        customer_id=mail.customer_id,
    )
