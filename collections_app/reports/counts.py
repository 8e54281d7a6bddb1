"""Several counts in one query."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Aggregate, Count, QuerySet, Value

from collections_app.lib.together import Asked, Question

Parts = Mapping[str, QuerySet[Any]]


def customers_counted(parts: Parts) -> dict[str, int]:
    """How many customers each part has."""
    if not parts:
        return {}
    counts = {name: _count(part, Count("customer", distinct=True)) for name, part in parts.items()}
    return the_counts(Question(counts).ask())


def rows_of_each(parts: Parts) -> dict[str, Asked]:
    """What asks how many rows each part has."""
    return {name: _count(part, Count("*")) for name, part in parts.items()}


def the_counts(answers: Mapping[str, list[int]]) -> dict[str, int]:
    return {name: count for name, (count,) in answers.items()}


def _count(part: QuerySet[Any], count: Aggregate) -> Asked:
    """As a queryset of one row."""
    of_all = part.order_by().annotate(part=Value(1)).values("part")
    return of_all.annotate(count=count).values_list("count", flat=True)
