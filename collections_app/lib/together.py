"""Asking for the rows of several querysets in one query.

A page about one customer shows a few rows each of twenty tables. Asked for one by one, the way to
the database and back takes longer than the answers; and putting twenty querysets into SQL takes
longer than both, so that what is asked all day is put into SQL once.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet

from collections_app.lib.given import Given

Asked = QuerySet[Any, Any]


def read_together(*asked: Asked) -> None:
    """Evaluate them all; each then has its rows as if it had been asked alone.

    The rows travel as JSON, so that none may hold bytes; what a queryset prefetches is still a
    query of its own.
    """
    answers = ask_together({str(place): one for place, one in enumerate(asked)})
    for one, rows in zip(asked, answers.values(), strict=True):
        one._result_cache = rows


def ask_together(asked: Mapping[str, Asked]) -> dict[str, list[Any]]:
    """The rows of each, of querysets that are asked in these words this once."""
    whole = _Whole(asked)
    with connection.cursor() as cursor:
        cursor.execute(whole.sql, whole.values)
        return whole.rows(cursor.fetchone())


class Question:
    """Querysets by name whose SQL is made once, to be asked again and again and in any thread.

    Where a value differs from time to time they have a `Given`. Nothing is prefetched. Each
    connection has the server plan it once: with forty tables that takes longer than the answer.
    """

    def __init__(self, asked: Mapping[str, Asked]) -> None:
        self._whole = _Whole(asked)
        self._given = [one for one in self._whole.values if isinstance(one, Given)]

    def ask(self, **given: Any) -> dict[str, list[Any]]:
        """The rows of each, for these values."""
        values = [one.among(given) for one in self._given]
        with _planning_cursor() as cursor:
            cursor.execute(self._sql, values)
            return self._whole.rows(cursor.fetchone())

    @cached_property
    def _sql(self) -> str:
        """With all that is known already in its words: an index of some rows is then found."""
        values = iter(self._whole.values)

        def put_in(place: re.Match[str]) -> str:
            if place[0] == "%%" or isinstance(value := next(values), Given):
                return place[0]
            words: str = connection.ops.compose_sql("%s", [value])  # type: ignore[attr-defined]
            return words.replace("%", "%%")

        return re.sub("%[s%]", put_in, self._whole.sql)


class _Whole:
    """One statement for all, and the making of objects from its answer."""

    def __init__(self, asked: Mapping[str, Asked]) -> None:
        self._asked = asked
        self._compilers = [one.query.get_compiler(one.db) for one in asked.values()]
        parts, self.values = [], []
        for compiler in self._compilers:
            sql, values = _statement(compiler)
            names = ", ".join(f"c{place}" for place in range(len(compiler.select)))
            parts.append(f"(select json_agg(one)::text from ({sql}) one({names}))")
            self.values += values
        self.sql = f"select {', '.join(parts)}"

    def rows(self, texts: Iterable[str | None]) -> dict[str, list[Any]]:
        answers = zip(self._asked.items(), self._compilers, texts, strict=True)
        return {name: _objects(one, compiler, text) for (name, one), compiler, text in answers}


def _planning_cursor() -> Any:
    """What it executes is planned by the server once for all values, as the settings say."""
    connection.ensure_connection()
    own = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # as psycopg's
    return connection._prepare_cursor(own)  # type: ignore[attr-defined]  # as `cursor()` does


def _statement(compiler: Any) -> tuple[str, list[Any]]:
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        columns = ", ".join("null" for _ in compiler.select)
        return f"select {columns} where false", []
    return sql, list(values)


def _objects(asked: Asked, compiler: Any, text: str | None) -> list[Any]:
    """Let Django make its objects from these rows, as from those of a query of its own."""
    if text is None:
        return []
    rows = list(_typed(compiler, json.loads(text, parse_float=Decimal)))
    answering = copy(compiler)
    answering.execute_sql = lambda *_, **__: [rows]
    answering.get_converters = lambda _: {}
    answered: Any = asked.all()
    answered.query.get_compiler = lambda *_, **__: answering
    return list(answered._iterable_class(answered))


def _typed(compiler: Any, rows: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    """JSON knows neither dates nor identifiers: the fields read them from their texts."""
    fields = [expression.output_field for expression, _, _ in compiler.select]
    for row in rows:
        pairs = zip(fields, row.values(), strict=False)  # what only sorts comes behind
        yield [one if one is None else field.to_python(one) for field, one in pairs]
