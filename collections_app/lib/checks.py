"""Sentences that are true of all the data, each with the search for what breaks it."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection

FIRST = 20  # ids that are named; the others are counted


@dataclass(frozen=True, slots=True)
class Found:
    """How many break a sentence, and the first of their ids."""

    count: int
    first: tuple[str, ...] = ()


Find = Callable[[dt.datetime], Found]  # at a moment: what may take its time is late only then


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence; `find` answers in a fixed number of queries, `of` says whose ids it names."""

    name: str
    of: str
    sentence: str
    find: Find


# The ids as they sort in their own type: 9 stands before 10.
_COUNTED = """
with found (id) as materialized ({sql}) select (select count(*) from found),
    array(select id::text from found order by found.id limit {first})
"""


def rows(sql: str) -> Find:
    """The search of a statement whose first column are the ids, each once."""

    def find(at: dt.datetime) -> Found:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTED.format(sql=sql, first=FIRST))
            count, first = cursor.fetchone()
        return Found(count, tuple(first))

    return find


def each(ids: Callable[[dt.datetime], Iterable[Any]]) -> Find:
    """The search of a function that goes through the rows itself."""

    def find(at: dt.datetime) -> Found:
        found = iter(ids(at))
        first = tuple(str(id) for id in islice(found, FIRST))
        return Found(len(first) + sum(1 for _ in found), first)

    return find
