"""A list behind a figure: what it is called, its columns, and its rows one after another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection

from collections_app.reports.board import Board

CUSTOMER = ("Customer", "Name")
Each = Callable[[], Iterator[Sequence[Any]]]


@dataclass(frozen=True)
class Rows:
    """`says` is what counts, and how; `numbers` are the columns that stand on the right."""

    title: str
    says: str
    columns: Sequence[str]
    each: Each
    numbers: frozenset[str] = frozenset()
    is_as_it_is_now: bool = True  # not as it was when the day was kept


def asked(board: Board, sql: str, **values: Any) -> Each:
    """The rows as the database hands them out, a few thousand at a time."""
    given: dict[str, Any] = {
        "company": board.company.pk,
        "day": board.day,
        "currency": board.currency,
        **values,
    }

    def each() -> Iterator[Sequence[Any]]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, given)
            yield from chain.from_iterable(iter(lambda: cursor.fetchmany(2000), []))

    return each
