"""Asking for the rows of thousands of ids at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models.expressions import RawSQL


def among(ids: Iterable[Any], *, kind: str = "bigint") -> RawSQL:
    """For `customer__in=` and its like: all the ids as one value of the statement.

    As a list each id is a value of its own, and reading a statement of a thousand values takes
    Django and the driver longer than PostgreSQL needs to answer it.
    """
    return RawSQL(f"select unnest(%s::{kind}[])", [list(ids)])
