"""What all mails have in common that a person writes here: facts, rest, the way back."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from functools import cached_property

from collections_app.communications.actions import cancel_communications
from collections_app.communications.choices import ANSWER, OWN_MAIL, Channel, State
from collections_app.communications.holding import Wordings
from collections_app.communications.models import Communication
from collections_app.communications.typed import Words, proposed_words
from collections_app.communications.values import AgreedFacts, ContactFacts, Given
from collections_app.companies.choices import Mode
from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.customers.models import Contact, Customer
from collections_app.customers.queries import takes_mail_at
from collections_app.dunning.telling import company_facts, customer_facts
from collections_app.history.actions import record

SEND_AGAIN = " Send again, and this goes as a mail of its own."
FOLLOW_UP = "follow_up"
PURPOSES = (FOLLOW_UP, ANSWER, OWN_MAIL)


class CannotWrite(Exception):
    """Nobody takes the mail, or nothing is sent at all."""


class FormIsSpent(CannotWrite):
    """The form has sent its mail; it says something else now, or belongs to somebody else."""


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


@dataclass(frozen=True)
class Form:
    """A form that writes one mail, however often it is sent."""

    purpose: str
    once: str
    customer: Customer
    to: str
    words: Words

    @cached_property
    def key(self) -> str:
        return f"{self.purpose}:{self.once or secrets.token_urlsafe(16)}"

    @cached_property
    def said(self) -> str:
        """The same for the same words to the same address."""
        said = "\0".join([self.to, self.words.subject, *self.words.text.split()])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def written(self) -> Communication | None:
        """The mail that it wrote a moment ago; asked under the customer's lock."""
        before = Communication.objects.filter(key=self.key).first()
        if before is None:
            return None
        if before.customer_id != self.customer.pk:
            raise FormIsSpent(f"This form has sent a mail to somebody else.{SEND_AGAIN}")
        if before.state == State.CANCELLED:
            raise FormIsSpent(f"The mail of this form was stopped before it left.{SEND_AGAIN}")
        if before.why.get("said") != self.said:
            raise FormIsSpent(f"This form has sent its mail in other words.{SEND_AGAIN}")
        return before


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


@locked("mail.customer_id")
def take_back_mail(*, mail: Communication, by: str, at: dt.datetime) -> None:
    """Stop it while it has not left; whatever else was done stays, and its form can send again."""
    mail.refresh_from_db(fields=["state"])
    if mail.purpose not in PURPOSES or mail.state != State.READY:
        raise CannotTakeBack(
            f"It is too late: the mail to {mail.recipient_name or mail.recipient} has left."
        )
    cancel_communications(ids=[mail.pk], reason={"code": "undone"})
    if mail.purpose != FOLLOW_UP:
        Communication.objects.filter(pk=mail.pk).update(key=f"undone:{mail.pk}")
    look_at(customer_ids=[mail.customer_id])
    record(
        kind=f"{mail.purpose}.undone",
        subject=("communication", mail.pk),
        by=by,
        at=at,
        company_id=mail.company_id,
        customer_id=mail.customer_id,
    )
