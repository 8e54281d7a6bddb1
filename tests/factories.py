"""Rows in the states that tests speak of; every name is invented."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

import pgtrigger

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.choices import ContactRole
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.changing import change_policy
from collections_app.dunning.policies import give_default_policy
from collections_app.invoices.models import Invoice
from collections_app.payments.models import Allocation, Payment

_numbers = count(1)


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def noon(day: str | dt.date) -> dt.datetime:
    """Noon in UTC, a business hour of the company below."""
    on = date(day) if isinstance(day, str) else day
    return dt.datetime.combine(on, dt.time(12), dt.UTC)


def company(**values: Any) -> Company:
    """Has all that a live company needs; business days are Monday to Friday, in UTC."""
    given = {
        "legal_name": f"Talbruck Instruments {next(_numbers)}",
        "street": "Werkstrasse 14",
        "postal_code": "34117",
        "city": "Kassel",
        "country": "DE",
        "holiday_region": "",
        "account_holder": "Talbruck Instruments GmbH",
        "iban": "DE89370400440532013000",
        "bic": "COBADEFFXXX",
        "contact_name": "Nora Berg",
        "contact_phone": "+49 561 555 0117",
        "sender_email": "ar@talbruck.example",
        "sms_sender": "+15005550006",
        "mode": Mode.REHEARSAL,
        "fresh_days": 500,
    }
    one = Company.objects.create(**given | values)
    give_default_policy(company=one)
    return one


def switch_on(of: Company, level: str) -> None:
    """An optional level of the standard ladder."""
    edits = {level: {"is_on": True}}
    change_policy(policy=of.policies.get(), edits=edits, by="test", at=noon("2024-01-01"))


def customer(of: Company, **values: Any) -> Customer:
    """With a postal address and one contact that takes e-mail."""
    number = next(_numbers)
    given = {
        "number": f"C-{number}",
        "name": f"Vandrel Optics {number}",
        "name_key": f"vandrel optics {number}",
        "street": "Lenskade 21",
        "postal_code": "2031 EX",
        "city": "Haarlem",
        "country": "NL",
    }
    one = Customer.objects.create(company=of, **given | values)
    contact(one)
    return one


def contact(of: Customer, **values: Any) -> Contact:
    given = {
        "name": "Femke Oldaal",
        "salutation": "Ms",
        "roles": [ContactRole.ACCOUNTS_PAYABLE],
        "email": f"accounts{next(_numbers)}@vandrel.example",
    }
    return Contact.objects.create(customer=of, **given | values)


def invoice(of: Customer, due: str, amount: str = "100.00", **values: Any) -> Invoice:
    """An open invoice, issued 30 days before it is due; the walk looks at it from then on."""
    due_on = date(due)
    given = {
        "number": f"TI-{next(_numbers):05}",
        "issued_on": due_on - dt.timedelta(30),
        "due_on": due_on,
        "currency": "EUR",
        "amount": Decimal(amount),
    }
    one = Invoice.objects.create(company=of.company, customer=of, **given | values)
    Customer.objects.filter(pk=of.pk).update(look_on=given["issued_on"])
    one.refresh_from_db()
    return one


def payment(of: Company, amount: str, **values: Any) -> Payment:
    """Received and not allocated; it names nobody unless a customer is given."""
    given = {
        "received_on": date("2024-01-10"),
        "currency": "EUR",
        "source": "bank",
        "external_id": f"B-{next(_numbers)}",
    }
    return Payment.objects.create(company=of, amount=Decimal(amount), **given | values)


def allocation(of: Invoice, amount: str, *, at: dt.datetime) -> Allocation:
    """A payment that settles a part of an invoice."""
    part = Decimal(amount)
    paid = payment(of.company, amount, customer=of.customer, allocated=part)
    return Allocation.objects.create(
        payment=paid,
        invoice=of,
        amount=part,
        counts_from=paid.received_on,
        allocated_at=at,
        by="test",
    )


def rewrite(rows: Any, **values: Any) -> None:
    """As it cannot come about by an act: past what the database refuses."""
    with pgtrigger.ignore():
        rows.update(**values)
