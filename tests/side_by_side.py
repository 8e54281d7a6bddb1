"""A second line to the database, and acts that happen at one moment."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


@contextmanager
def another_line() -> Iterator[psycopg.Connection]:
    """What somebody else holds there does not hold us; its transaction ends with it."""
    given = connection.settings_dict
    place = {"dbname": given["NAME"], "host": given["HOST"], "user": given["USER"]}
    with psycopg.connect(**place) as line:
        yield line


def at_once(*acts: Callable[[], object]) -> None:
    """Each in a thread with a connection of its own; they begin together."""
    together = threading.Barrier(len(acts))

    def begin(act: Callable[[], object]) -> None:
        try:
            together.wait(timeout=20)
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=begin, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
