"""A planned notice becomes its communications: to whom, on which channels, in which words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from collections_app.communications.choices import Channel
from collections_app.communications.holding import Wordings
from collections_app.communications.models import Communication, Wording
from collections_app.communications.values import Given
from collections_app.communications.writing import (
    Draft,
    Letter,
    preview_message,
    write_message,
)
from collections_app.customers.actions import lock_customers
from collections_app.customers.choices import ContactRole
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.enclosing import enclosed
from collections_app.dunning.facts import PlannedNotice, Rung
from collections_app.dunning.models import Notice, NoticeLine, NoticeMessage
from collections_app.dunning.noting import Origin, line_values, notice_row
from collections_app.dunning.queries import level_for, rung_of, takes
from collections_app.dunning.telling import Subject, given, subject_of, subject_of_notice
from collections_app.invoices.models import Invoice
from collections_app.lib.money import round_money

ASKED_FIRST = (ContactRole.ACCOUNTS_PAYABLE, ContactRole.PAYER)
COPIED = (ContactRole.APPROVER, ContactRole.DIRECTOR)
BY = "ladder"
UNDO = dt.timedelta(seconds=10)  # in which a person may stop what they sent


@dataclass(frozen=True)
class Envelope:
    """One message of a notice; a copy carries no level."""

    channel: str
    contact: Contact | None
    carries: bool = True


@dataclass(frozen=True)
class Content:
    """What all messages of a notice share: what they are about, and the words to say it in."""

    notice: Notice
    subject: Subject
    level: Rung
    wordings: Wordings

    def given(
        self,
        channel: str,
        contact: Contact | None,
        *,
        letter_attached: bool = False,
        copies: Sequence[Invoice] = (),
    ) -> Given:
        return given(
            self.subject,
            channel=channel,
            contact=contact,
            letter_attached=letter_attached,
            copies=copies,
        )

    def wording(self, message: Given) -> Wording:
        """The version that holds now; the message keeps it."""
        return self.wordings.on(message.channel, self.notice.wording, message.language)


@transaction.atomic
def compose(
    *, notice: Notice, now: dt.datetime, on_paper: bool = True, wordings: Wordings | None = None
) -> None:
    """Write the communications of a planned notice; they wait where a person must approve.

    Without `on_paper` no PDF is made: letters are text, and no mail says that it carries one.
    Notices that are written together share their `wordings`, which are read once.
    """
    lock_customers(customer_ids=[notice.customer_id])
    notice.refresh_from_db(fields=["state"])
    if notice.state != NoticeState.PLANNED:
        return
    write_messages(notice=notice, now=now, on_paper=on_paper, wordings=wordings)
    notice.state = NoticeState.WAITING if _waits(notice) else NoticeState.READY
    notice.save(update_fields=["state"])


def _waits(notice: Notice) -> bool:
    return bool(notice.reason.get("approval")) and not notice.approved_by


def write_messages(
    *, notice: Notice, now: dt.datetime, on_paper: bool = True, wordings: Wordings | None = None
) -> None:
    """Write all that a notice goes out as, dated with its day."""
    said = _content(notice, wordings or Wordings(notice.company_id))
    for envelope in envelopes(notice.customer, notice.channel, said.level):
        _write(said, envelope, now, on_paper)


@transaction.atomic
def fall_back(*, notice: Notice, now: dt.datetime) -> bool:
    """Write the notice for the level's next untried channel; False when none is left."""
    said = _content(notice, Wordings(notice.company_id))
    tried = set(notice.messages.values_list("communication__channel", flat=True))
    for channel in said.level.channels:
        envelope = envelope_for(notice.customer, channel, said.level.roles)
        if channel not in tried and envelope:
            notice.channel = channel
            notice.save(update_fields=["channel"])
            _write(said, envelope, now, on_paper=True)
            return True
    return False


def envelopes(customer: Customer, channel: str, level: Rung) -> Iterable[Envelope]:
    """The channel of a notice, and what goes beside it."""
    first = envelope_for(customer, channel, level.roles)
    if first:
        yield first
    yield from beside(customer, channel, level)


def beside(customer: Customer, channel: str, level: Rung) -> Iterable[Envelope]:
    """The e-mail that accompanies a letter, and a copy, where the level says so."""
    if level.and_email and channel == Channel.LETTER:
        companion = envelope_for(customer, Channel.EMAIL, level.roles)
        if companion:
            yield companion
    if level.copies:
        yield from _copies(customer, level.roles)


def envelope_for(customer: Customer, channel: str, roles: Sequence[str] = ()) -> Envelope | None:
    """The person to write to on a channel, of these roles if one takes it; None: nobody does."""
    contacts = sorted(contacts_of(customer), key=partial(_by_role, roles))
    if channel == Channel.LETTER:
        return (
            Envelope(channel, next(iter(contacts), None)) if customer.has_postal_address else None
        )
    contact = next((one for one in contacts if takes(one, channel)), None)
    return Envelope(channel, contact) if contact else None


def contacts_of(customer: Customer) -> list[Contact]:
    """Read once, for all messages of a notice."""
    prefetch_related_objects([customer], "contacts")
    return list(customer.contacts.all())


def _by_role(roles: Sequence[str], contact: Contact) -> tuple[int, bool, int]:
    """The level's roles in their order, then accounts payable, then everybody as they came."""
    wanted = [place for place, role in enumerate(roles) if role in contact.roles]
    is_usual = bool(set(ASKED_FIRST) & set(contact.roles))
    return min(wanted, default=len(roles)), not is_usual, contact.pk


def _copies(customer: Customer, roles: Sequence[str]) -> Iterable[Envelope]:
    """One more person at the customer, by e-mail, at another address than the first's."""
    first = envelope_for(customer, Channel.EMAIL, roles)
    asked = first.contact.email.casefold() if first and first.contact else ""
    for contact in sorted(contacts_of(customer), key=attrgetter("pk")):
        is_other = contact.takes_email and contact.email.casefold() != asked
        if is_other and set(COPIED) & set(contact.roles):
            yield Envelope(Channel.EMAIL, contact, carries=False)
            return


def _content(notice: Notice, wordings: Wordings) -> Content:
    notice.customer.company = notice.company  # read with the notice, and not once more
    level = level_for(notice.customer, notice.level)
    return Content(notice, subject_of_notice(notice), rung_of(level), wordings)


def _write(said: Content, envelope: Envelope, now: dt.datetime, on_paper: bool) -> None:
    draft = _draft(said, envelope, on_paper)
    NoticeMessage.objects.create(
        notice=said.notice,
        communication=write_message(draft, now=now),
        carries=envelope.carries,
    )


def draft_of(message: NoticeMessage) -> Draft:
    """What a stored message was made of, with the version of the wording that it was begun from."""
    stored = message.communication
    said = _content(message.notice, Wordings(message.notice.company_id))
    envelope = Envelope(stored.channel, stored.contact, message.carries)
    draft = _draft(said, envelope, on_paper=True)
    return replace(draft, wording=stored.wording) if stored.wording else draft


def preview(
    *, customer: Customer, planned: PlannedNotice, origin: Origin, now: dt.datetime
) -> list[Communication]:
    """The messages of a notice that is stored nowhere, as they would go; nothing is written."""
    notice = notice_row(customer.pk, planned, origin)
    notice.customer, notice.company = customer, customer.company
    invoices = Invoice.objects.in_bulk([one.invoice_id for one in planned.lines])
    lines = [
        NoticeLine(**line_values(one, origin), invoice=invoices[one.invoice_id])
        for one in planned.lines
    ]
    level, wordings = planned.rung, Wordings(customer.company_id)
    said = Content(notice, subject_of(notice, lines), level, wordings)
    written = envelopes(customer, planned.channel, level)
    drafts = [_draft(said, one, on_paper=True) for one in written]
    return [preview_message(draft, now=now) for draft in drafts]


def _draft(said: Content, envelope: Envelope, on_paper: bool) -> Draft:
    notice, contact = said.notice, envelope.contact
    attaches = envelope.channel == Channel.EMAIL and said.level.attaches_letter and on_paper
    copies = enclosed(said.subject.lines) if envelope.channel == Channel.EMAIL else ()
    message = said.given(envelope.channel, contact, letter_attached=attaches, copies=copies)
    return Draft(
        customer=notice.customer,
        contact=contact,
        channel=envelope.channel,
        given=message,
        wording=said.wording(message),
        key=_key(notice, envelope),
        mode=notice.mode,
        by=notice.sent_by or BY,
        waits=_waits(notice),
        letter=_letter(said, contact) if attaches else None,
        copies=copies,
        on_paper=on_paper,
        lines=_lines(said.subject),
        why=_why(notice),
        rests=UNDO if notice.sent_by else dt.timedelta(0),
    )


def _letter(said: Content, contact: Contact | None) -> Letter:
    """The letter that goes with a mail, in its own words."""
    message = said.given(Channel.LETTER, contact)
    return Letter(message, said.wording(message))


def _why(notice: Notice) -> dict[str, Any]:
    origin = {"sent_by": notice.sent_by} if notice.sent_by else {"run": notice.run_id}
    return {"notice": notice.pk, "level": notice.level} | origin


def _key(notice: Notice, envelope: Envelope) -> str:
    """Once per notice, day, channel and person: dated anew it is another message."""
    to = envelope.contact.pk if envelope.contact else 0
    return f"notice:{notice.pk}:{notice.day}:{envelope.channel}:{to}"


def _lines(subject: Subject) -> list[dict[str, str]]:
    """The lines as the log keeps them, amounts as text."""
    return [
        {
            "invoice": line.invoice.number,
            "level": line.level,
            "currency": line.invoice.currency,
            "balance": str(round_money(line.balance, line.invoice.currency)),
            "demanded": str(round_money(line.demanded, line.invoice.currency)),
            "pay_by": line.pay_by.isoformat() if line.pay_by else "",
        }
        for line in subject.lines
    ]
