"""INSERT ... SELECT for a model; columns that are not named keep the model's defaults."""

from typing import Any

from django.db import connection
from django.db.models import Model


def insert_sql(pattern: Model, source: str, **columns: str) -> str:
    """One statement; `source` is a FROM clause, `columns` are expressions over it."""
    meta = pattern._meta
    fields = [one for one in meta.concrete_fields if not one.generated]
    names = [one.column for one in fields if one.attname in columns or not one.primary_key]
    values = [
        columns[one.attname] if one.attname in columns else _literal(one, pattern)
        for one in fields
        if one.column in names
    ]
    return (
        f"insert into {meta.db_table} ({', '.join(names)}) select {', '.join(values)} from {source}"
    )


def insert(pattern: Model, source: str, **columns: str) -> int:
    """Write the rows; how many."""
    return execute(insert_sql(pattern, source, **columns))


def execute(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def value_of(sql: str) -> Any:
    """The first column of the first row."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _literal(field: Any, pattern: Model) -> str:
    value = field.get_db_prep_save(getattr(pattern, field.attname), connection)
    with connection.cursor() as cursor:
        return cursor.mogrify("%s", [value])
