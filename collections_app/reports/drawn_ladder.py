"""The ladder of one invoice as it is drawn: what it reached, where it stands, what is ahead."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from collections_app.companies.choices import Mode
from collections_app.customers.models import Customer
from collections_app.dunning.choices import UNFINISHED, NoticeState
from collections_app.dunning.facts import Ladder, Open, Rung, Situation
from collections_app.dunning.models import Entry, NoticeLine
from collections_app.dunning.timing import due_date, next_rung
from collections_app.reports.customer_rows import CustomerRows
from collections_app.reports.words import channel_name, level_name


@dataclass(frozen=True)
class Step:
    """One rung of the drawn ladder; `state` is past, now or ahead."""

    name: str
    state: str
    channel: str = ""
    on: dt.date | None = None
    note: str = ""


def steps_of(
    read: CustomerRows,
    standing: Open,
    situation: Situation,
    ladder: Ladder,
    customer: Customer,
    day: dt.date,
) -> list[Step]:
    lines = _latest(one for one in read.levels_taken if one.invoice_id == standing.id)
    entry = next((one for one in read.entries if one.invoice_id == standing.id), None)
    past = [
        _past(one, lines, entry)
        for one in takewhile(lambda r: r.rank <= standing.rank, ladder.rungs)
    ]
    ahead = [one for one in ladder.rungs if one.rank > standing.rank]
    calls = situation.round_is_open and standing.id in situation.in_round
    if calls and past:
        past[-1] = Step(past[-1].name, "now", past[-1].channel, past[-1].on, "Round is open")
    return [
        Step("Invoice due", "past", "", standing.due_on),
        *past,
        *_ahead(ahead, standing, ladder, lines, customer, day),
    ]


def _latest(lines: Iterable[NoticeLine]) -> dict[str, NoticeLine]:
    """Per level, the line that took it or is about to; the latest where calls took it again."""
    return {one.level: one for one in lines}


def _past(rung: Rung, lines: dict[str, NoticeLine], entry: Entry | None) -> Step:
    line = lines.get(rung.key)
    if line is None:
        on = entry.reached_on if entry and entry.reached == rung.key else None
        note = "Before Dunwell" if entry and entry.reached else "Skipped on entry"
        return Step(level_name(rung.key), "past", _symbol(rung), on, note)
    channel = line.notice.channel if line.notice else _symbol(rung)
    by = f"By {channel_name(channel)}" if line.notice else ""
    note = f"{by}, rehearsed" if by and line.mode == Mode.REHEARSAL else by
    return Step(level_name(rung.key), "past", channel, line.accepted_on, note)


def _ahead(
    rungs: Sequence[Rung],
    standing: Open,
    ladder: Ladder,
    lines: dict[str, NoticeLine],
    customer: Customer,
    day: dt.date,
) -> list[Step]:
    following = next_rung(standing, ladder)
    return [_ahead_step(one, following, standing, lines, customer, day) for one in rungs]


def _ahead_step(
    rung: Rung,
    following: Rung | None,
    standing: Open,
    lines: dict[str, NoticeLine],
    customer: Customer,
    day: dt.date,
) -> Step:
    name, symbol = level_name(rung.key), _symbol(rung)
    line = lines.get(rung.key)
    if line and line.notice and line.notice.state in UNFINISHED:
        waits = line.notice.state == NoticeState.WAITING
        note = "Waits for approval" if waits else "On its way"
        return Step(name, "now", symbol, line.on_day, note)
    if rung is not following:
        note = "Skipped on entry" if rung.rank < standing.starts_at else ""
        return Step(name, "ahead", symbol, None, note)
    on = due_date(standing, rung, customer.company.calendar)
    if standing.demandable == 0:
        return Step(name, "ahead", symbol, None, "Paused: nothing to demand")
    is_due = on <= day
    return Step(name, "now" if is_due else "ahead", symbol, on, "Due" if is_due else "Next")


def _symbol(rung: Rung) -> str:
    return rung.channels[0] if rung.channels else ""
