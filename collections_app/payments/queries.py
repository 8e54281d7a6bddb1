"""Money that is not allocated yet, with the ways it may be."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice

from django.db.models import Count, F, Q, QuerySet, Sum

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.customers.rules import keys_in
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.payments.models import Allocation, Payment
from collections_app.payments.rules import Money, OpenItem, Suggestion, suggestions

_WORDS = re.compile(r"[^\s,;:|+()]+")
LAST_ACTS = 8
MOST_ITEMS = 3_000  # open invoices looked at for a page


@dataclass(frozen=True, slots=True)
class Waiting:
    """A payment with money left, how it may be allocated, and what a person allocated of it."""

    payment: Payment
    suggestions: list[Suggestion]
    acts: list[list[Allocation]]


def unallocated(company: Company) -> QuerySet[Payment]:
    """Money that names nobody first, then by customer, oldest first."""
    return (
        Payment.objects.filter(company=company)
        .exclude(unapplied=0)
        .select_related("customer")
        .order_by(F("customer__name").asc(nulls_first=True), "customer_id", "received_on", "pk")
    )


def unallocated_sums(company: Company) -> list[tuple[str, int, Decimal]]:
    """Currency, number of payments and sum, for money that came in and waits."""
    waiting = Payment.objects.filter(company=company, unapplied__gt=0).order_by("currency")
    rows = waiting.values("currency").annotate(total=Sum("unapplied"), count=Count("pk"))
    return [(row["currency"], row["count"], row["total"]) for row in rows]


def with_suggestions(payments: Sequence[Payment]) -> list[Waiting]:
    """Each payment with its suggestions and acts, in a fixed number of queries."""
    before, named = _payers_before(payments), _payers_named(payments)
    items = _items(payments, {*before.values(), *named.values()})
    tried: dict[int, set[int]] = defaultdict(set)  # settled already, or undone by a person
    acts: dict[int, dict[dt.datetime, list[Allocation]]] = defaultdict(dict)
    for one in Allocation.objects.filter(payment__in=payments).select_related("invoice"):
        tried[one.payment_id].add(one.invoice_id)
        if one.is_by_hand and not one.undone_at:
            acts[one.payment_id].setdefault(one.allocated_at, []).append(one)
    return [
        Waiting(
            one,
            suggestions(
                _money(one, before.get(one.payer), named.get(one.payer)),
                items,
                undone=tried[one.pk],
            ),
            list(acts[one.pk].values()),
        )
        for one in payments
    ]


def _money(payment: Payment, before: int | None, named: int | None) -> Money:
    return Money(
        rest=payment.unapplied,
        currency=payment.currency,
        customer_id=payment.customer_id,
        reference=payment.reference,
        payer_before=before,
        payer_named=named,
    )


def _nobodys(payments: Iterable[Payment]) -> list[Payment]:
    return [one for one in payments if one.customer_id is None]


def _payers_before(payments: Sequence[Payment]) -> dict[str, int]:
    """Payer to the customer of the newest payment of the same payer."""
    wanted = {(one.company_id, one.payer) for one in _nobodys(payments) if one.payer}
    earlier = Payment.objects.filter(
        company__in={company for company, _ in wanted},
        payer__in={payer for _, payer in wanted},
        customer__isnull=False,
    )
    return dict(earlier.order_by("received_on", "pk").values_list("payer", "customer_id"))


def _payers_named(payments: Sequence[Payment]) -> dict[str, int]:
    """Payer to the only customer whose name the payer's begins with, the longest one first."""
    keys = {one.payer: keys_in(one.payer) for one in _nobodys(payments) if one.payer}
    companies = {one.company_id for one in payments}
    found: dict[str, set[int]] = defaultdict(set)
    rows = Customer.objects.filter(
        company__in=companies, name_key__in={key for some in keys.values() for key in some}
    )
    for key, id in rows.values_list("name_key", "pk"):
        found[key].add(id)
    named = {payer: [found[key] for key in some if key in found] for payer, some in keys.items()}
    return {payer: min(ids[0]) for payer, ids in named.items() if ids and len(ids[0]) == 1}


def _items(payments: Sequence[Payment], hinted: set[int]) -> list[OpenItem]:
    """Open invoices of the customers, and for money of nobody those it names or that equal it."""
    customers = hinted | {one.customer_id for one in payments if one.customer_id}
    which = Q(customer__in=customers)
    if nobodys := _nobodys(payments):
        words = {word for one in nobodys for word in _words(one.reference)}
        which |= Q(number__in=words) | Q(balance__in={one.unapplied for one in nobodys})
    invoices = open_invoices({one.company_id for one in payments}).filter(which)
    return [
        OpenItem(one.pk, one.customer_id, one.number, one.currency, one.balance, one.due_on)
        for one in invoices[:MOST_ITEMS]
    ]


def _words(reference: str) -> set[str]:
    """Words that may be numbers of invoices, as written and in capitals."""
    words = {word.strip(".") for word in _WORDS.findall(reference)}
    words |= {part for word in words for part in word.split("/")}
    return words | {word.upper() for word in words}


def open_invoices(companies: Collection[int]) -> QuerySet[Invoice]:
    """Invoices on which money can be laid, the oldest first."""
    open_ones = Invoice.objects.filter(company__in=companies, kind=Kind.INVOICE, balance__gt=0)
    return open_ones.select_related("customer").order_by("due_on", "pk")


def last_acts(company: Company, customer: Customer | None = None) -> list[list[Allocation]]:
    """What people allocated last, one list for each act."""
    by_hand = Allocation.objects.filter(
        payment__company=company, is_by_hand=True, undone_at__isnull=True
    )
    if customer:
        by_hand = by_hand.filter(payment__customer=customer)
    newest = by_hand.order_by("-allocated_at", "payment_id", "pk")
    parts = newest.select_related("invoice", "payment__customer")[: LAST_ACTS * 3]
    acts = groupby(parts, key=lambda one: (one.allocated_at, one.payment_id))
    return [list(act) for _, act in islice(acts, LAST_ACTS)]
