"""Several counts in one query: what the rail shows on every page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Value

Parts = Mapping[str, QuerySet[Any]]


def counted(parts: Parts, by_customer: Parts | None = None) -> Mapping[str, int]:
    """How many rows each part has; those of `by_customer`, how many customers."""
    wanted = [(name, part, Count("*")) for name, part in parts.items()]
    customers = Count("customer", distinct=True)
    wanted += [(name, part, customers) for name, part in (by_customer or {}).items()]
    first, *others = (
        part.order_by().annotate(part=Value(name)).values("part").annotate(rows=count)
        for name, part, count in wanted
    )
    found = {one["part"]: one["rows"] for one in first.union(*others, all=True)}
    return {name: found.get(name, 0) for name, _, _ in wanted}
