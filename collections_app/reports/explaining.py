"""A place's points in words: what each part is for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from collections_app.reports.models import Place
from collections_app.reports.points import (
    DAYS_A_POINT,
    MOST_DAY_POINTS,
    SIZE_POINTS,
    is_of_broken_promise,
)
from collections_app.tasks.models import Task


@dataclass(frozen=True)
class Points:
    """A part of the sum: a word for the row, the points, and the rule behind them."""

    word: str
    points: int
    rule: str


def explained(place: Place, tasks: Sequence[Task], day: dt.date, *, decides: bool) -> list[Points]:
    """The parts that are not zero; they add up to the row's points."""
    is_task = bool(tasks) and not (decides and place.task_points < place.approval_points)
    work = _work(tasks[0]) if is_task else "for approval"
    worth = place.work_points(decides=decides)
    parts = [
        Points(work, worth, "for the most pressing work that waits"),
        Points(f"{place.days_overdue(day)} days", place.day_points(day), _days_rule()),
        Points("amount", place.size_points, _size_rule()),
    ]
    return [one for one in parts if one.points]


def _work(task: Task) -> str:
    return "broken promise" if is_of_broken_promise(task) else task.get_kind_display().lower()


def _days_rule() -> str:
    return f"one for each {DAYS_A_POINT} days late, at most {MOST_DAY_POINTS}"


def _size_rule() -> str:
    steps = ", ".join(f"{points} from {size:,}" for size, points in reversed(SIZE_POINTS))
    return f"by the sum to collect, of currencies without a rate the largest: {steps}"
