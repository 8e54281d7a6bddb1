"""Reading tasks."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from collections_app.lib.given import Given
from collections_app.tasks.choices import State
from collections_app.tasks.models import Task


def open_tasks_of(*, kinds: Sequence[str], subject: tuple[str, Any]) -> QuerySet[Task]:
    """The open task of each of these kinds for the subject."""
    kind, id = subject
    named = id if isinstance(id, Given) else str(id)
    return Task.objects.filter(
        kind__in=kinds, subject_kind=kind, subject_id=named, state=State.OPEN
    )
