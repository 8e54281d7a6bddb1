"""Where invoices stand on the ladder, from the lines that were accepted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from collections_app.communications.choices import Channel
from collections_app.dunning.choices import RoundState
from collections_app.dunning.models import NoticeLine


@dataclass(slots=True)
class Step:
    """What the accepted lines of one invoice add up to."""

    rank: int = 0
    taken_on: dt.date | None = None
    pay_by: dt.date | None = None
    posted: bool = False
    rounds: int = 0
    last_on: dt.date | None = None
    is_announced: bool = False  # by a courtesy note

    def follow(self, row: "_LineRow", episode: int) -> None:
        """Levels and rounds of an earlier episode are history; a date that was stated holds."""
        if row.pay_by and row.pay_by != self.pay_by:
            self.pay_by, self.posted = row.pay_by, row.channel == Channel.LETTER
        self.last_on = row.accepted_on
        self.is_announced |= bool(row.level) and row.rank == 0
        if row.episode < episode:
            return
        if row.level and row.rank > self.rank:
            self.rank, self.taken_on = row.rank, row.accepted_on
        self.rounds += row.round_state == RoundState.ENDED


class _LineRow(NamedTuple):
    """An accepted line, as the steps need it."""

    invoice_id: int
    level: str
    rank: int
    episode: int
    accepted_on: dt.date
    pay_by: dt.date | None
    channel: str | None  # that carried its notice
    round_state: str | None


_LINE_FIELDS = (
    "invoice_id",
    "level",
    "rank",
    "episode",
    "accepted_on",
    "pay_by",
    "notice__channel",
    "call_round__state",
)


def accepted_lines(invoices: Any, modes: Sequence[str]) -> QuerySet[NoticeLine, tuple[Any, ...]]:
    """What the steps are made of; `invoices` is what `in` takes."""
    lines = NoticeLine.objects.filter(
        invoice__in=invoices, void=False, mode__in=modes, accepted_on__isnull=False
    )
    return lines.order_by("accepted_on", "id").values_list(*_LINE_FIELDS)


def steps_of(
    lines: Iterable[tuple[Any, ...]], episodes: Mapping[int, int]
) -> defaultdict[int, Step]:
    """Per invoice, what its accepted lines add up to; an empty step where there is none.

    `episodes` holds the number of the current episode where it is not the first.
    """
    steps: defaultdict[int, Step] = defaultdict(Step)
    for values in lines:
        row = _LineRow(*values)
        steps[row.invoice_id].follow(row, episodes.get(row.invoice_id, 1))
    return steps
