"""What all mails have in common that a person writes here: facts, rest, the way back."""

import datetime as dt

from django.db import transaction

from collections_app.communications.actions import cancel_communications
from collections_app.communications.choices import OWN_MAIL, Channel, State
from collections_app.communications.holding import Wordings
from collections_app.communications.models import Communication
from collections_app.communications.typed import Words, proposed_words
from collections_app.communications.values import AgreedFacts, ContactFacts, Given
from collections_app.companies.choices import Mode
from collections_app.customers.actions import lock_customers, look_at
from collections_app.customers.models import Contact, Customer
from collections_app.customers.queries import takes_mail_at
from collections_app.dunning.telling import company_facts, customer_facts
from collections_app.history.actions import record

FOLLOW_UP, ANSWER = "follow_up", "answer"
PURPOSES = (FOLLOW_UP, ANSWER, OWN_MAIL)


class CannotWrite(Exception):
    """Nobody takes the mail, or nothing is sent at all."""


class CannotTakeBack(Exception):
    """The mail has left."""


def given_for(
    customer: Customer,
    contact: Contact | None,
    on: dt.date,
    agreed: tuple[AgreedFacts, ...] = (),
) -> Given:
    """What its wording may say."""
    return Given(
        channel=Channel.EMAIL,
        as_of=on,
        company=company_facts(customer.company),
        customer=customer_facts(customer),
        contact=ContactFacts(contact.name, contact.salutation) if contact else ContactFacts(),
        lines=(),
        agreed=agreed,
    )


def proposed(key: str, company_id: int, given: Given) -> Words:
    """What the company's own wording proposes."""
    wording = Wordings(company_id, key).of(key, given.channel, given.language)
    return proposed_words(wording, given)


def refuse_while_off(customer: Customer) -> None:
    if customer.company.mode == Mode.OFF:
        raise CannotWrite("Sending is switched off. A manager switches it on in Settings.")


def refuse_what_cannot_go(customer: Customer, address: str) -> None:
    refuse_while_off(customer)
    if not customer.is_contactable:
        standing = customer.get_standing_display().lower()
        raise CannotWrite(f"{customer} is “{standing}”: nothing goes to them from here.")
    if not takes_mail_at(customer, address):
        raise CannotWrite(f"{address} takes no mail from us: it bounced, or said stop.")


@transaction.atomic
def take_back_mail(*, mail: Communication, by: str, at: dt.datetime) -> None:
    """Stop it while it has not left; whatever else was done stays."""
    lock_customers(customer_ids=[mail.customer_id])
    mail.refresh_from_db(fields=["state"])
    if mail.purpose not in PURPOSES or mail.state != State.READY:
        raise CannotTakeBack(
            f"It is too late: the mail to {mail.recipient_name or mail.recipient} has left."
        )
    cancel_communications(ids=[mail.pk], reason={"code": "undone"})
    look_at(customer_ids=[mail.customer_id])
    record(
        kind=f"{mail.purpose}.undone",
        subject=("communication", mail.pk),
        by=by,
        at=at,
        company_id=mail.company_id,
        customer_id=mail.customer_id,
    )
