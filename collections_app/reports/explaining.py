"""A place's points in words: what each part is for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from collections_app.reports.models import Place
from collections_app.reports.points import DAYS_A_POINT, MOST_DAY_POINTS, SIZE_POINTS
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
    work = tasks[0].get_kind_display().lower() if is_task else "for approval"
    parts = [
        Points(work, place.work_points(decides=decides), "for the most pressing work that waits"),
        Points(f"{place.days_overdue(day)} days", place.day_points(day), _days_rule()),
        Points("amount", place.size_points, _size_rule()),
    ]
    return [one for one in parts if one.points]


def _days_rule() -> str:
    return f"one for each {DAYS_A_POINT} days late, at most {MOST_DAY_POINTS}"


def _size_rule() -> str:
    steps = ", ".join(f"{points} from {size:,}" for size, points in reversed(SIZE_POINTS))
    return f"by the sum to collect, of currencies without a rate the largest: {steps}"
