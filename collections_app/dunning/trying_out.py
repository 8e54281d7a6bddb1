"""A wording said of a real customer as it stands today; nothing is planned, written or sent."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, QuerySet

from collections_app.communications.cases import hard_cases
from collections_app.communications.choices import Channel
from collections_app.communications.values import Given
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.composing import contacts_of, envelope_for
from collections_app.dunning.models import NoticeLine
from collections_app.dunning.telling import Subject, company_facts, given
from collections_app.invoices.models import Invoice

PAY_BY = dt.timedelta(10)  # as most levels ask


def to_try_on(company: Company, day: dt.date) -> QuerySet[Customer]:
    """Customers who owe something overdue, by name."""
    overdue = Invoice.objects.filter(
        customer=OuterRef("pk"), balance__gt=0, demandable__gt=0, due_on__lt=day
    )
    return company.customers.filter(Exists(overdue)).order_by("name", "pk")


@dataclass(frozen=True)
class Said:
    """How it is tried; `lines` are overdue, ahead (not due yet) or paid."""

    channel: str
    language: str
    lines: str
    day: dt.date


def said_of(customer: Customer, said: Said) -> Given:
    """What a message to this customer would be made of today."""
    lines = list(_lines(customer, said))
    subject = Subject(customer.company, customer, lines, said.day, customer.company.mode)
    message = given(subject, channel=said.channel, contact=_contact(customer, said.channel))
    return replace(message, customer=replace(message.customer, language=said.language))


def said_of_case(case: str, company: Company, said: Said) -> Given:
    """One of the hard cases, written by this company."""
    cases = hard_cases(
        channel=said.channel,
        language=said.language,
        lines=said.lines,
        company=company_facts(company),
        on=said.day,
    )
    return cases[case]


def _contact(customer: Customer, channel: str) -> Contact | None:
    """Who takes the channel; on the phone, and where nobody does, the first who is known."""
    envelope = envelope_for(customer, channel) if channel != Channel.CALL else None
    return envelope.contact if envelope else next(iter(contacts_of(customer)), None)


def _lines(customer: Customer, said: Said) -> Iterable[NoticeLine]:
    owed = Invoice.objects.filter(customer=customer, balance__gt=0, demandable__gt=0)
    is_ahead = said.lines == "ahead"
    shown = owed.filter(due_on__gt=said.day) if is_ahead else owed.filter(due_on__lt=said.day)
    for one in shown.order_by("due_on", "pk"):
        yield NoticeLine(
            invoice=one,
            balance=one.balance,
            demanded=one.demandable,
            pay_by=one.due_on if is_ahead else said.day + PAY_BY,
        )
