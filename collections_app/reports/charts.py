"""What the charts draw, and the same in words and as a table."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from collections_app.lib.dates import show_date
from collections_app.reports.board import Board
from collections_app.reports.models.days import BUCKETS
from collections_app.reports.months import KeyFigures
from collections_app.reports.words import LANGUAGE

BUCKET_NAMES = dict(zip(BUCKETS, ("Not due", "1–30", "31–60", "61–90", "90+"), strict=True))
_MILLION, _THOUSAND = Decimal(1_000_000), Decimal(1_000)
_SCALES = [(10 * _MILLION, _MILLION, "million"), (10 * _THOUSAND, _THOUSAND, "thousand")]


@dataclass(frozen=True)
class Series:
    """One colour of a chart; `colour` is the name of a token."""

    name: str
    colour: str
    values: list[float | None]


@dataclass(frozen=True)
class Chart:
    """`kind` is bars, which stand upon each other, or lines."""

    key: str
    kind: str
    title: str
    unit: str
    labels: list[str]
    series: list[Series]
    says: str

    @property
    def source(self) -> str:
        """The id under which the script finds it."""
        return f"chart-{self.key}"

    @property
    def drawn(self) -> dict[str, Any]:
        """As the script reads it."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "labels": self.labels,
            "says": f"{self.title}. {self.says}",
            "series": [vars(one) for one in self.series],
        }

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        """A row for each label, the newest first."""
        rows = zip(*(one.values for one in self.series), strict=True)
        shown = [["" if one is None else f"{one:,.1f}" for one in row] for row in rows]
        return list(zip(self.labels, shown, strict=True))[::-1]


def charts_of(board: Board) -> dict[str, Chart]:
    """By key; none where there is nothing to draw yet."""
    if not board.weeks:
        return {}
    return {one.key: one for one in (_aging(board), _dso(board), _cei(board))}


def _aging(board: Board) -> Chart:
    most = max(one.balance for one in board.weeks)
    scale, word = next(((by, word) for least, by, word in _SCALES if most >= least), (1, ""))
    series = [
        Series(name, f"age-{place}", [_scaled(getattr(one, bucket), scale) for one in board.weeks])
        for place, (bucket, name) in enumerate(BUCKET_NAMES.items())
    ]
    first, last = board.weeks[0], board.weeks[-1]
    unit = f"{word} {board.currency}".strip()
    course = _course([_scaled(one.overdue, scale) for one in board.weeks])
    says = f"{_day(first.day)} to {_day(last.day)}: overdue {course} {unit}."
    labels = [f"{one.day.day} {one.day:%b}" for one in board.weeks]
    return Chart("aging", "bars", "Aging by week", unit, labels, series, says)


def _dso(board: Board) -> Chart:
    lines = [
        Series("DSO, count-back", "accent", _line(board.trend, lambda one: one.dso)),
        Series("Best possible", "ink-3", _line(board.trend, lambda one: one.best)),
    ]
    says = f"DSO {_course(lines[0].values)}, best possible DSO {_course(lines[1].values)}."
    return Chart("dso", "lines", "DSO by month", "days", _months(board), lines, says)


def _cei(board: Board) -> Chart:
    whole = len(board.trend) - board.last_whole
    line = Series("CEI", "accent", _line(board.trend[:whole], lambda one: one.cei))
    says = f"CEI {_course(line.values)}. 100 is all that could be collected."
    return Chart("cei", "lines", "CEI by month", "%", _months(board)[:whole], [line], says)


def _months(board: Board) -> list[str]:
    return [f"{one.last:%b %Y}" for one in reversed(board.months[: len(board.trend)])]


def _line(
    trend: Sequence[KeyFigures], value: Callable[[KeyFigures], Decimal | None]
) -> list[float | None]:
    found = [value(one) for one in trend]
    return [None if one is None else round(float(one), 1) for one in found]


def _course(values: Sequence[float | None]) -> str:
    """From where to where: "rose from 210.0 to 256.1"."""
    known = [one for one in values if one is not None]
    if not known:
        return "cannot be computed"
    first, last = known[0], known[-1]
    if first == last:
        return f"is {last:,.1f}"
    return f"{'rose' if last > first else 'fell'} from {first:,.1f} to {last:,.1f}"


def _scaled(amount: Decimal, scale: Decimal | int) -> float:
    return round(float(amount / scale), 1)


def _day(day: dt.date) -> str:
    return show_date(day, LANGUAGE, "long")
