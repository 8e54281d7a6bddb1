"""Asking for the rows of several querysets in one query.

A page about one customer shows a few rows each of twenty tables. Asked for one by one, the way to
the database and back takes longer than the answers.
"""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def read_together(*asked: QuerySet[Any, Any]) -> None:
    """Evaluate them all; each then has its rows as if it had been asked alone.

    The rows travel as JSON, so that none may hold bytes; what a queryset prefetches is still a
    query of its own.
    """
    compilers = [one.query.get_compiler(one.db) for one in asked]
    for queryset, compiler, rows in zip(asked, compilers, _answers(compilers), strict=True):
        _give(queryset, compiler, list(_typed(compiler, rows)))


def _answers(compilers: Iterable[Any]) -> Iterator[list[dict[str, Any]]]:
    parts, values = [], []
    for compiler in compilers:
        sql, given = _statement(compiler)
        names = ", ".join(f"c{place}" for place in range(len(compiler.select)))
        parts.append(f"(select json_agg(one)::text from ({sql}) one({names}))")
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", values)
        texts = cursor.fetchone()
    return (json.loads(text, parse_float=Decimal) if text else [] for text in texts)


def _statement(compiler: Any) -> tuple[str, list[Any]]:
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        columns = ", ".join("null" for _ in compiler.select)
        return f"select {columns} where false", []
    return sql, list(values)


def _typed(compiler: Any, rows: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """JSON knows neither dates nor identifiers: the fields read them from their texts."""
    fields = [expression.output_field for expression, _, _ in compiler.select]
    for row in rows:
        pairs = zip(fields, row.values(), strict=False)  # what only sorts comes behind
        yield [one if one is None else field.to_python(one) for field, one in pairs]


def _give(queryset: QuerySet[Any, Any], compiler: Any, rows: list[list[Any]]) -> None:
    """Let Django make its objects from these rows, as from those of a query of its own."""
    compiler.execute_sql = lambda *_, **__: [rows]
    compiler.get_converters = lambda _: {}
    answered: Any = queryset.all()
    answered.query.get_compiler = lambda *_, **__: compiler
    queryset._result_cache = list(answered._iterable_class(answered))
