"""Opening and closing tasks."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from collections_app.lib.copying import copy_over
from collections_app.tasks.choices import State
from collections_app.tasks.models import Task
from collections_app.tasks.queries import open_tasks_of
from collections_app.users.models import User


def open_task(
    *,
    company_id: int,
    kind: str,
    subject: tuple[str, Any],
    due_on: dt.date,
    at: dt.datetime,
    customer_id: int | None = None,
    values: dict[str, Any] | None = None,
    assigned_to: User | None = None,
) -> None:
    """There is an open task of this kind for the subject: the one there was, or this."""
    task = Task(
        kind=kind,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        state=State.OPEN,
        company_id=company_id,
        customer_id=customer_id,
        due_on=due_on,
        opened_at=at,
        values=values or {},
        assigned_to=assigned_to,
    )
    Task.objects.bulk_create([task], ignore_conflicts=True)


def open_tasks(tasks: Iterable[Task]) -> None:
    """Open many at once; where one of its kind is open for the subject already, that one stays."""
    copy_over(list(tasks))


def close_tasks(
    *,
    kind: str,
    subject: tuple[str, Any],
    by: str,
    at: dt.datetime,
    state: str = State.DONE,
) -> int:
    """Close the open task of this kind for the subject; the number closed, 0 or 1."""
    return close_tasks_of(kinds=[kind], subject=subject, by=by, at=at, state=state)


def close_tasks_of(
    *,
    kinds: Sequence[str],
    subject: tuple[str, Any],
    by: str,
    at: dt.datetime,
    state: str = State.DONE,
) -> int:
    """Close the open task of each of these kinds for the subject; how many there were."""
    owed = open_tasks_of(kinds=kinds, subject=subject)
    return owed.update(state=state, closed_at=at, closed_by=by)
