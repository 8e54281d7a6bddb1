"""The ladder: what is due to whom today, and why or why not (DESIGN 5). Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from collections_app.dunning.facts import (
    STILL_OPEN,
    ZERO,
    Ladder,
    Line,
    Open,
    Plan,
    PlannedCall,
    PlannedNotice,
    PlannedTask,
    Rung,
    Situation,
    Told,
)
from collections_app.lib.calendars import Calendar

NOTICE_WINDOW_DAYS = 7  # one automatic notice in it
MONTH_WINDOW_DAYS, NOTICES_IN_MONTH = 30, 3
PATIENCE_DAYS = 14  # between notices that list an invoice past its last written level
THANKS_DAYS = 14  # a reminder this soon after a letter that was paid opens with thanks
STANDING_DAYS = 3  # an earlier message stands this long before a second letter or above
GRACE, GRACE_BY_POST = 2, 4  # business days after the stated pay-by date
BROKEN_GRACE = 2  # business days in which a call comes before a letter
DEBIT_GRACE = 5  # business days after the collection of a direct debit
NEXT_ROUND = 4  # business days after a call round ended
ENTRY_FIRST_LETTER_DAYS, ENTRY_REVIEW_DAYS = 30, 90  # old debt on arrival (DESIGN 5.10)


def plan(situation: Situation, *, ladder: Ladder, calendar: Calendar, day: dt.date) -> Plan:
    """What happens to one customer on `day`, a date of the company, and when to look again."""
    if situation.standing:
        return Plan("standing", {"standing": situation.standing}, look_on=situation.review_on)
    if situation.held_until and situation.held_until >= day:
        return Plan("held", {"until": situation.held_until}, look_on=_after(situation.held_until))
    listed = eligible(situation, ladder=ladder, day=day)
    quiet = _quiet_until(situation, listed, calendar)
    writable = [one for one in listed if quiet.get(one.id, day) <= day]
    written = _written_track(situation, writable, ladder, calendar, day)
    calls = _call_track(situation, listed, ladder, calendar, day)
    code, values = _reason(situation, listed, written, calls, ladder, day)
    return Plan(
        code,
        values,
        notice=written.notice,
        call=calls.call,
        rests_round=situation.round_is_open and not _still_to_discuss(situation),
        tasks=(*_tasks(situation, ladder, day), *written.tasks, *calls.tasks),
        look_on=min(
            (*written.looks, *calls.looks, *_looks(situation, day, quiet.values())), default=None
        ),
    )


def next_rung(invoice: Open, ladder: Ladder) -> Rung | None:
    """The level that the invoice takes next, due or not; None at the top."""
    for rung in ladder.rungs:
        if rung.rank > invoice.rank and rung.rank >= invoice.starts_at:
            return rung if invoice.rounds >= rung.after_call_rounds else None
    return None


def due_date(invoice: Open, rung: Rung, calendar: Calendar) -> dt.date:
    """The first business day on which the invoice may take the level (DESIGN 5.2)."""
    if rung.counts_business_days:
        dates = [calendar.add_business_days(invoice.due_on, rung.after_due_days)]
    else:
        dates = [invoice.due_on + dt.timedelta(rung.after_due_days)]
    if invoice.taken_on:
        dates.append(invoice.taken_on + dt.timedelta(rung.gap_days))
    if invoice.pay_by:
        grace = GRACE_BY_POST if invoice.pay_by_was_posted else GRACE
        dates.append(calendar.add_business_days(invoice.pay_by, grace))
    return calendar.business_day_from(max(dates))


def pressure_free_on(days: Sequence[dt.date]) -> dt.date | None:
    """The first day on which contact pressure allows a notice; `days` are earlier ones, sorted."""
    if not days:
        return None
    free = days[-1] + dt.timedelta(NOTICE_WINDOW_DAYS)
    if len(days) >= NOTICES_IN_MONTH:
        free = max(free, days[-NOTICES_IN_MONTH] + dt.timedelta(MONTH_WINDOW_DAYS))
    return free


def debit_eligible_from(
    due_on: dt.date, returned_on: dt.date | None, calendar: Calendar
) -> dt.date:
    """When a direct debit may be chased: once returned, else 5 business days past collection."""
    return returned_on or calendar.add_business_days(due_on, DEBIT_GRACE)


def entry_of(due_on: dt.date, day: dt.date) -> str:
    """How an invoice late on arrival enters: "" as any other, "first_letter" or "review"."""
    days_overdue = (day - due_on).days
    if days_overdue > ENTRY_REVIEW_DAYS:
        return "review"
    return "first_letter" if days_overdue > ENTRY_FIRST_LETTER_DAYS else ""


def to_collect(situation: Situation, day: dt.date) -> dict[str, Decimal]:
    """Per currency: what may be demanded of overdue invoices less credits, never below zero."""
    sums: dict[str, Decimal] = {}
    for invoice in _overdue(situation, day):
        sums[invoice.currency] = sums.get(invoice.currency, ZERO) + invoice.demandable
    return {
        currency: max(amount - situation.credits.get(currency, ZERO), ZERO)
        for currency, amount in sums.items()
    }


def eligible(situation: Situation, *, ladder: Ladder, day: dt.date) -> tuple[Open, ...]:
    """The invoices that a notice of that day lists, oldest due first (DESIGN 5.4)."""
    net = to_collect(situation, day)
    return tuple(
        invoice
        for invoice in sorted(_overdue(situation, day), key=lambda one: (one.due_on, one.id))
        if net[invoice.currency] > ladder.minimum
        and invoice.demandable > ladder.residual
        and not _barred(invoice, day)
    )


def _overdue(situation: Situation, day: dt.date) -> Iterable[Open]:
    return (i for i in situation.invoices if i.due_on < day and i.demandable > ZERO)


def _barred(invoice: Open, day: dt.date) -> bool:
    return (
        invoice.in_review
        or (invoice.held_until is not None and invoice.held_until >= day)
        or (invoice.eligible_from is not None and invoice.eligible_from > day)
    )


def _after(day: dt.date) -> dt.date:
    return day + dt.timedelta(1)


@dataclass(slots=True)
class _Track:
    """What one track answers: its act, or what it waits for, and when to look again."""

    notice: PlannedNotice | None = None
    call: PlannedCall | None = None
    waits: tuple[str, dict[str, Any]] | None = None
    tasks: list[PlannedTask] = field(default_factory=list)
    looks: list[dt.date] = field(default_factory=list)


def _written_track(
    situation: Situation,
    listed: Sequence[Open],
    ladder: Ladder,
    calendar: Calendar,
    day: dt.date,
) -> _Track:
    dates = _written_dates(situation, listed, ladder, calendar)
    due = {id: rung for id, (on, rung) in dates.items() if on <= day}
    track = _Track(looks=[on for on, _ in dates.values() if on > day])
    if not due:
        track.waits = _next_level(dates)
        return track
    rung = max(due.values(), key=lambda one: one.rank)
    channel = next((one for one in rung.channels if one in situation.reach), "")
    track.waits = _blocked(situation, listed, ladder, calendar, day, rung, channel)
    if track.waits is None:
        track.notice = _notice(situation, listed, ladder, day, due, rung, channel)
    elif until := track.waits[1].get("until"):
        track.looks.append(until)
    if not channel:
        track.tasks.append(PlannedTask("fix_contact", "customer", None, {"level": rung.key}))
    return track


def _written_dates(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, calendar: Calendar
) -> dict[int, tuple[dt.date, Rung]]:
    """For each listed invoice with a written level ahead: when it is due, and which."""
    dates = {}
    for invoice in listed:
        rung = next_rung(invoice, ladder)
        if rung is None or rung.is_call or invoice.answer_overdue:
            continue
        on = due_date(invoice, rung, calendar)
        if rung not in ladder.written[:2]:  # a second letter or above
            if situation.stood_since is None:
                continue
            stood = situation.stood_since + dt.timedelta(STANDING_DAYS)
            on = max(on, calendar.business_day_from(stood))
        dates[invoice.id] = (on, rung)
    return dates


def _quiet_until(
    situation: Situation, listed: Sequence[Open], calendar: Calendar
) -> dict[int, dt.date]:
    """After a broken promise the call comes first: no letter before it or 2 business days."""
    called = situation.called_on or dt.date.min
    return {
        one.id: calendar.add_business_days(one.broken_on, BROKEN_GRACE)
        for one in listed
        if one.broken_on and one.broken_on > called
    }


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
    told = [one.on for one in situation.told]
    waits = {"pressure": pressure_free_on(told), "patience": None, "calendar": day}
    if told and any(one.rank >= ladder.last_written_rank for one in listed):
        waits["patience"] = told[-1] + dt.timedelta(PATIENCE_DAYS)
    code, free = max(
        ((code, on) for code, on in waits.items() if on is not None), key=lambda one: one[1]
    )
    go_on = calendar.business_day_from(max(free, day))
    return None if go_on == day else (code, {"level": rung.key, "until": go_on})


def _notice(
    situation: Situation,
    listed: Sequence[Open],
    ladder: Ladder,
    day: dt.date,
    due: dict[int, Rung],
    rung: Rung,
    channel: str,
) -> PlannedNotice:
    wording, wording_rank = _wording(situation, listed, ladder, rung)
    return PlannedNotice(
        rung=rung,
        wording=wording,
        wording_rank=wording_rank,
        opens_with_thanks=_opens_with_thanks(situation, ladder, rung, wording, day),
        channel=channel,
        approval=situation.approval or ("level" if rung.needs_approval else ""),
        lines=tuple(_line(one, due.get(one.id), rung, day) for one in listed),
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
    )


def _wording(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, rung: Rung
) -> tuple[str, int]:
    """The due level's words, never softer than the last notice's while it is not settled."""
    if any(one.rank >= ladder.last_written_rank for one in listed):
        return STILL_OPEN, ladder.last_written_rank
    last = situation.told[-1] if situation.told else None
    if last and last.wording_rank > rung.rank and _is_unsettled(situation, last):
        return last.wording, last.wording_rank
    return rung.key, rung.rank


def _is_unsettled(situation: Situation, told: Told) -> bool:
    return any(one.id in told.invoice_ids and one.balance > ZERO for one in situation.invoices)


def _opens_with_thanks(
    situation: Situation, ladder: Ladder, rung: Rung, wording: str, day: dt.date
) -> bool:
    """A reminder within 14 days of a letter of which everything was paid."""
    last = situation.told[-1] if situation.told else None
    if last is None or wording != ladder.written[0].key or rung != ladder.written[0]:
        return False
    was_letter = last.wording_rank > ladder.written[0].rank
    recent = (day - last.on).days <= THANKS_DAYS
    return was_letter and recent and not _is_unsettled(situation, last)


def _call_track(
    situation: Situation,
    listed: Sequence[Open],
    ladder: Ladder,
    calendar: Calendar,
    day: dt.date,
) -> _Track:
    track = _Track()
    dates = _call_dates(listed, ladder, calendar)
    track.looks = [on for on in dates.values() if on > day]
    joining = [
        one
        for one in listed
        if one.id not in situation.in_round and dates.get(one.id, _after(day)) <= day
    ]
    returns = not situation.round_is_open and any(one.id in situation.in_round for one in listed)
    if not joining and not returns:
        return track
    number = situation.round_number or 1 + max(one.rounds for one in joining)
    opens_on = _round_opens_on(situation, calendar, day)
    if number > ladder.call_round_limit:
        track.waits = "decide", {"rounds": ladder.call_round_limit}
        track.tasks.append(PlannedTask("decide", "customer", None, dict(track.waits[1])))
    elif opens_on > day:
        track.looks.append(opens_on)
        track.waits = "next_round", {"until": opens_on}
    else:
        track.call = _planned_call(joining, ladder, number)
    return track


def _call_dates(listed: Sequence[Open], ladder: Ladder, calendar: Calendar) -> dict[int, dt.date]:
    """When each listed invoice may join a call: at its level, or at once where it was before."""
    dates = {}
    for invoice in listed:
        rung = next_rung(invoice, ladder)
        if ladder.call_rank and invoice.rank >= ladder.call_rank:
            dates[invoice.id] = invoice.due_on
        elif rung and rung.is_call and not invoice.answer_overdue:
            dates[invoice.id] = due_date(invoice, rung, calendar)
    return dates


def _round_opens_on(situation: Situation, calendar: Calendar, day: dt.date) -> dt.date:
    """The first business day from `day` on which a round may open or grow."""
    if situation.round_number == 0 and situation.round_ended_on:
        day = max(day, calendar.add_business_days(situation.round_ended_on, NEXT_ROUND))
    return calendar.business_day_from(day)


def _planned_call(joining: Sequence[Open], ladder: Ladder, number: int) -> PlannedCall:
    rung = next(one for one in ladder.rungs if one.is_call)
    lines = (
        Line(one.id, rung.key, rung.rank, one.balance, one.demandable, None) for one in joining
    )
    return PlannedCall(number, tuple(lines))


def _still_to_discuss(situation: Situation) -> bool:
    return any(one.id in situation.in_round and one.demandable > ZERO for one in situation.invoices)


def _tasks(situation: Situation, ladder: Ladder, day: dt.date) -> list[PlannedTask]:
    """Small rests to clear, and old debt that a person looks at first."""
    tasks = []
    for one in _overdue(situation, day):
        if one.in_review:
            tasks.append(PlannedTask("review_old_debt", "invoice", one.id))
        elif one.demandable <= ladder.residual:
            tasks.append(PlannedTask("clear_residual", "invoice", one.id))
    return tasks


def _looks(situation: Situation, day: dt.date, quiet: Iterable[dt.date]) -> list[dt.date]:
    """Days on which something changes by itself: an invoice becomes overdue, a hold ends."""
    looks = [_after(one.due_on) for one in situation.invoices if one.due_on >= day]
    looks += [_after(one.held_until) for one in situation.invoices if one.held_until]
    looks += [one.eligible_from for one in situation.invoices if one.eligible_from]
    return [on for on in (*looks, *quiet) if on > day]


def _reason(
    situation: Situation,
    listed: Sequence[Open],
    written: _Track,
    calls: _Track,
    ladder: Ladder,
    day: dt.date,
) -> tuple[str, dict[str, Any]]:
    """The decision in one code: what is done, else what it waits for, else why nothing is."""
    if notice := written.notice:
        return "notice", {"level": notice.rung.key, "channel": notice.channel}
    if calls.call:
        return "call", {"round": calls.call.number}
    if waits := written.waits or calls.waits:
        return waits
    if situation.round_is_open and _still_to_discuss(situation):
        return "call_open", {"round": situation.round_number}
    return _nothing_to_do(situation, listed, ladder, day)


def _nothing_to_do(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, day: dt.date
) -> tuple[str, dict[str, Any]]:
    late = [one for one in situation.invoices if one.due_on < day and one.balance > ZERO]
    if not late:
        return "nothing_overdue", {}
    if all(one.demandable == ZERO for one in late):
        return "nothing_to_demand", {}
    if any(one.answer_overdue for one in listed):
        return "answer_overdue", {}
    if listed:
        return "top_of_ladder", {}
    if any(one.in_review for one in late):
        return "review_old_debt", {}
    barred = [one.held_until for one in late if _barred(one, day) and one.held_until]
    if barred:
        return "invoices_held", {"until": min(barred)}
    return "below_minimum", {"minimum": str(ladder.minimum), "residual": str(ladder.residual)}
