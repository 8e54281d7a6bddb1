"""Finding a customer by whatever a caller says: a name, a number, an invoice, an address, a sum.

Each source is asked by an index of its own for the first rows alone, so that a search costs what
is shown and not what is stored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.search import TrigramWordDistance
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.customers.rules import name_key
from collections_app.invoices.models import Invoice, Summary
from collections_app.lib.amounts import readings_of, split_amount
from collections_app.lib.together import read_together

FOUND = 50
LEAST_LETTERS = 3  # fewer are in too many names to look inside of them
LEAST_DIGITS = 5
LEAST_OF_NUMBER = 4
EXACTLY, BY_NAME, BY_PART, ALIKE = range(4)
_DIALLED = re.compile(r"[+0-9(][0-9 ()/.-]*")
_TRUNK_ZERO = "(0)"  # as in +49 (0)30: dialled only within the country
Hits = QuerySet[Any, tuple[int, int, str]]


@dataclass(frozen=True)
class Hit:
    """A customer, and what of it was found where that is not its name."""

    customer: Customer
    by: str
    summaries: list[Summary]


def search(company: Company, wanted: str) -> list[Hit]:
    """The first customers, those that are named exactly before all others; all by name for ""."""
    if "\x00" in wanted:
        return []  # PostgreSQL's texts have no such sign, and so nobody has
    if not wanted:
        first = Customer.objects.filter(company=company).order_by("name", "pk")[:FOUND]
        return _hits({one.pk: (BY_NAME, "") for one in first})
    first_hits, *others = _sources(company, wanted)
    best: dict[int, tuple[int, str]] = {}
    for id, rank, by in first_hits.union(*others, all=True).order_by():
        best[id] = min(best.get(id, (rank, by)), (rank, by))
    return _hits(best or _alike(company, wanted))


def _alike(company: Company, wanted: str) -> dict[int, tuple[int, str]]:
    """Names that are spelled a little otherwise, where nothing else is found."""
    key = name_key(wanted)
    if len(key) < LEAST_LETTERS:
        return {}
    alike = Customer.objects.filter(company=company, name_key__trigram_word_similar=key)
    nearest = alike.order_by(TrigramWordDistance(key, "name_key"), "pk")
    ids = nearest.values_list("pk", flat=True)[:FOUND]
    return dict.fromkeys(ids, (ALIKE, "spelled alike"))


def _hits(best: dict[int, tuple[int, str]]) -> list[Hit]:
    customers = Customer.objects.filter(pk__in=best)
    summaries = Summary.objects.filter(customer__in=best).order_by("-to_collect")
    read_together(customers, summaries)
    ranked = sorted(customers, key=lambda one: (best[one.pk][0], one.name, one.pk))
    return [
        Hit(one, best[one.pk][1], [each for each in summaries if each.customer_id == one.pk])
        for one in ranked[:FOUND]
    ]


def _sources(company: Company, wanted: str) -> Iterator[Hits]:
    """Customer id, rank, and what was found, of each way to say whom one means."""
    spelled = {wanted, wanted.upper(), wanted.lower()}
    customers = Customer.objects.filter(company=company)
    yield _told(customers.filter(number__in=spelled), EXACTLY, Value(""))
    invoices = Invoice.objects.filter(company=company)
    yield _told(invoices.filter(number__in=spelled), EXACTLY, "number", "customer_id")
    key = name_key(wanted) or wanted.casefold()
    begins = customers.filter(name_key__startswith=key).order_by("name_key", "pk")
    yield _told(begins, BY_NAME, Value(""))
    if len(wanted) >= LEAST_LETTERS:
        inside = Q(name__icontains=wanted) | _all_in_name(key)
        yield _told(customers.filter(inside).order_by("name_key", "pk"), BY_PART, Value(""))
        yield from _of_contacts(company, wanted)
    if amounts := readings_of(split_amount(wanted)[1]):
        owed = invoices.filter(balance__in=amounts, balance__gt=0).order_by("due_on")
        yield _told(owed, EXACTLY, "number", "customer_id")
        printed = invoices.filter(amount__in=amounts, balance__gt=0, balance__lt=F("amount"))
        yield _told(printed.order_by("due_on"), EXACTLY, "number", "customer_id")
        sums = Summary.objects.filter(customer__company=company)
        in_all = Q(to_collect__in=amounts) | Q(overdue__in=amounts) | Q(balance__in=amounts)
        yield _told(sums.filter(in_all), EXACTLY, Value("in all"), "customer_id")
    if len(wanted) >= LEAST_OF_NUMBER and any(map(str.isdecimal, wanted)):
        part = invoices.filter(number__icontains=wanted, balance__gt=0)
        yield _told(part, BY_PART, "number", "customer_id")


def _all_in_name(key: str) -> Q:
    """Every word, wherever in the name it stands."""
    return reduce(and_, (Q(name_key__contains=word) for word in key.split()), Q())


def _of_contacts(company: Company, wanted: str) -> Iterator[Hits]:
    contacts = Contact.objects.filter(customer__company=company)
    yield _told(contacts.filter(name__icontains=wanted), BY_PART, "name", "customer_id")
    if "@" in wanted:
        yield _told(contacts.filter(email__icontains=wanted), BY_PART, "email", "customer_id")
    digits = re.sub(r"\D", "", wanted.replace(_TRUNK_ZERO, "")).lstrip("0")
    if _DIALLED.fullmatch(wanted) and len(digits) >= LEAST_DIGITS:
        for number in ("phone", "mobile"):
            ends = contacts.filter(**{f"{number}__contains": digits})
            yield _told(ends, EXACTLY, number, "customer_id")


def _told(rows: QuerySet[Any], rank: int, by: Any, id: str = "pk") -> Hits:
    """A union wants values of one kind from each; a few rows more than are shown."""
    told = Cast(by, TextField())
    return rows.values_list(id, Value(rank), told)[:FOUND]
