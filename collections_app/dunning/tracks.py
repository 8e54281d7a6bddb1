"""The track of letters: what it would do about one customer today. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from collections_app.dunning.approval import approval_of
from collections_app.dunning.facts import (
    STILL_OPEN,
    ZERO,
    Ladder,
    Line,
    Open,
    PlannedCall,
    PlannedNotice,
    PlannedTask,
    Rung,
    Situation,
    Told,
)
from collections_app.dunning.timing import due_date, next_rung, notice_free_on, stands_on
from collections_app.lib.calendars import Calendar

PATIENCE_DAYS = 14  # between notices that list an invoice past its last written level
THANKS_DAYS = 14  # a reminder this soon after a letter that was paid opens with thanks


@dataclass(slots=True)
class Track:
    """What one track answers: its act, or what it waits for, and when to look again."""

    notice: PlannedNotice | None = None
    call: PlannedCall | None = None
    waits: tuple[str, dict[str, Any]] | None = None
    tasks: list[PlannedTask] = field(default_factory=list)
    looks: list[dt.date] = field(default_factory=list)


def written_track(
    situation: Situation,
    listed: Sequence[Open],
    ladder: Ladder,
    calendar: Calendar,
    day: dt.date,
) -> Track:
    dates = written_dates(situation, listed, ladder, calendar)
    due = {id: rung for id, (on, rung) in dates.items() if on <= day}
    track = Track(looks=[on for on, _ in dates.values() if on > day])
    if not due:
        track.waits = _next_level(dates)
        return track
    rung = max(due.values(), key=lambda one: one.rank)
    channel = next((one for one in rung.channels if one in situation.reach), "")
    track.waits = _blocked(situation, listed, ladder, calendar, day, rung, channel)
    if track.waits is None:
        track.notice = notice_of(situation, listed, ladder, calendar, day, due, rung, channel)
    elif until := track.waits[1].get("until"):
        track.looks.append(until)
    if not channel:
        track.tasks.append(PlannedTask("fix_contact", "customer", None, {"level": rung.key}))
    return track


def written_dates(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, calendar: Calendar
) -> dict[int, tuple[dt.date, Rung]]:
    """For each listed invoice with a written level ahead: when it is due, and which."""
    dates = {}
    for invoice in listed:
        rung = next_rung(invoice, ladder)
        if rung is None or rung.is_call or invoice.answer_overdue:
            continue
        stands = stands_on(situation, rung, ladder, calendar)
        if stands:
            dates[invoice.id] = (max(due_date(invoice, rung, calendar), stands), rung)
    return dates


def _next_level(dates: dict[int, tuple[dt.date, Rung]]) -> tuple[str, dict[str, Any]] | None:
    if not dates:
        return None
    on, rung = min(dates.values(), key=lambda one: (one[0], one[1].rank))
    return "climbs", {"level": rung.key, "until": on}


def _blocked(
    situation: Situation,
    listed: Sequence[Open],
    ladder: Ladder,
    calendar: Calendar,
    day: dt.date,
    rung: Rung,
    channel: str,
) -> tuple[str, dict[str, Any]] | None:
    """Why a due level may not go today; None when it may."""
    if situation.has_unfinished_notice:
        return "unfinished_notice", {"level": rung.key}
    if not channel:
        return "unreachable", {"level": rung.key, "channels": list(rung.channels)}
    waits = {"pressure": None, "patience": None, "calendar": day}
    if not situation.pressure_waived:  # a person lets it go all the same
        waits["pressure"] = notice_free_on(situation, channel)
        waits["patience"] = patience_ends_on(situation, listed, ladder)
    code, free = max(
        ((code, on) for code, on in waits.items() if on is not None), key=lambda one: one[1]
    )
    go_on = calendar.business_day_from(max(free, day))
    return None if go_on == day else (code, {"level": rung.key, "until": go_on})


def patience_ends_on(
    situation: Situation, listed: Sequence[Open], ladder: Ladder
) -> dt.date | None:
    if not situation.told or not _past(listed, ladder):
        return None
    return situation.told[-1].on + dt.timedelta(PATIENCE_DAYS)


def _past(listed: Sequence[Open], ladder: Ladder) -> list[int]:
    """The ranks of invoices that have taken the last written level open to them."""
    return [one.rank for one in listed if one.rank >= ladder.last_written_rank(one.rounds)]


def notice_of(
    situation: Situation,
    listed: Sequence[Open],
    ladder: Ladder,
    calendar: Calendar,
    day: dt.date,
    due: dict[int, Rung],
    rung: Rung,
    channel: str,
) -> PlannedNotice:
    """All that is listed, on which the `due` invoices take their levels; `rung` is the highest."""
    wording, wording_rank = _wording(situation, listed, ladder, rung)
    since = [due_date(one, due[one.id], calendar) for one in listed if one.id in due]
    return PlannedNotice(
        rung=rung,
        wording=wording,
        wording_rank=wording_rank,
        opens_with_thanks=_opens_with_thanks(situation, ladder, rung, wording, day),
        channel=channel,
        approval=approval_of(situation, rung, since, calendar, day),
        lines=tuple(_line(one, due.get(one.id), rung, day) for one in listed),
        is_automatic=not situation.pressure_waived,
    )


def _line(invoice: Open, own: Rung | None, highest: Rung, day: dt.date) -> Line:
    """A due line takes its level; another repeats its date, or gets one after a release."""
    pay_by = invoice.pay_by
    if own or invoice.released:
        pay_by = day + dt.timedelta((own or highest).pay_by_days)
    return Line(
        invoice_id=invoice.id,
        level=own.key if own else "",
        rank=own.rank if own else 0,
        balance=invoice.balance,
        demanded=invoice.demandable,
        pay_by=pay_by,
        released=invoice.released,
        episode=invoice.episode,
    )


def _wording(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, rung: Rung
) -> tuple[str, int]:
    """The due level's words, never softer than the last notice's while it is not settled."""
    wording, rank = rung.key, rung.rank
    past = max(_past(listed, ladder), default=0)
    if past >= rung.rank:
        wording, rank = STILL_OPEN, past
    last = situation.told[-1] if situation.told else None
    if last and last.wording_rank > rank and is_unsettled(situation, last):
        return last.wording, last.wording_rank
    return wording, rank


def is_unsettled(situation: Situation, told: Told) -> bool:
    """Whether one of its invoices is open and has not started again since."""
    return any(
        one.id in told.invoice_ids
        and one.balance > ZERO
        and (one.restarted_on is None or one.restarted_on < told.on)
        for one in situation.invoices
    )


def _opens_with_thanks(
    situation: Situation, ladder: Ladder, rung: Rung, wording: str, day: dt.date
) -> bool:
    """A reminder within 14 days of a letter of which everything was paid."""
    last = situation.told[-1] if situation.told else None
    if last is None or wording != ladder.written[0].key or rung != ladder.written[0]:
        return False
    was_letter = last.wording_rank > ladder.written[0].rank
    recent = (day - last.on).days <= THANKS_DAYS
    return was_letter and recent and not is_unsettled(situation, last)


def level_line(invoice: Open, rung: Rung, pay_by: dt.date | None) -> Line:
    """A line on which the invoice takes the level."""
    return Line(
        invoice_id=invoice.id,
        level=rung.key,
        rank=rung.rank,
        balance=invoice.balance,
        demanded=invoice.demandable,
        pay_by=pay_by,
        episode=invoice.episode,
    )
