"""The past rehearsed: a ledger is walked day by day with the clock of those days."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import pgtrigger
from django.db import transaction

from collections_app.communications.models import Attempt, Communication, PageLink
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.actions import look_at
from collections_app.customers.choices import ContactRole
from collections_app.customers.models import Contact, Customer
from collections_app.demo.ledgers import Paid, PastLedger, key_of
from collections_app.demo.lives import Life, answer_before_the_disk, days_from
from collections_app.disputes.models import Dispute
from collections_app.dunning.actions import accept_notices
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import CallRound, Notice, NoticeLine, NoticeMessage, Run
from collections_app.dunning.policies import give_default_policy
from collections_app.dunning.walk import walk
from collections_app.history.models import Event
from collections_app.intake.invoice_rows import InvoiceRow
from collections_app.intake.models import Change, Import
from collections_app.invoices.models import Invoice
from collections_app.lib.calendars import Calendar
from collections_app.payments.actions import take_payments
from collections_app.payments.models import Allocation, Payment
from collections_app.payments.rules import Received
from collections_app.promises.models import Promise, SaysPaid
from collections_app.replies.models import Mail
from collections_app.tasks.models import Task

BY = "replay"
LOG = [
    "communications.Communication:stays",
    "communications.Attempt:stays",
    "history.Event:stays",
]  # the triggers that let nobody remove a row of it


class ReplayedLine(NamedTuple):
    """One invoice on a notice, or on the day it joined a call task."""

    customer: str
    invoice: str
    level: str
    channel: str
    date: dt.date
    balance: Decimal


@dataclass
class Replay(Life):
    """One company that lives through the days of a ledger; every channel accepts at once."""

    ledger: PastLedger
    company: Company
    customers: dict[str, int]
    invoices: dict[str, tuple[int, int]] = field(default_factory=dict)  # number: ids, customer
    unmatched: int = 0
    calendar: Calendar = field(default_factory=Calendar)

    def live(self, days: Sequence[dt.date]) -> Iterator[dt.date]:
        """Live through the days in order; what came before the first is known on it."""
        first = days[0]
        early = sorted({*self.ledger.invoices, *self.ledger.payments})
        for day in [day for day in early if day < first]:
            self._take_in(day, known_on=first)
        yield from super().live(days)

    def take_in(self, day: dt.date) -> None:
        self._take_in(day, known_on=day)

    def _take_in(self, day: dt.date, *, known_on: dt.date) -> None:
        self._issue(self.ledger.invoices.get(day, []), known_on)
        self._pay(self.ledger.payments.get(day, []), known_on)

    def _issue(self, rows: Sequence[InvoiceRow], day: dt.date) -> None:
        issued = Invoice.objects.bulk_create(self._invoice(row) for row in rows)
        self.invoices |= {one.number: (one.pk, one.customer_id) for one in issued}
        look_at(customer_ids={one.customer_id for one in issued})

    def _invoice(self, row: InvoiceRow) -> Invoice:
        return Invoice(
            company=self.company,
            customer_id=self.customers[key_of(row)],
            kind=row.kind,
            number=row.number,
            issued_on=row.issued_on,
            due_on=row.due_on,
            currency=row.currency,
            amount=row.amount,
        )

    def _pay(self, payments: Sequence[Paid], day: dt.date) -> None:
        known = [one for one in payments if one.invoice in self.invoices]
        self.unmatched += len(payments) - len(known)
        if known:
            take_payments(
                company=self.company,
                source=BY,
                payments=[self._received(one, count) for count, one in enumerate(known)],
                on=day,
                by=BY,
                at=_noon(day),
            )

    def _received(self, one: Paid, count: int) -> Received:
        invoice_id, customer_id = self.invoices[one.invoice]
        return Received(
            received_on=one.on,
            amount=one.amount,
            currency=self.company.base_currency,
            external_id=f"{one.on}:{one.invoice}:{count}",
            customer_id=customer_id,
            invoice_id=invoice_id,
            reference=one.invoice,
        )

    def work(self, day: dt.date) -> None:
        walk(company=self.company, as_of=day, now=_noon(day))
        planned = Notice.objects.filter(company=self.company, state=NoticeState.PLANNED)
        accept_notices(notice_ids=planned.values_list("pk", flat=True), on=day)

    def lines(self) -> Iterator[ReplayedLine]:
        """Everything that would have been sent or called about, in order."""
        lines = NoticeLine.objects.filter(invoice__company=self.company).order_by(
            "on_day", "invoice__customer__number", "call_round_id", "invoice__number"
        )
        for number, invoice, level, channel, day, balance in lines.values_list(
            "invoice__customer__number",
            "invoice__number",
            "level",
            "notice__channel",
            "on_day",
            "balance",
        ):
            yield ReplayedLine(number, invoice, level, channel or "call", day, balance)


def rehearse(
    ledger: PastLedger,
    *,
    first: dt.date,
    last: dt.date,
    currency: str,
    keep: bool,
    progress: Callable[[Sequence[dt.date]], Iterator[dt.date]] = iter,
) -> tuple[Company, list[ReplayedLine], int]:
    """Walk the ladder over a past ledger from `first` to `last`.

    The answer is the company, the lines in order, and the payments that name no invoice.
    The company is closed to beat, and removed at the end unless `keep`.
    """
    days = days_from(first, last)
    answer_before_the_disk()
    replay = _begin(ledger, currency, first, last)
    try:
        lived = replay.live(days)
        for _ in progress(days):
            next(lived)
        lines = list(replay.lines())
    finally:
        if not keep:
            remove(replay.company)
    return replay.company, lines, replay.unmatched


@transaction.atomic
def remove(company: Company) -> None:
    """Take a rehearsed company out again with all that hangs on it, children first.

    Its log may go, and no other: it tells of messages that never were.
    """
    with pgtrigger.ignore(*LOG):
        _remove(company)


def _remove(company: Company) -> None:
    for rows in (
        Event.objects.filter(company_id=company.pk),
        Task.objects.filter(company=company),
        NoticeLine.objects.filter(invoice__company=company),
        NoticeMessage.objects.filter(notice__company=company),
        Attempt.objects.filter(communication__company=company),
        PageLink.objects.filter(communication__company=company),
        Mail.objects.filter(company=company),
        Communication.objects.filter(company=company),
        Notice.objects.filter(company=company),
        CallRound.objects.filter(company=company),
        Run.objects.filter(company=company),
        Allocation.objects.filter(payment__company=company),
        Payment.objects.filter(company=company),
        Promise.objects.filter(customer__company=company),
        SaysPaid.objects.filter(customer__company=company),
        Dispute.objects.filter(customer__company=company),
        Change.objects.filter(imported__source__company=company),
        Import.objects.filter(source__company=company),
        Invoice.objects.filter(company=company),
        Customer.objects.filter(company=company),
        Company.objects.filter(pk=company.pk),
    ):
        rows.delete()


def _begin(ledger: PastLedger, currency: str, first: dt.date, last: dt.date) -> Replay:
    number = Company.objects.filter(is_replay=True).count() + 1
    company = Company.objects.create(
        legal_name=f"Replay {number}: {first} to {last}",
        mode=Mode.REHEARSAL,
        base_currency=currency,
        is_replay=True,
    )
    give_default_policy(company=company)
    customers = Customer.objects.bulk_create(
        _customer(company, number, name) for number, name in ledger.customers.items()
    )
    Contact.objects.bulk_create(_contact(one, count) for count, one in enumerate(customers))
    return Replay(ledger, company, {one.number: one.pk for one in customers})


def _customer(company: Company, number: str, name: str) -> Customer:
    """With a rehearsal address, so that the walk is about time and money alone."""
    return Customer(
        company=company,
        number=number,
        name=name,
        name_key=name.casefold(),
        street="Rehearsal Street 1",
        city="Rehearsal",
        country="DE",
    )


def _contact(customer: Customer, count: int) -> Contact:
    return Contact(
        customer=customer,
        roles=[ContactRole.ACCOUNTS_PAYABLE],
        email=f"customer{count}@rehearsal.example",
        source=BY,
    )


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
