"""The database's own guards: what they refuse and write down holds only while they stand."""

import datetime as dt
from collections.abc import Iterator

import pgtrigger
from django.db import connection

from collections_app.lib.checks import Check, each

_STANDING = """
select c.relname, t.tgname, obj_description(t.oid, 'pg_trigger')
from pg_trigger t join pg_class c on c.oid = t.tgrelid
where not t.tgisinternal and t.tgenabled in ('O', 'A')
"""


def _missing(at: dt.datetime) -> Iterator[str]:
    """Triggers that are gone, switched off, or say something else than the code."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        standing = set(cursor.fetchall())
    for model, trigger in pgtrigger.registered():
        table = model._meta.db_table
        if (table, trigger.get_pgid(model), trigger.compile(model).hash) not in standing:
            yield f"{table}:{trigger.name}"


CHECKS = (
    Check(
        "guards",
        "triggers",
        "The database freezes what was sent, lets no row of the log go, and writes down changes.",
        each(_missing),
    ),
)
