"""Writing history: in the same transaction as the thing itself."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from collections_app.history.models import Event
from collections_app.lib.copying import copy_new


def event(
    *,
    kind: str,
    subject: tuple[str, Any],
    by: str,
    at: dt.datetime,
    company_id: int | None = None,
    customer_id: int | None = None,
    values: dict[str, Any] | None = None,
) -> Event:
    """An unsaved event; `subject` is its kind and id, `values` plain JSON."""
    return Event(
        at=at,
        by=by,
        kind=kind,
        company_id=company_id,
        customer_id=customer_id,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        values=values or {},
    )


def record(**what: Any) -> Event:
    """Write one event; the arguments are those of `event`."""
    one = event(**what)
    one.save(force_insert=True)
    return one


def record_all(events: Iterable[Event]) -> None:
    """Write many events at once."""
    copy_new(list(events))
