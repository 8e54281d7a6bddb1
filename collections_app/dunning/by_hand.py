"""A level sent by hand: what a person may send now, and what it goes ahead of. Pure.

The ladder's rhythm does not bind a person: the day a level is due, the gap before it, contact
pressure. All else does: no level is skipped or taken twice, no word is softer than the last,
nothing is demanded that may not be, and a date that was asked for is never brought forward.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from collections_app.dunning.facts import Ladder, Line, Open, PlannedNotice, Rung, Situation
from collections_app.dunning.rules import eligible, held, nothing_to_do, quiet_until, worth
from collections_app.dunning.timing import next_rung, notice_free_on, stands_on
from collections_app.dunning.tracks import notice_of, patience_ends_on, written_dates
from collections_app.lib.calendars import Calendar

Dated = Mapping[int, tuple[dt.date, Rung]]


@dataclass(frozen=True, slots=True)
class ByHand:
    """A notice of one of `levels`, or the `code` that says why there is none.

    `ahead_of` holds the days that the notice does not wait for: `due` of the ladder, `asked` (the
    date last asked for, not over yet), `pressure` and `patience`.
    """

    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    notice: PlannedNotice | None = None
    ahead_of: Mapping[str, dt.date] = field(default_factory=dict)


def by_hand(
    situation: Situation, *, ladder: Ladder, calendar: Calendar, day: dt.date, level: str = ""
) -> ByHand:
    """The notice of `level`, or of the written level that is due first."""
    if situation.standing:
        return ByHand(
            "standing", {"standing": situation.standing, "review_on": situation.review_on}
        )
    if situation.held_until and situation.held_until >= day:
        return ByHand("held", held(situation))
    whole, ladder = ladder, worth(situation, ladder, day)
    listed = eligible(situation, ladder=ladder, day=day)
    dates = _open_to_a_person(situation, listed, ladder, calendar, day)
    levels = _levels(dates)
    if not levels:
        return _none(situation, listed, ladder, calendar, day) or ByHand(
            *nothing_to_do(situation, listed, whole, day)
        )
    if level and level not in levels:
        return ByHand("not_next", {"level": level}, levels)
    rung = next(rung for _, rung in dates.values() if rung.key == (level or levels[0]))
    return _offer(situation, listed, ladder, calendar, day, dates, rung, levels)


def _open_to_a_person(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, calendar: Calendar, day: dt.date
) -> Dated:
    """The next written level of each invoice that may take it today, and when it is due."""
    quiet = quiet_until(situation, listed, calendar)
    writable = [one for one in listed if quiet.get(one.id, day) <= day]
    dates = written_dates(situation, writable, ladder, calendar)
    return {
        id: (on, rung)
        for id, (on, rung) in dates.items()
        if (stands := stands_on(situation, rung, ladder, calendar)) and stands <= day
    }


def _levels(dates: Dated) -> tuple[str, ...]:
    """The one that is due first comes first; of several due on one day, the highest."""
    ordered = sorted(dates.values(), key=lambda one: (one[0], -one[1].rank))
    return tuple(dict.fromkeys(rung.key for _, rung in ordered))


def _none(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, calendar: Calendar, day: dt.date
) -> ByHand | None:
    """Why no written level is open to a person, where one is ahead: the call comes first."""
    quiet = [on for on in quiet_until(situation, listed, calendar).values() if on > day]
    if quiet:
        return ByHand("call_first", {"until": min(quiet)})
    rungs = [(one, rung) for one in listed if (rung := next_rung(one, ladder))]
    climbing = [rung for one, rung in rungs if not one.answer_overdue]
    if written := [rung for rung in climbing if not rung.is_call]:
        until = stands_on(situation, written[0], ladder, calendar)
        return ByHand("must_stand", {"level": written[0].key, "until": until})
    if climbing:
        return ByHand("call_next")
    return None


def _offer(
    situation: Situation,
    listed: Sequence[Open],
    ladder: Ladder,
    calendar: Calendar,
    day: dt.date,
    dates: Dated,
    rung: Rung,
    levels: tuple[str, ...],
) -> ByHand:
    if situation.has_unfinished_notice:
        return ByHand("unfinished_notice", {"level": rung.key}, levels)
    channel = next((one for one in rung.channels if one in situation.reach), "")
    if not channel:
        values = {"level": rung.key, "channels": list(rung.channels)}
        return ByHand("unreachable", values, levels)
    taking = {
        id: own
        for id, (on, own) in dates.items()
        if own == rung or (on <= day and own.rank < rung.rank)
    }
    notice = notice_of(situation, listed, ladder, calendar, day, taking, rung, channel)
    stated = {one.id: one.pay_by for one in listed}
    lines = tuple(_never_forward(one, stated[one.invoice_id]) for one in notice.lines)
    return ByHand(
        levels=levels,
        notice=replace(notice, lines=lines, is_automatic=False),
        ahead_of=_ahead_of(situation, listed, ladder, day, dates, taking, channel),
    )


def _never_forward(line: Line, stated: dt.date | None) -> Line:
    """What a customer was given time for stays theirs."""
    if stated and line.pay_by and line.pay_by < stated:
        return replace(line, pay_by=stated)
    return line


def _ahead_of(
    situation: Situation,
    listed: Sequence[Open],
    ladder: Ladder,
    day: dt.date,
    dates: Dated,
    taking: Mapping[int, Rung],
    channel: str,
) -> dict[str, dt.date]:
    asked = [one.pay_by for one in listed if one.id in taking and one.pay_by and one.pay_by >= day]
    days = {
        "due": max(dates[id][0] for id in taking),
        "asked": max(asked, default=None),
        "pressure": notice_free_on(situation, channel),
        "patience": patience_ends_on(situation, listed, ladder),
    }
    return {code: on for code, on in days.items() if on and (on > day or code == "asked")}
