"""What an import did or would do, and how its progress is shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from collections_app.intake.diff import Diff
from collections_app.intake.models import Import
from collections_app.intake.refusals import Refusal
from collections_app.intake.sources import Prepared

Progress = Callable[[Iterable[Any], int], Iterable[Any]]


def quietly(rows: Iterable[Any], _total: int) -> Iterable[Any]:
    """No progress bar."""
    return rows


@dataclass(slots=True)
class Outcome:
    """`imported` is None where nothing was stored: a dry run, or the same file again."""

    prepared: Prepared
    diff: Diff
    refusals: list[Refusal]
    imported: Import | None = None
