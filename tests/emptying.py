"""Between tests that commit, the database is emptied: in 20 ms, where TRUNCATE takes 300."""

from itertools import count

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.test import TransactionTestCase

# Written by Django itself after migrating, and changed by nobody.
KEPT = {"django_content_type", "auth_permission"}
RENEWED_EACH = 100  # times
_emptied = count(1)


def empty(database: str = DEFAULT_DB_ALIAS) -> None:
    """No row is left, and nobody is still about to commit one.

    TRUNCATE makes a new file for each of a hundred tables, of which a test filled a dozen. DELETE
    pays for rows alone; that triggers refuse it, and that foreign keys want an order, is for the
    product and not for the owner of a database that ends with the run. What it leaves in the files
    nobody sweeps out in between, for rows would be put into the gaps and come in any order; now and
    then the files are made anew.
    """
    connection = connections[database]
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [connection.ops.quote_name(name) for name in names if name not in KEPT]
    with transaction.atomic(using=database), connection.cursor() as cursor:
        # Waits, as TRUNCATE does, for what a server or a thread began and has not ended.
        cursor.execute(f"lock table {', '.join(tables)} in exclusive mode")
        cursor.execute("set local session_replication_role = replica")
        if next(_emptied) % RENEWED_EACH:
            cursor.execute("; ".join(f"delete from {table}" for table in tables))
        else:
            cursor.execute(f"truncate {', '.join(tables)}")


def _fixture_teardown(test: TransactionTestCase) -> None:
    for database in test._databases_names(include_mirrors=False):
        empty(database)


def empty_after_each() -> None:
    """In place of Django's `flush`, which every test with `transaction=True` ends with."""
    TransactionTestCase._fixture_teardown = _fixture_teardown
