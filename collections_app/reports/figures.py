"""A customer's headline amounts, one line per currency; nothing is added across currencies."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from collections_app.customers.models import Customer
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice, Summary

ZERO = Decimal(0)


@dataclass(frozen=True)
class Figures:
    """What one customer owes in one currency."""

    currency: str
    to_collect: Decimal
    overdue: Decimal
    not_due: Decimal
    disputed: Decimal
    promised: Decimal
    says_paid: Decimal
    credit: Decimal  # credit notes and money not yet allocated


def figures_of(customer: Customer, *, day: dt.date) -> list[Figures]:
    """The currency with the most to collect first; currencies without anything are left out."""
    parts = _parts(customer, day)
    summaries = Summary.objects.filter(customer=customer).order_by("-to_collect", "currency")
    rows = [_figures(one, parts.get(one.currency, {})) for one in summaries]
    return [one for one in rows if any((one.overdue, one.not_due, one.credit))]


def _figures(summary: Summary, parts: dict[str, Decimal]) -> Figures:
    return Figures(
        currency=summary.currency,
        to_collect=summary.to_collect,
        overdue=summary.overdue,
        not_due=summary.balance - summary.overdue,
        disputed=parts.get("disputed") or ZERO,
        promised=parts.get("promised") or ZERO,
        says_paid=parts.get("says_paid") or ZERO,
        credit=summary.credits + summary.unapplied,
    )


def _parts(customer: Customer, day: dt.date) -> dict[str, dict[str, Decimal]]:
    late = Invoice.objects.filter(
        customer=customer, kind=Kind.INVOICE, balance__gt=0, due_on__lt=day
    )
    sums = late.values("currency").annotate(
        sum_disputed=Sum("disputed"), sum_promised=Sum("promised"), sum_said=Sum("says_paid")
    )
    return {
        one["currency"]: {
            "disputed": one["sum_disputed"],
            "promised": one["sum_promised"],
            "says_paid": one["sum_said"],
        }
        for one in sums
    }
