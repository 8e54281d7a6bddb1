"""The lists of the manager's page, as rows with a share to draw."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from collections_app.communications.choices import Cause
from collections_app.reports.board import Board
from collections_app.reports.charts import BUCKET_NAMES
from collections_app.reports.formulas import Outcomes, percent
from collections_app.reports.models import Snapshot
from collections_app.reports.words import level_name

ZERO = Decimal(0)
STATE_WORDS = {  # label, and what it means
    "on_ladder": ("On the ladder", "chased"),
    "promised": ("Promised", "open promises"),
    "disputed": ("Disputed", "not chased"),
    "said_paid": ("Says paid", "being matched"),
    "held": ("On hold", "all dated"),
    "unreachable": ("No way to reach", "fix contact"),
    "stopped": ("Not contacted", "by standing"),
}


@dataclass(frozen=True)
class Row:
    """`share` is of the longest bar, 0 to 100."""

    key: str
    label: str
    note: str
    amount: Decimal
    count: int
    share: int


@dataclass(frozen=True)
class LevelRow:
    """What was asked for with a level, and what came of it in time."""

    key: str
    label: str
    lines: int
    paid_lines: int
    demanded: Decimal
    came: Decimal

    @property
    def rate(self) -> int:
        return round(percent(self.came, self.demanded) or ZERO)


@dataclass(frozen=True)
class ClerkRow:
    id: str  # empty for nobody
    name: str
    waiting: int
    done: int
    skipped: int
    oldest_days: int  # how long the oldest task waits
    target: int | None  # customers, of that day

    @property
    def share(self) -> int:
        """Of the target, as the bar shows it: 100 at most."""
        return min(self.percent, 100)

    @property
    def percent(self) -> int:
        return _share(Decimal(self.done), Decimal(self.target or 0))


@dataclass(frozen=True)
class Panels:
    """None of the states: that day was made up, and nobody knows them."""

    buckets: list[tuple[str, str, Decimal]]  # name, label, amount
    states: list[Row] | None
    levels: list[LevelRow]
    promises: list[tuple[dt.date, Outcomes]]  # by month, the newest first
    causes: list[Row]
    clerks: list[ClerkRow]


def panels_of(board: Board) -> Panels:
    latest = board.latest
    return Panels(
        buckets=[(name, BUCKET_NAMES[name], amount) for name, amount in latest.buckets]
        if latest
        else [],
        states=_states(latest) if latest and not latest.is_made_up else None,
        levels=[_level(one) for one in board.of_record("levels")],
        promises=board.promises[::-1],
        causes=list(_causes(board.of_record("causes"))),
        clerks=[_clerk(one, board.day) for one in board.of_record("clerks")],
    )


def _states(latest: Snapshot) -> list[Row]:
    amounts = {name: getattr(latest, name) for name in STATE_WORDS}
    most = max(amounts.values())
    return [
        Row(
            key=name,
            label=label,
            note=note,
            amount=amounts[name],
            count=latest.customers.get(name, 0),
            share=_share(amounts[name], most),
        )
        for name, (label, note) in STATE_WORDS.items()
    ]


def _causes(rows: Iterable[dict[str, Any]]) -> Iterator[Row]:
    found = list(rows)
    most = Decimal(max((one["heard"] for one in found), default=0))
    for one in found:
        heard = Decimal(one["heard"])
        label = Cause(one["cause"]).label
        yield Row(one["cause"], label, "", heard, one["customers"], _share(heard, most))


def _level(row: dict[str, Any]) -> LevelRow:
    return LevelRow(
        key=row["level"],
        label=level_name(row["level"]),
        lines=row["lines"],
        paid_lines=row["paid_lines"],
        demanded=Decimal(row["demanded"]),
        came=Decimal(row["came"]),
    )


def _clerk(row: dict[str, Any], day: dt.date) -> ClerkRow:
    oldest = row["oldest"] and dt.date.fromisoformat(row["oldest"])
    return ClerkRow(
        id=str(row["user"] or ""),
        name=row["name"],
        waiting=row["waiting"],
        done=row["done"],
        skipped=row["skipped"],
        oldest_days=(day - oldest).days if oldest else 0,
        target=row.get("target"),  # days before there were any say nothing of it
    )


def _share(amount: Decimal, most: Decimal) -> int:
    return round(percent(amount, most) or ZERO)
