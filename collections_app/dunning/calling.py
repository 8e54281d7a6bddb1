"""The track of calls: what it would do about one customer today. Pure."""

import datetime as dt
from collections.abc import Sequence

from collections_app.dunning.facts import Ladder, Open, PlannedCall, PlannedTask, Rung, Situation
from collections_app.dunning.timing import day_after, due_date, next_rung
from collections_app.dunning.tracks import Track, level_line
from collections_app.lib.calendars import Calendar

NEXT_ROUND = 4  # business days after a call round ended
GO_ON = "go_on"  # the course on which calls go on beyond the limit of rounds


def call_track(
    situation: Situation,
    listed: Sequence[Open],
    ladder: Ladder,
    calendar: Calendar,
    day: dt.date,
) -> Track:
    track = Track()
    if ladder.call_rank is None:  # switched off, or for more than is owed
        return track
    dates = _call_dates(listed, ladder, ladder.call_rank, calendar)
    track.looks = [on for on in dates.values() if on > day]
    joining = [
        one
        for one in listed
        if one.id not in situation.in_round and dates.get(one.id, day_after(day)) <= day
    ]
    returns = not situation.round_is_open and any(one.id in situation.in_round for one in listed)
    if not joining and not returns:
        if track.looks and not situation.round_is_open:
            track.waits = "climbs", {"level": _call_rung(ladder).key, "until": min(track.looks)}
        return track
    number = situation.round_number or 1 + max(one.rounds for one in joining)
    opens_on = _round_opens_on(situation, calendar, day)
    if number > ladder.call_round_limit and not _goes_on(situation, day):
        _wait_for_a_course(track, situation, ladder, day)
    elif opens_on > day:
        track.looks.append(opens_on)
        track.waits = "next_round", {"until": opens_on}
    else:
        track.call = _planned_call(joining, ladder, number)
    return track


def _goes_on(situation: Situation, day: dt.date) -> bool:
    """Whether a manager wants the calls to go on."""
    until = situation.course_until
    return situation.course == GO_ON and until is not None and until > day


def _wait_for_a_course(track: Track, situation: Situation, ladder: Ladder, day: dt.date) -> None:
    """A manager decides how to go on; a promise, or what was decided, is given its time."""
    promised = situation.promised_until
    if promised and promised >= day:
        track.waits = "promise_runs", {"until": promised}
        track.looks.append(day_after(promised))
        return
    until = situation.course_until
    if until and until > day:
        track.waits = "course", {"choice": situation.course, "until": until}
        track.looks.append(until)
        return
    track.waits = "decide", {"rounds": ladder.call_round_limit}
    track.tasks.append(PlannedTask("decide", "customer", None, dict(track.waits[1])))


def _call_dates(
    listed: Sequence[Open], ladder: Ladder, call_rank: int, calendar: Calendar
) -> dict[int, dt.date]:
    """When each listed invoice may join a call: at its level, or at once where it was before."""
    dates = {}
    for invoice in listed:
        rung = next_rung(invoice, ladder)
        if invoice.rank >= call_rank:
            dates[invoice.id] = invoice.due_on
        elif rung and rung.is_call and not invoice.answer_overdue:
            dates[invoice.id] = due_date(invoice, rung, calendar)
    return dates


def _call_rung(ladder: Ladder) -> Rung:
    return next(one for one in ladder.rungs if one.is_call)


def _round_opens_on(situation: Situation, calendar: Calendar, day: dt.date) -> dt.date:
    """The first business day from `day` on which a round may open or grow."""
    if situation.round_number == 0 and situation.round_ended_on:
        day = max(day, calendar.add_business_days(situation.round_ended_on, NEXT_ROUND))
    return calendar.business_day_from(day)


def _planned_call(joining: Sequence[Open], ladder: Ladder, number: int) -> PlannedCall:
    rung = _call_rung(ladder)
    return PlannedCall(number, tuple(level_line(one, rung, None) for one in joining))
