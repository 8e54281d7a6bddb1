"""What is taken off a customer's debt: open credit notes and money not yet allocated."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from collections_app.invoices.choices import Kind
from collections_app.payments.models import Payment


def unapplied_of(customers: Any) -> QuerySet[Payment, tuple[int, str, Decimal]]:
    """Customer, currency and sum; `customers` is what `in` takes."""
    unapplied = Payment.objects.filter(customer__in=customers).exclude(unapplied=0)
    return unapplied.values_list("customer_id", "currency").annotate(total=Sum("unapplied"))


def credits_of(
    open_invoices: Mapping[int, Sequence[Any]],
    unapplied: Iterable[tuple[int, str, Decimal]],
    day: dt.date,
) -> defaultdict[int, dict[str, Decimal]]:
    """Per customer and currency; of an invoice kind, date, currency and balance count."""
    credits: defaultdict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for customer_id, rows in open_invoices.items():
        for one in rows:
            if one.kind == Kind.CREDIT_NOTE and one.issued_on <= day:
                credits[customer_id][one.currency] += one.balance
    for customer_id, currency, total in unapplied:
        credits[customer_id][currency] += max(total, Decimal(0))
    return credits
