"""Several counts in one query."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Aggregate, Count, Func, IntegerField, QuerySet, Value

from collections_app.lib.together import Asked, ask_together

Parts = Mapping[str, QuerySet[Any]]


def customers_counted(parts: Parts) -> dict[str, int]:
    """How many customers each part has."""
    if not parts:
        return {}
    counts = {name: _count(part, Count("customer", distinct=True)) for name, part in parts.items()}
    return the_counts(ask_together(counts))


def rows_counted(part: QuerySet[Any]) -> Func:
    """How many rows it has, beside other counts; what a slice cuts off is not looked at."""
    return Func(
        ArraySubquery(part.values("pk")), function="cardinality", output_field=IntegerField()
    )


def the_counts(answers: Mapping[str, list[int]]) -> dict[str, int]:
    return {name: count for name, (count,) in answers.items()}


def _count(part: QuerySet[Any], count: Aggregate) -> Asked:
    """As a queryset of one row."""
    of_all = part.order_by().annotate(part=Value(1)).values("part")
    return of_all.annotate(count=count).values_list("count", flat=True)
