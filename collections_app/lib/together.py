"""Asking for the rows of several querysets in one query.

A page about one customer shows a few rows each of twenty tables. Asked for one by one, the way to
the database and back takes longer than the answers; and putting twenty querysets into SQL takes
longer than both, so that what is asked all day is put into SQL once.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from collections_app.lib.given import Given

Asked = QuerySet[Any, Any]


def read_together(*asked: Asked) -> None:
    """Evaluate them all; each then has its rows as if it had been asked alone.

    The rows travel as JSON, so that none may hold bytes; what a queryset prefetches is still a
    query of its own.
    """
    answers = Question({str(place): one for place, one in enumerate(asked)}).ask()
    for one, rows in zip(asked, answers.values(), strict=True):
        one._result_cache = rows


class Question:
    """Querysets by name whose SQL is made once, to be asked again and again and in any thread.

    Where a value differs from time to time they have a `Given`. Nothing is prefetched.
    """

    def __init__(self, asked: Mapping[str, Asked]) -> None:
        self._asked = asked
        self._compilers = [one.query.get_compiler(one.db) for one in asked.values()]
        parts, self._values = [], []
        for compiler in self._compilers:
            sql, values = _statement(compiler)
            names = ", ".join(f"c{place}" for place in range(len(compiler.select)))
            parts.append(f"(select json_agg(one)::text from ({sql}) one({names}))")
            self._values += values
        self._sql = f"select {', '.join(parts)}"

    def ask(self, **given: Any) -> dict[str, list[Any]]:
        """The rows of each, for these values."""
        values = [one.among(given) if isinstance(one, Given) else one for one in self._values]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            texts = cursor.fetchone()
        answers = zip(self._asked.items(), self._compilers, texts, strict=True)
        return {name: _objects(one, compiler, text) for (name, one), compiler, text in answers}


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
