"""Asking for the rows of thousands of ids at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Func, JSONField, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from collections_app.lib.given import Given


def among(ids: Iterable[Any] | Given, *, kind: str = "bigint") -> RawSQL:
    """For `customer__in=` and its like: all the ids as one value of the statement.

    As a list each id is a value of its own, and reading a statement of a thousand values takes
    Django and the driver longer than PostgreSQL needs to answer it.
    """
    return RawSQL(f"select unnest(%s::{kind}[])", [ids if isinstance(ids, Given) else list(ids)])


def text_of_each(texts: Mapping[int, str]) -> Func:
    """For `update(...)`: each row's own text by its key, all of them as one value."""
    given = Value({str(key): text for key, text in texts.items()}, JSONField())
    return Func(
        given,
        Cast(F("pk"), TextField()),
        template="(%(expressions)s)",
        arg_joiner=" ->> ",
        output_field=TextField(),
    )
