"""What a message may say: the facts of one notice or call, as plain values."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from collections_app.communications.choices import Channel
from collections_app.communications.values import (
    Address,
    CompanyFacts,
    ContactFacts,
    CreditFacts,
    CustomerFacts,
    EarlierFacts,
    Given,
    LineFacts,
    PromiseFacts,
    ReleaseFacts,
    UpcomingFacts,
)
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.choices import Track
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.dunning.telling_rows import TellingRows, telling_rows
from collections_app.dunning.told import laid_on
from collections_app.invoices.models import Invoice
from collections_app.lib.many import among
from collections_app.payments.models import Payment

CALLS_TOLD = {"reached": "call", "refused": "call", "voicemail": "voicemail"}
RELEASES_TOLD = ("dispute_settled", "money_not_found", "hold_over")


@dataclass(frozen=True)
class Subject:
    """What is spoken about: a customer's invoices on a day of the company, in a mode."""

    company: Company
    customer: Customer
    lines: Sequence[NoticeLine]
    day: dt.date
    mode: str
    only_thanks: bool = False  # for money that came in, not for what was credited
    is_spoken: bool = False  # on the phone: of what is settled or ahead a caller does not speak

    @cached_property
    def rows(self) -> TellingRows:
        """Read once, for however many messages."""
        ids = [line.invoice_id for line in self.lines]
        return telling_rows(self.customer, ids, self.day, self.mode)


def subject_of_notice(notice: Notice) -> Subject:
    lines = notice.lines.select_related("invoice").order_by("invoice__due_on", "invoice_id")
    return subject_of(notice, list(lines))


def subject_of(notice: Notice, lines: Sequence[NoticeLine]) -> Subject:
    """The same for lines that are stored nowhere."""
    return Subject(
        notice.company,
        notice.customer,
        lines,
        notice.day,
        notice.mode,
        only_thanks=notice.track == Track.THANKS,
    )


def subject_of_call(customer: Customer, lines: Sequence[NoticeLine], day: dt.date) -> Subject:
    """A round's invoices of which something is left to demand; there is one."""
    call_round = lines[0].call_round
    assert call_round is not None  # a line of a round
    return Subject(customer.company, customer, lines, day, call_round.mode, is_spoken=True)


def given(
    subject: Subject,
    *,
    channel: str,
    contact: Contact | None,
    letter_attached: bool = False,
    copies: Sequence[Invoice] = (),
) -> Given:
    """All that one message to this contact on this channel is made of."""
    return Given(
        channel=channel,
        as_of=subject.day,
        company=company_facts(subject.company),
        customer=customer_facts(subject.customer),
        contact=ContactFacts(contact.name, contact.salutation) if contact else ContactFacts(),
        lines=[*_lines(subject, _told_before(subject.rows)), *_settled(subject)],
        credits=credit_facts(subject.rows.credit_notes, subject.rows.unapplied),
        upcoming=[] if subject.is_spoken else upcoming_facts(subject.rows.upcoming),
        earlier=_earlier(subject),
        promises=_promises(subject.rows),
        releases=_releases(subject),
        copies=[invoice.number for invoice in copies],
        letter_attached=letter_attached,
        answers_keys=channel == Channel.VOICE and bool(settings.CALLBACK_BASE_URL),
    )


def company_facts(company: Company) -> CompanyFacts:
    return CompanyFacts(
        legal_name=company.legal_name,
        address=_address(company),
        language=company.language,
        register_line=company.register_line,
        email=company.answers_to,
        account_holder=company.account_holder or company.legal_name,
        iban=company.iban,
        bic=company.bic,
        pay_link=company.pay_link,
        other_ways_to_pay=company.other_ways_to_pay,
        clerk_name=company.contact_name,
        clerk_phone=company.contact_phone,
        clerk_hours=company.contact_hours,
        paper=company.paper,
        colour=company.colour,
        logo=company.logo,
    )


def customer_facts(customer: Customer) -> CustomerFacts:
    return CustomerFacts(customer.number, customer.name, _address(customer), customer.language)


def _address(of: Company | Customer) -> Address:
    return Address(of.street, of.postal_code, of.city, of.region, of.country)


def _told_before(rows: TellingRows) -> dict[int, tuple[str, dt.date]]:
    """Per invoice, the level last written about it and when: here, or before its import.

    An open call round is no call yet; calls that happened are named by `_calls`.
    """
    told = [*rows.reached, *rows.written]
    return {invoice_id: (level, on) for invoice_id, level, on in told if on}


def _lines(subject: Subject, told_before: dict[int, tuple[str, dt.date]]) -> Iterable[LineFacts]:
    for line in subject.lines:
        said, said_on = told_before.get(line.invoice_id, ("", None))
        yield LineFacts(
            number=line.invoice.number,
            issued_on=line.invoice.issued_on,
            due_on=line.invoice.due_on,
            currency=line.invoice.currency,
            balance=line.balance,
            demanded=line.demanded,
            purchase_order=line.invoice.purchase_order,
            pay_by=line.pay_by,
            said=said,
            said_on=said_on,
            is_new=said_on is None,
        )


def _settled(subject: Subject) -> Iterable[LineFacts]:
    """Invoices of the last notice that were settled since: they are thanked for."""
    if subject.is_spoken:
        return
    settled = list(subject.rows.settled)
    if subject.only_thanks:
        paid = dict(laid_on(among(one.invoice_id for one in settled)))
        settled = [one for one in settled if one.invoice_id in paid]
    for line in settled:
        yield LineFacts(
            number=line.invoice.number,
            issued_on=line.invoice.issued_on,
            due_on=line.invoice.due_on,
            currency=line.invoice.currency,
            balance=line.invoice.balance,
            demanded=line.invoice.balance,
            is_settled=True,
        )


def credit_facts(
    credit_notes: Iterable[Invoice], unapplied: Iterable[Payment]
) -> list[CreditFacts]:
    return [
        *(
            CreditFacts(one.balance, one.currency, one.issued_on, one.number)
            for one in credit_notes
        ),
        *(CreditFacts(one.unapplied, one.currency, one.received_on) for one in unapplied),
    ]


def upcoming_facts(ahead: Iterable[Invoice]) -> list[UpcomingFacts]:
    return [
        UpcomingFacts(
            one.number, one.issued_on, one.due_on, one.currency, one.balance, one.purchase_order
        )
        for one in ahead
    ]


def _earlier(subject: Subject) -> list[EarlierFacts]:
    """Notices that chased one of these invoices, and conversations since the first of them."""
    told = [
        EarlierFacts(one.wording, one.accepted_on)
        for one in subject.rows.notices
        if one.accepted_on
    ]
    if not told:
        return []
    since = min(one.on for one in told)
    return sorted([*told, *_calls(subject, since)], key=lambda one: one.on)


def _calls(subject: Subject, since: dt.date) -> Iterable[EarlierFacts]:
    for one in subject.rows.calls:
        on = subject.company.day_of(one.created_at)
        kind = CALLS_TOLD.get(one.why.get("outcome", ""))
        if kind and since <= on <= subject.day:
            yield EarlierFacts(kind, on)


def _promises(rows: TellingRows) -> list[PromiseFacts]:
    return [
        PromiseFacts(one.amount, one.currency, one.promised_for, one.state, one.received)
        for one in rows.promises
    ]


def _releases(subject: Subject) -> list[ReleaseFacts]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for line in subject.lines:
        if line.released in RELEASES_TOLD:
            by_kind[line.released].append(line.invoice.number)
    return [ReleaseFacts(kind, tuple(numbers)) for kind, numbers in by_kind.items()]
