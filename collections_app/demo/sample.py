"""A small company in rehearsal, told through the actions where there is one."""

import datetime as dt
import secrets
from decimal import Decimal

from django.db import transaction

from collections_app import env
from collections_app.communications.actions import log_contact
from collections_app.communications.choices import Channel
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.actions import look_at
from collections_app.customers.models import Contact, Customer
from collections_app.customers.rules import name_key
from collections_app.demo.cast import CAST, Bill, Part, Person
from collections_app.disputes.actions import open_dispute
from collections_app.disputes.choices import Reason
from collections_app.dunning.actions import (
    enter_old_debt,
    enter_reached,
    put_hold,
)
from collections_app.dunning.choices import HoldReason
from collections_app.dunning.modes import switch_mode
from collections_app.dunning.policies import give_default_policy
from collections_app.invoices.actions import summarise
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from collections_app.promises.actions import record_promise
from collections_app.users.choices import Role
from collections_app.users.models import User

LOG_INS = env.VAR / "log-ins"  # name, password and role, one a line, for whoever starts the trial
BY = "sample"
TERMS = dt.timedelta(30)  # between issue and due date


@transaction.atomic
def load(*, today: dt.date, now: dt.datetime) -> Company:
    """The company with users, customers and what they owe on `today`; log-ins go to LOG_INS."""
    company = _company(today)
    give_default_policy(company=company)
    users = _users(company)
    for number, part in enumerate(CAST):
        customer = _customer(company, part, users[number % 2])
        invoices = _invoices(customer, part, today)
        for chapter in part.story:
            _STORY[chapter](customer, invoices, today, now)
    _open_the_books(company, today, now)
    return company


def _company(today: dt.date) -> Company:
    return Company.objects.create(
        legal_name="Talbruck Instruments GmbH",
        street="Werkstraße 14",
        postal_code="34123",
        city="Kassel",
        country="DE",
        holiday_region="HE",
        register_line="Amtsgericht Kassel, HRB 00000",
        time_zone="Europe/Berlin",
        account_holder="Talbruck Instruments GmbH",
        iban="DE89370400440532013000",
        bic="COBADEFFXXX",
        contact_name="Nora Behrend",
        contact_phone="+49 30 23125 117",
        contact_hours="Mon to Fri, 9 to 17",
        sender_email="receivables@talbruck.example",
        reply_to="receivables@talbruck.example",
        sms_sender="Talbruck",
        ledger_as_of=today,
    )


def _users(company: Company) -> list[User]:
    """A manager and a clerk; their passwords are new each time."""
    people = [("nora", "Nora", "Behrend", Role.MANAGER), ("jonas", "Jonas", "Kern", Role.CLERK)]
    passwords = [secrets.token_urlsafe(9) for _ in people]
    users = [
        User.objects.create_user(name, password=word, first_name=first, last_name=last, role=role)
        for (name, first, last, role), word in zip(people, passwords, strict=True)
    ]
    company.users.set(users)
    pairs = zip(users, passwords, strict=True)
    lines = [f"{one.username} {word} {one.role}\n" for one, word in pairs]
    transaction.on_commit(lambda: _keep("".join(lines)))
    return users


def _keep(lines: str) -> None:
    LOG_INS.parent.mkdir(parents=True, exist_ok=True)
    LOG_INS.touch(mode=0o600)
    LOG_INS.write_text(lines)


def _customer(company: Company, part: Part, collector: User) -> Customer:
    street, postal_code, city, country = part.address
    customer = Customer.objects.create(
        company=company,
        number=part.number,
        name=part.name,
        name_key=name_key(part.name),
        legal_form=part.legal_form,
        standing=part.standing,
        street=street,
        postal_code=postal_code,
        city=city,
        country=country,
        language=part.language,
        time_zone=part.time_zone,
        collector=collector,
    )
    Contact.objects.bulk_create(_contact(customer, person) for person in part.people)
    return customer


def _contact(customer: Customer, person: Person) -> Contact:
    return Contact(
        customer=customer,
        name=person.name,
        salutation=person.salutation,
        roles=[person.role],
        email=person.email,
        phone=person.phone,
        mobile=person.mobile,
        sms_consent_on=dt.date(2025, 3, 3) if person.takes_sms else None,
        sms_consent_source="order form" if person.takes_sms else "",
    )


def _invoices(customer: Customer, part: Part, today: dt.date) -> list[Invoice]:
    rows = [
        _invoice(customer, f"TI-{part.number[-3:]}{place}", bill, today)
        for place, bill in enumerate(part.bills, start=1)
    ]
    invoices = Invoice.objects.bulk_create(rows)
    told = list(zip(invoices, part.bills, strict=True))
    enter_reached(
        reached=[
            (one, bill.reached, today - dt.timedelta(bill.ago))
            for one, bill in told
            if bill.reached
        ]
    )
    enter_old_debt(invoices=[one for one, bill in told if not bill.reached], day=today)
    return invoices


def _invoice(customer: Customer, number: str, bill: Bill, today: dt.date) -> Invoice:
    due_on = today - dt.timedelta(bill.late)
    is_credit = bill.amount.startswith("-")
    return Invoice(
        company_id=customer.company_id,
        customer=customer,
        kind=Kind.CREDIT_NOTE if is_credit else Kind.INVOICE,
        number=number,
        issued_on=due_on if is_credit else due_on - TERMS,
        due_on=due_on,
        currency=bill.currency,
        amount=bill.money,
        settled_by_ledger=Decimal(bill.paid),
        ledger_as_of=today,
        purchase_order=bill.purchase_order,
        source="sample",
    )


def _called(customer: Customer, invoices: list[Invoice], today: dt.date, now: dt.datetime) -> None:
    log_contact(
        customer=customer,
        contact=customer.contacts.order_by("pk").first(),
        channel=Channel.CALL,
        purpose="call",
        text="Frau Karlowitz is out until Monday; the invoice waits for a second signature.",
        why={"outcome": "wrong_person"},
        by=BY,
        at=now - dt.timedelta(days=9, hours=2),
    )


def _promised(
    customer: Customer, invoices: list[Invoice], today: dt.date, now: dt.datetime
) -> None:
    record_promise(
        customer=customer,
        amount=invoices[0].amount,
        currency=invoices[0].currency,
        promised_for=today + dt.timedelta(5),
        on=today - dt.timedelta(2),
        by=BY,
        at=now - dt.timedelta(2),
        invoices=invoices[:1],
    )


def _disputed(
    customer: Customer, invoices: list[Invoice], today: dt.date, now: dt.datetime
) -> None:
    open_dispute(
        invoice=invoices[1],
        amount=Decimal("800.00"),
        reason=Reason.DAMAGED,
        note="Parcel 3 arrived with a crushed corner, two gauges broken.",
        answer_due_on=today + dt.timedelta(6),
        on=today - dt.timedelta(4),
        by=BY,
        at=now - dt.timedelta(4),
    )


def _held(customer: Customer, invoices: list[Invoice], today: dt.date, now: dt.datetime) -> None:
    put_hold(
        customer=customer,
        until_on=today + dt.timedelta(9),
        reason=HoldReason.INTERNAL,
        note="The delivery note of the first invoice is being looked for.",
        on=today,
        by=BY,
        at=now,
    )


def _paid_something(
    customer: Customer, invoices: list[Invoice], today: dt.date, now: dt.datetime
) -> None:
    """Money without a reference: it is taken off what is to be collected, not off an invoice."""
    received = Received(
        received_on=today - dt.timedelta(1),
        amount=Decimal("1500.00"),
        currency="EUR",
        external_id="sample-1",
        customer_id=customer.pk,
        reference="Teilzahlung",
        payer=customer.name,
    )
    take_payments(
        company=customer.company, source="sample", payments=[received], on=today, by=BY, at=now
    )


def _broke_promise(
    customer: Customer, invoices: list[Invoice], today: dt.date, now: dt.datetime
) -> None:
    """Its date has passed without money: the first night judges it."""
    record_promise(
        customer=customer,
        amount=Decimal("5000.00"),
        currency="EUR",
        promised_for=today - dt.timedelta(7),
        on=today - dt.timedelta(15),
        by=BY,
        at=now - dt.timedelta(15),
        invoices=invoices[:1],
    )


_STORY = {
    "called": _called,
    "promised": _promised,
    "disputed": _disputed,
    "held": _held,
    "paid_something": _paid_something,
    "broke_promise": _broke_promise,
}


def _open_the_books(company: Company, today: dt.date, now: dt.datetime) -> None:
    """Everybody is looked at by the first walk, which rehearses."""
    ids = list(company.customers.values_list("pk", flat=True))
    summarise(customer_ids=ids, as_of=today)
    look_at(customer_ids=ids)
    switch_mode(company=company, mode=Mode.REHEARSAL, on=today, by=BY, at=now)
