"""What an import did or would do, its rows by what happens to them, and how progress is shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from collections_app.intake.diff import Diff
from collections_app.intake.models import Import
from collections_app.intake.refusals import NeedsAnswer, Refusal
from collections_app.intake.sources import Prepared

Progress = Callable[[Iterable[Any], int], Iterable[Any]]


def quietly(rows: Iterable[Any], _total: int) -> Iterable[Any]:
    """No progress bar."""
    return rows


@dataclass(frozen=True, slots=True)
class Group:
    """The rows to which the same happens: how many, and the first of them in columns."""

    code: str
    count: int
    rows: list[list[str]]


@dataclass(slots=True)
class Outcome:
    """`imported` is None where nothing was stored: a dry run, or the same file again.

    A dry run tells the rows behind its numbers, and what a person has to want before it is real.
    """

    prepared: Prepared
    diff: Diff
    refusals: list[Refusal]
    imported: Import | None = None
    groups: list[Group] = field(default_factory=list)
    question: NeedsAnswer | None = None
