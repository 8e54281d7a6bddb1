"""Writing invoices, and the one row per customer and currency that says how much is owed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q, Sum
from django.db.models.functions import Coalesce

from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice, Summary

_OPEN = Q(kind=Kind.INVOICE, balance__gt=0)
_FIGURES = ["balance", "overdue", "demandable", "credits", "oldest_due_on"]
_NOTHING = (Decimal(0), Decimal(0), Decimal(0), Decimal(0), None)


def summarise(*, customer_ids: Sequence[int], as_of: dt.date) -> None:
    """Recompute what these customers owe on `as_of`; a currency with nothing open gets zeros."""
    kept = Summary.objects.filter(customer__in=customer_ids)
    rows = dict.fromkeys(kept.values_list("customer_id", "currency"), _NOTHING)
    rows |= {(row[0], row[1]): row[2:] for row in _figures(customer_ids, as_of)}
    Summary.objects.bulk_create(
        [
            Summary(
                customer_id=customer_id,
                currency=currency,
                as_of=as_of,
                **dict(zip(_FIGURES, figures, strict=True)),
            )
            for (customer_id, currency), figures in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["customer", "currency"],
        update_fields=[*_FIGURES, "as_of"],
        batch_size=5000,
    )


def _figures(customer_ids: Sequence[int], as_of: dt.date) -> Iterable[tuple[Any, ...]]:
    late = _OPEN & Q(due_on__lt=as_of)
    return (
        Invoice.objects.filter(customer__in=customer_ids, balance__gt=0)
        .values_list("customer_id", "currency")
        .annotate(
            sum_balance=_sum("balance", _OPEN),
            sum_overdue=_sum("balance", late),
            sum_demandable=_sum("demandable", late),
            sum_credits=_sum("balance", Q(kind=Kind.CREDIT_NOTE)),
            oldest=Min("due_on", filter=late),
        )
    )


def _sum(field: str, condition: Q) -> Coalesce:
    return Coalesce(Sum(field, filter=condition), Decimal(0))
