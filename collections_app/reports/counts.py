"""Several counts in one query: what the rail shows on every page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Value


def counted(**parts: QuerySet[Any]) -> Mapping[str, int]:
    """How many rows each part has."""
    first, *others = (
        part.order_by().annotate(part=Value(name)).values("part").annotate(rows=Count("*"))
        for name, part in parts.items()
    )
    found = {one["part"]: one["rows"] for one in first.union(*others, all=True)}
    return {name: found.get(name, 0) for name in parts}
