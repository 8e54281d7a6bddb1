"""Writing invoices, and the one row per customer and currency that says how much is owed."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Case, F, Min, Q, Sum, When
from django.db.models.functions import Coalesce

from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice, Summary

_OPEN = Q(kind=Kind.INVOICE, balance__gt=0)
_KEPT = ["balance", "overdue", "demandable", "credits", "oldest_due_on", "as_of"]


def summarise(*, customer_ids: Sequence[int], as_of: dt.date) -> None:
    """Recompute what these customers owe on `as_of`; a currency without a row gets zeros."""
    rows = [Summary(as_of=as_of, **figures) for figures in _figures(customer_ids, as_of)]
    Summary.objects.filter(customer__in=customer_ids).update(
        balance=0, overdue=0, demandable=0, credits=0, oldest_due_on=None, as_of=as_of
    )
    Summary.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["customer", "currency"],
        update_fields=_KEPT,
        batch_size=5000,
    )


def _figures(customer_ids: Sequence[int], as_of: dt.date) -> list[dict]:
    late = _OPEN & Q(due_on__lt=as_of)
    return list(
        Invoice.objects.filter(customer__in=customer_ids, balance__gt=0)
        .values("customer_id", "currency")
        .annotate(
            balance=_sum("balance", _OPEN),
            overdue=_sum("balance", late),
            demandable=_sum("demandable", late),
            credits=_sum("balance", Q(kind=Kind.CREDIT_NOTE)),
            oldest_due_on=Min(Case(When(late, then=F("due_on")))),
        )
    )


def _sum(field: str, condition: Q) -> Coalesce:
    return Coalesce(Sum(field, filter=condition), Decimal(0))
