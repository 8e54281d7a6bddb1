"""How many customers climb each of a company's ladders, and which segments have none."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from collections_app.companies.models import Company


@dataclass(frozen=True)
class Climbing:
    """`customers` by the segment whose policy they climb; segments `without` one, by name."""

    customers: Counter[str]
    without: list[str]


def climbing_of(company: Company, *, segments: Collection[str]) -> Climbing:
    """`segments` are those that have a policy; "" is the standard one."""
    rows = company.customers.values_list("segment", "given_policy__policy__segment")
    customers: Counter[str] = Counter()
    without = set()
    for segment, given, number in rows.annotate(n=Count("pk")):
        own = segment if segment in segments else ""
        customers[own if given is None else given] += number
        without |= {segment} - set(segments)
    return Climbing(customers, sorted(without))
