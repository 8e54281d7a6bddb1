"""A company to which things happen in any order, and a provider that keeps its own book.

The provider judges every message at the moment it takes it, by what the owners' rows say then:
nothing that is paid, promised or disputed, nobody who is held, stopped or opted out, nothing
twice unless a person asked for it.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.choices import AddressState, Standing
from collections_app.disputes.models import Dispute
from collections_app.dunning.models import Hold, Level, Run
from collections_app.invoices.models import Invoice
from collections_app.promises.choices import Found
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import PromiseLine, SaysPaid
from tests import factories
from tests.factories import date, noon

START = date("2024-01-08")  # a Monday
CUSTOMERS = 3


class Killed(BaseException):
    """The worker is gone, as by kill -9: no handler of errors sees it."""


def new_company() -> Company:
    """Live for a while, without paper: a letter that cannot go by mail is a task."""
    company = factories.company(
        mode=Mode.LIVE, live_since=date("2023-06-01"), ledger_as_of=START, fresh_days=500
    )
    before = date("2023-06-01")
    Run.objects.create(company=company, as_of=before, mode=Mode.LIVE, started_at=noon(before))
    Level.objects.filter(policy__company=company).update(attaches_letter=False)
    for number in range(CUSTOMERS):
        factories.customer(company, number=f"C{number}", street="")
    return company


@dataclass
class Provider:
    """Takes what it is given, unless its mood says otherwise; forgets nothing, whatever we do."""

    day: dt.date = START
    mood: str = "accepts"
    dies: str = ""  # where the next worker is killed: "before" or "after" the message is taken
    lives_for: int = 0  # messages, before that
    copies: Counter[Any] = field(default_factory=Counter)  # by communication
    levels: Counter[tuple[str, str]] = field(default_factory=Counter)  # by invoice and level
    gone_on: dict[tuple[str, str], dt.date] = field(default_factory=dict)  # the last day of each
    allowed: Counter[Any] = field(default_factory=Counter)  # second copies that a person asked for
    sid: dict[Any, str] = field(default_factory=dict)

    def __call__(self, channel: str) -> "Provider":
        return self

    def send(self, communication: Communication, attempt: Attempt) -> Result:
        self.lives_for -= 1
        if self.dies == "before":
            self._die()
        if self.mood == "refuses":
            return Result(Outcome.REJECTED_FOR_NOW, reply="451 later")
        if self.mood == "is away":
            return Result(Outcome.NOT_SENT, reply="refused", rests_channel=True)
        if self.mood == "loses the request":
            return Result(Outcome.UNKNOWN, reply="reset")
        if self.mood == "knows no such user":
            return Result(Outcome.REJECTED_FOR_GOOD, reply="550", marks_address=True)
        self._take(communication)
        if self.dies == "after":
            self._die()
        if self.mood == "loses the answer":
            return Result(Outcome.UNKNOWN, reply="reset")
        return Result(Outcome.ACCEPTED, provider_id=self.sid[communication.pk])

    def look_for(self, communication: Communication, attempt: Attempt) -> Result:
        if communication.pk in self.sid:
            return Result(Outcome.ACCEPTED, provider_id=self.sid[communication.pk])
        return Result(Outcome.NOT_SENT, reply="not listed")

    def may_go_again(self, communication: Communication) -> None:
        """A person said so, of this message and of what is written in its place."""
        self.allowed[communication.pk] += 1
        for line in communication.lines:
            self.allowed[line["invoice"], line["level"]] += 1

    def came_back(self, communication: Communication) -> None:
        """Its levels are free again."""
        for line in communication.lines:
            self.levels[line["invoice"], line["level"]] = 0

    def went_on(self, lines: list[dict[str, str]]) -> dt.date | None:
        """What a person finds in the provider's book about these invoices and levels."""
        taken = [(one["invoice"], one["level"]) for one in lines if one["level"]]
        return max((self.gone_on[one] for one in taken if self.levels[one]), default=None)

    def _die(self) -> None:
        if self.lives_for >= 0:
            return
        self.dies = ""
        raise Killed

    def _take(self, communication: Communication) -> None:
        self._judge(communication)
        self.copies[communication.pk] += 1
        self.sid[communication.pk] = f"SM{communication.pk}"
        allowed = 1 + self.allowed[communication.pk]
        assert self.copies[communication.pk] <= allowed, "two of one message"
        if not communication.notice_message.carries:
            return
        for line in communication.lines:
            taken = (line["invoice"], line["level"])
            self.levels[taken] += bool(line["level"])
            self.gone_on[taken] = self.day
            assert self.levels[taken] <= 1 + self.allowed[taken], f"{taken} a second time"

    def _judge(self, communication: Communication) -> None:
        customer = communication.customer
        customer.refresh_from_db()
        contact = customer.contacts.get()
        held = Hold.objects.filter(customer=customer, invoice=None, ended_on=None)
        assert customer.standing == Standing.NORMAL
        assert not held.filter(put_on__lte=self.day, until_on__gte=self.day).exists()
        assert contact.email_state in (AddressState.UNTRIED, AddressState.GOOD)
        assert contact.email == communication.recipient
        for line in communication.lines:
            assert Decimal(line["demanded"]) <= demandable(line["invoice"]), line


def demandable(number: str) -> Decimal:
    """From the rows of those who own the parts, not from what the invoice keeps."""
    invoice = Invoice.objects.get(number=number)
    parts = (
        invoice.allocations.filter(undone_at=None, counts_from__gt=invoice.ledger_as_of),
        Dispute.objects.filter(invoice=invoice, settled_on=None),
        PromiseLine.objects.filter(
            invoice=invoice, promise__state=PromiseState.OPEN, promise__pauses=True
        ),
        SaysPaid.objects.filter(invoice=invoice, state=Found.OPEN),
    )
    taken = sum(one.aggregate(sum=Sum("amount"))["sum"] or Decimal(0) for one in parts)
    return max(invoice.amount - invoice.settled_by_ledger - taken, Decimal(0))
