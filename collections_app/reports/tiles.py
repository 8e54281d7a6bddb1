"""The key figures as tiles: a number, the one beside it, and the line of the last twelve months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from collections_app.lib.money import show_amount
from collections_app.reports.board import Board
from collections_app.reports.formulas import Outcomes
from collections_app.reports.months import Month
from collections_app.reports.words import LANGUAGE

WIDE, HIGH, EDGE = 64, 18, 2  # of the line, in its own units
NOT_COMPUTABLE = "not computable"


@dataclass(frozen=True)
class Tile:
    """`value` is empty where the figure cannot be computed; then `note` says so."""

    key: str
    label: str
    value: str
    unit: str
    note: str
    line: Sequence[Decimal | None] = ()

    @property
    def points(self) -> list[tuple[float, float]]:
        """Of the line, the last one on the right; a month that is not known leaves a gap."""
        known = [one for one in self.line if one is not None]
        if len(known) < 2:
            return []
        low, high = min(known), max(known)
        step = (WIDE - 2 * EDGE) / (len(self.line) - 1)
        return [
            (round(EDGE + step * place, 1), _height(one, low, high))
            for place, one in enumerate(self.line)
            if one is not None
        ]

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{x} {y}" for x, y in self.points) if self.points else ""

    @property
    def dot(self) -> tuple[float, float] | None:
        return self.points[-1] if self.points else None


def _height(value: Decimal, low: Decimal, high: Decimal) -> float:
    share = (value - low) / (high - low) if high > low else Decimal("0.5")
    return round(HIGH - EDGE - float(share) * (HIGH - 2 * EDGE), 1)


def tiles_of(board: Board) -> list[Tile]:
    now, before = board.now, board.trend[-2 - board.last_whole]
    whole = board.months[board.last_whole]
    kept = outcomes_in(board, whole)
    return [
        _tile(
            "dso",
            "DSO, count-back",
            now.dso,
            "days",
            f"simple {tenth(now.simple)}",
            (one.dso for one in board.trend),
        ),
        _tile(
            "best",
            "Best possible DSO",
            now.best,
            "days",
            f"gap {tenth(now.gap)} days",
            (one.best for one in board.trend),
        ),
        _tile(
            "cei",
            f"CEI, {whole.first:%B}",
            board.cei,
            "%",
            f"{board.months[board.last_whole + 1].first:%B} {tenth(before.cei)}",
            (one.cei for one in board.trend[: len(board.trend) - board.last_whole]),
        ),
        _tile(
            "promises",
            f"Promises kept, {whole.first:%B}",
            kept.kept_by_count,
            "%",
            f"by amount {tenth(kept.kept_by_amount)}",
            (one.kept_by_count for _, one in board.promises),
            missing="None fell due" if board.record else "Not known",
        ),
        _tile(
            "late",
            "Average days late",
            now.days_late,
            "days",
            "12 months",
            (one.days_late for one in board.trend),
        ),
        _tile(
            "current",
            "Not due yet",
            now.not_due,
            "%",
            _of_all(board),
            (one.not_due for one in board.trend),
        ),
    ]


def outcomes_in(board: Board, month: Month) -> Outcomes:
    """Of the promises that fell due in it."""
    return dict(board.promises).get(month.first, Outcomes())


def tenth(value: Decimal | None) -> str:
    return NOT_COMPUTABLE if value is None else f"{value:,.1f}"


def _tile(
    key: str,
    label: str,
    value: Decimal | None,
    unit: str,
    note: str,
    line: Iterable[Decimal | None],
    missing: str = "Not computable",
) -> Tile:
    if value is None:
        return Tile(key, label, "", "", missing)
    return Tile(key, label, f"{value:,.1f}", unit, note, list(line))


def _of_all(board: Board) -> str:
    end = board.months[0].end
    balance = end.balance if end else Decimal(0)
    return f"of {show_amount(balance, board.currency, LANGUAGE)}"
