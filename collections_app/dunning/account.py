"""What stands open with a customer on a day, as their own page shows it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import attrgetter

from django.db.models import QuerySet

from collections_app.communications.asking import net_lines, sums
from collections_app.communications.choices import Channel
from collections_app.communications.values import ContactFacts, Given, LineFacts
from collections_app.customers.models import Customer
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import NoticeLine
from collections_app.dunning.queries import counted_modes
from collections_app.dunning.telling import (
    company_facts,
    credit_facts,
    customer_facts,
    upcoming_facts,
)
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.lib.together import read_together
from collections_app.payments.models import Payment

_IN_TABLES = attrgetter("currency", "due_on", "number")


@dataclass(frozen=True)
class Account:
    """The open invoices, in the order of the tables that `given` makes of them."""

    given: Given
    overdue: Sequence[Invoice]
    ahead: Sequence[Invoice]

    @cached_property
    def netted(self) -> list[LineFacts]:
        """What is overdue with the credits taken off, the oldest first."""
        return net_lines(self.given.owed, self.given.credits)

    @property
    def to_pay(self) -> dict[str, Decimal]:
        """By currency."""
        return sums(self.netted)

    @property
    def asked(self) -> dict[int, Decimal]:
        """By invoice, what is to be paid for it."""
        netted = {one.number: one.demanded for one in self.netted}
        return {
            one.pk: netted.get(one.number, one.demandable) for one in (*self.overdue, *self.ahead)
        }


def account_of(customer: Customer, *, day: dt.date) -> Account:
    """Read as it is now, whatever an earlier message said."""
    open_ones = Invoice.objects.filter(customer=customer, balance__gt=0)
    invoices = open_ones.filter(kind=Kind.INVOICE)
    credit_notes = open_ones.filter(kind=Kind.CREDIT_NOTE, issued_on__lte=day)
    unapplied = Payment.objects.filter(customer=customer, unapplied__gt=0)
    asked_by = _asked_by(customer, day)
    read_together(invoices, credit_notes, unapplied, asked_by)
    in_order = sorted(invoices, key=_IN_TABLES)
    overdue = [one for one in in_order if one.due_on < day]
    ahead = [one for one in in_order if one.due_on >= day]
    pay_by = {one.invoice_id: one.pay_by for one in asked_by}
    given = Given(
        channel=Channel.PAGE,
        as_of=day,
        company=company_facts(customer.company),
        customer=customer_facts(customer),
        contact=ContactFacts(),
        lines=[_line(one, pay_by.get(one.pk)) for one in overdue],
        credits=credit_facts(credit_notes, unapplied),
        upcoming=upcoming_facts(ahead),
    )
    return Account(given, overdue, ahead)


def _asked_by(customer: Customer, day: dt.date) -> QuerySet[NoticeLine]:
    """The last day that a message named for each invoice."""
    return NoticeLine.objects.filter(
        notice__customer=customer,
        notice__state=NoticeState.ACCEPTED,
        mode__in=counted_modes(customer.company.mode),
        void=False,
        pay_by__gte=day,
    ).order_by("accepted_on", "pk")


def _line(invoice: Invoice, pay_by: dt.date | None) -> LineFacts:
    return LineFacts(
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=invoice.currency,
        balance=invoice.balance,
        demanded=invoice.demandable,
        purchase_order=invoice.purchase_order,
        pay_by=pay_by,
    )
