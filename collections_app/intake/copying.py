"""Many new rows of a model at once: COPY takes a tenth of the time of an INSERT of thousands."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def copy_new(objects: Sequence[models.Model]) -> None:
    """Store new objects of one model; each gets its primary key."""
    if not objects:
        return
    meta = objects[0]._meta
    fields = [field for field in meta.concrete_fields if not field.generated]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        _number(cursor, objects)
        with cursor.copy(f'copy "{meta.db_table}" ({names}) from stdin') as copy:
            for one in objects:
                copy.write_row([_stored(field, one) for field in fields])


def _number(cursor: Any, objects: Sequence[models.Model]) -> None:
    """Primary keys from the table's own sequence, in the order given."""
    meta = objects[0]._meta
    cursor.execute(
        "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
        [meta.db_table, meta.pk.column, len(objects)],
    )
    for one, (id,) in zip(objects, cursor.fetchall(), strict=True):
        one.pk = id


def _stored(field: models.Field, one: models.Model) -> Any:
    return field.get_db_prep_save(getattr(one, field.attname), connection)
