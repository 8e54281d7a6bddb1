"""Locks of the database that belong to no row."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_at_a_time(name: str) -> Iterator[bool]:
    """Whether nobody else is at it; a process that dies holds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtext(%s))", [name])
        (is_ours,) = cursor.fetchone()
        try:
            yield is_ours
        finally:
            if is_ours:
                cursor.execute("select pg_advisory_unlock(hashtext(%s))", [name])


def held_to_the_end(names: Iterable[str]) -> set[str]:
    """Those of the names that nobody else holds; ours until the transaction ends."""
    sql = "select name from unnest(%s::text[]) name where pg_try_advisory_xact_lock(hashtext(name))"
    with connection.cursor() as cursor:
        cursor.execute(sql, [sorted(set(names))])
        return {name for (name,) in cursor.fetchall()}
