"""What is left of the invoices that a promise is about."""

from collections.abc import Sequence
from decimal import Decimal

from collections_app.customers.models import Customer
from collections_app.invoices.models import Invoice, Summary
from collections_app.lib.money import round_money


def left_of(invoice: Invoice) -> Decimal:
    """What may be promised of it: an earlier promise gives way to the new one."""
    return max(invoice.undisputed - invoice.says_paid, Decimal(0))


def sum_left(invoices: Sequence[Invoice]) -> Decimal:
    """The same of several in one currency, with the decimals of it."""
    total = sum((left_of(one) for one in invoices), Decimal(0))
    return round_money(total, invoices[0].currency) if invoices else total


def sum_to_collect(customer: Customer, invoices: Sequence[Invoice]) -> Decimal:
    """The same less credit notes and money not yet laid on an invoice, as "to collect" is."""
    total = sum_left(invoices)
    if not total:
        return total
    currency = invoices[0].currency
    kept = Summary.objects.filter(customer=customer, currency=currency).first()
    credit = kept.credits + kept.unapplied if kept else Decimal(0)
    return round_money(max(total - credit, Decimal(0)), currency)
