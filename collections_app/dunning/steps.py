"""Where invoices stand on the ladder, from the lines that were accepted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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

    def follow(self, row: "_LineRow") -> None:
        if row.level and row.rank > self.rank:
            self.rank, self.taken_on = row.rank, row.accepted_on
        if row.pay_by and row.pay_by != self.pay_by:
            self.pay_by, self.posted = row.pay_by, row.channel == Channel.LETTER
        self.rounds += row.round_state == RoundState.ENDED
        self.last_on = row.accepted_on


class _LineRow(NamedTuple):
    """An accepted line, as the steps need it."""

    invoice_id: int
    level: str
    rank: int
    accepted_on: dt.date
    pay_by: dt.date | None
    channel: str | None  # that carried its notice
    round_state: str | None


_LINE_FIELDS = (
    "invoice_id",
    "level",
    "rank",
    "accepted_on",
    "pay_by",
    "notice__channel",
    "call_round__state",
)


def steps_of(invoice_ids: Sequence[int], modes: Sequence[str]) -> defaultdict[int, Step]:
    """Per invoice, what its accepted lines add up to; an empty step where there is none."""
    lines = NoticeLine.objects.filter(
        invoice__in=invoice_ids, void=False, mode__in=modes, accepted_on__isnull=False
    )
    steps: defaultdict[int, Step] = defaultdict(Step)
    for values in lines.order_by("accepted_on", "id").values_list(*_LINE_FIELDS):
        row = _LineRow(*values)
        steps[row.invoice_id].follow(row)
    return steps
