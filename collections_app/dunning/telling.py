"""What a message may say: the facts of one notice or call, as plain values."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
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
from collections_app.dunning.choices import NoticeState, Track
from collections_app.dunning.models import CallRound, Entry, Notice, NoticeLine
from collections_app.dunning.queries import counted_modes
from collections_app.dunning.told import money_laid
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.payments.models import Payment
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import Promise

JUDGED_TOLD = (PromiseState.PARTLY_KEPT, PromiseState.BROKEN)
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

    @property
    def invoice_ids(self) -> list[int]:
        return [line.invoice_id for line in self.lines]


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


def subject_of_call(call_round: CallRound, customer: Customer, day: dt.date) -> Subject:
    """The round's invoices of which something is left to demand."""
    lines = call_round.lines.filter(invoice__demandable__gt=0).select_related("invoice")
    return Subject(
        customer.company,
        customer,
        list(lines.order_by("invoice__due_on", "invoice_id")),
        day,
        call_round.mode,
        is_spoken=True,
    )


def given(
    subject: Subject, *, channel: str, contact: Contact | None, letter_attached: bool = False
) -> Given:
    """All that one message to this contact on this channel is made of."""
    return Given(
        channel=channel,
        as_of=subject.day,
        company=company_facts(subject.company),
        customer=customer_facts(subject.customer),
        contact=ContactFacts(contact.name, contact.salutation) if contact else ContactFacts(),
        lines=[*_lines(subject, _told_before(subject)), *_settled(subject)],
        credits=_credits(subject),
        upcoming=_upcoming(subject),
        earlier=_earlier(subject),
        promises=_promises(subject),
        releases=_releases(subject),
        letter_attached=letter_attached,
        answers_keys=channel == Channel.VOICE and bool(settings.CALLBACK_BASE_URL),
    )


def company_facts(company: Company) -> CompanyFacts:
    return CompanyFacts(
        legal_name=company.legal_name,
        address=_address(company),
        language=company.language,
        register_line=company.register_line,
        email=company.reply_to or company.sender_email,
        account_holder=company.account_holder or company.legal_name,
        iban=company.iban,
        bic=company.bic,
        pay_link=company.pay_link,
        other_ways_to_pay=company.other_ways_to_pay,
        clerk_name=company.contact_name,
        clerk_phone=company.contact_phone,
        clerk_hours=company.contact_hours,
    )


def customer_facts(customer: Customer) -> CustomerFacts:
    return CustomerFacts(customer.number, customer.name, _address(customer), customer.language)


def _address(of: Company | Customer) -> Address:
    return Address(of.street, of.postal_code, of.city, of.region, of.country)


def _told_before(subject: Subject) -> dict[int, tuple[str, dt.date]]:
    """Per invoice, the level last written about it and when: here, or before its import.

    An open call round is no call yet; calls that happened are named by `_calls`.
    """
    reached = Entry.objects.filter(invoice__in=subject.invoice_ids).exclude(reached="")
    lines = NoticeLine.objects.filter(
        invoice__in=subject.invoice_ids,
        notice__isnull=False,
        void=False,
        mode__in=counted_modes(subject.mode),
        accepted_on__lte=subject.day,
        rank__gt=0,
    )
    told = [
        *reached.values_list("invoice_id", "reached", "reached_on"),
        *lines.order_by("accepted_on", "pk").values_list("invoice_id", "level", "accepted_on"),
    ]
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
    last = _accepted_notices(subject).order_by("-accepted_on", "-pk").first()
    if last is None:
        return
    settled = last.lines.filter(invoice__balance=0).select_related("invoice")
    if subject.only_thanks:
        settled = settled.filter(invoice__in=money_laid([one.invoice_id for one in settled]))
    for line in settled.order_by("invoice__due_on", "invoice_id"):
        yield LineFacts(
            number=line.invoice.number,
            issued_on=line.invoice.issued_on,
            due_on=line.invoice.due_on,
            currency=line.invoice.currency,
            balance=line.invoice.balance,
            demanded=line.invoice.balance,
            is_settled=True,
        )


def _accepted_notices(subject: Subject) -> QuerySet[Notice]:
    return Notice.objects.filter(
        customer=subject.customer,
        state=NoticeState.ACCEPTED,
        mode__in=counted_modes(subject.mode),
        accepted_on__lte=subject.day,
    )


def _credits(subject: Subject) -> list[CreditFacts]:
    notes = Invoice.objects.filter(
        customer=subject.customer,
        kind=Kind.CREDIT_NOTE,
        balance__gt=0,
        issued_on__lte=subject.day,
    )
    unapplied = Payment.objects.filter(customer=subject.customer, unapplied__gt=0)
    return [
        *(CreditFacts(one.balance, one.currency, one.issued_on, one.number) for one in notes),
        *(CreditFacts(one.unapplied, one.currency, one.received_on) for one in unapplied),
    ]


def _upcoming(subject: Subject) -> list[UpcomingFacts]:
    if subject.is_spoken:
        return []
    rows = Invoice.objects.filter(
        customer=subject.customer,
        kind=Kind.INVOICE,
        due_on__gte=subject.day,
        demandable__gt=0,
    ).exclude(pk__in=subject.invoice_ids)
    return [
        UpcomingFacts(
            one.number, one.issued_on, one.due_on, one.currency, one.balance, one.purchase_order
        )
        for one in rows.order_by("due_on", "pk")
    ]


def _earlier(subject: Subject) -> list[EarlierFacts]:
    """Notices that chased one of these invoices, and conversations since the first of them."""
    notices = _accepted_notices(subject).filter(rank__gt=0, lines__invoice__in=subject.invoice_ids)
    told = [
        EarlierFacts(one.wording, one.accepted_on) for one in notices.distinct() if one.accepted_on
    ]
    if not told:
        return []
    since = min(one.on for one in told)
    return sorted([*told, *_calls(subject, since)], key=lambda one: one.on)


def _calls(subject: Subject, since: dt.date) -> Iterable[EarlierFacts]:
    calls = Communication.objects.filter(customer=subject.customer, channel=Channel.CALL)
    for one in calls.order_by("created_at"):
        on = subject.company.day_of(one.created_at)
        kind = CALLS_TOLD.get(one.why.get("outcome", ""))
        if kind and since <= on <= subject.day:
            yield EarlierFacts(kind, on)


def _promises(subject: Subject) -> list[PromiseFacts]:
    """What came of promises, and those ahead that are not asked for here: the ones that pause."""
    ahead = Q(state=PromiseState.OPEN, pauses=True, promised_for__gt=subject.day)
    promises = Promise.objects.filter(
        ahead | Q(state__in=JUDGED_TOLD), lines__invoice__in=subject.invoice_ids
    ).distinct()
    return [
        PromiseFacts(one.amount, one.currency, one.promised_for, one.state, one.received)
        for one in promises.order_by("promised_for", "pk")
    ]


def _releases(subject: Subject) -> list[ReleaseFacts]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for line in subject.lines:
        if line.released in RELEASES_TOLD:
            by_kind[line.released].append(line.invoice.number)
    return [ReleaseFacts(kind, tuple(numbers)) for kind, numbers in by_kind.items()]
