"""The ladder: what happens to a customer today, and why or why not (DESIGN 5). Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from collections_app.dunning.calling import call_track
from collections_app.dunning.courtesy import courtesy_track
from collections_app.dunning.facts import (
    ZERO,
    Ladder,
    Open,
    Plan,
    PlannedNotice,
    PlannedTask,
    Situation,
)
from collections_app.dunning.thanks import thanks_track
from collections_app.dunning.timing import day_after
from collections_app.dunning.tracks import Track, written_track
from collections_app.lib.calendars import Calendar

BROKEN_GRACE = 2  # business days in which a call comes before a letter


def plan(situation: Situation, *, ladder: Ladder, calendar: Calendar, day: dt.date) -> Plan:
    """What happens to one customer on `day`, a date of the company, and when to look again."""
    if situation.standing:
        return _stopped(situation, day)
    if situation.held_until and situation.held_until >= day:
        return Plan(
            "held",
            held(situation),
            look_on=min([day_after(situation.held_until), *_falling_due(situation, day)]),
        )
    whole, ladder = ladder, worth(situation, ladder, day)
    listed = eligible(situation, ladder=ladder, day=day)
    quiet = quiet_until(situation, listed, calendar)
    writable = [one for one in listed if quiet.get(one.id, day) <= day]
    written = written_track(situation, writable, ladder, calendar, day)
    calls = call_track(situation, listed, ladder, calendar, day)
    courtesy = courtesy_track(situation, listed, ladder, calendar, day)
    thanks = thanks_track(situation, ladder, calendar, day)
    notice = written.notice or courtesy.notice or thanks.notice
    code, values = _reason(situation, listed, notice, written, calls, whole, day)
    return Plan(
        code,
        values,
        notice=notice,
        call=calls.call,
        rests_round=situation.round_is_open and not _still_to_discuss(situation),
        tasks=(*_tasks(situation, ladder, day), *written.tasks, *calls.tasks),
        look_on=min(
            (
                *written.looks,
                *calls.looks,
                *courtesy.looks,
                *thanks.looks,
                *([day_after(day)] if calls.call else ()),  # a level may stand above the call
                *_looks(situation, day, quiet.values()),
            ),
            default=None,
        ),
    )


def held(situation: Situation) -> dict[str, Any]:
    """Until when nobody is contacted, and why."""
    return {"until": situation.held_until, "reason": situation.held_for}


def _stopped(situation: Situation, day: dt.date) -> Plan:
    """Nobody is contacted; on its review date a person looks at the standing again."""
    values: dict[str, Any] = {"standing": situation.standing}
    changes = _falling_due(situation, day)
    if situation.review_on and situation.review_on > day:
        known = values | {"review_on": situation.review_on}
        return Plan("standing", known, look_on=min([situation.review_on, *changes]))
    task = PlannedTask("review_standing", "customer", None, values)
    return Plan("standing", values, tasks=(task,), look_on=min(changes, default=None))


def _falling_due(situation: Situation, day: dt.date) -> list[dt.date]:
    """Days on which an invoice becomes overdue: what is owed changes, whoever may be contacted."""
    return [day_after(one.due_on) for one in situation.invoices if one.due_on >= day]


def to_collect(situation: Situation, day: dt.date) -> dict[str, Decimal]:
    """Per currency: what may be demanded of overdue invoices less credits, never below zero."""
    sums: dict[str, Decimal] = {}
    for invoice in _overdue(situation, day):
        sums[invoice.currency] = sums.get(invoice.currency, ZERO) + invoice.demandable
    return {
        currency: max(amount - situation.credits.get(currency, ZERO), ZERO)
        for currency, amount in sums.items()
    }


def worth(situation: Situation, ladder: Ladder, day: dt.date) -> Ladder:
    """The ladder without the levels for which too little is owed; they are passed over."""
    return ladder.asking(max(compared(situation, day).values(), default=ZERO))


def compared(situation: Situation, day: dt.date) -> dict[str, Decimal]:
    """Per currency, what is compared with a minimum: all that has a rate together, in one."""
    sums, rates = to_collect(situation, day), situation.rates
    together = sum((sums[one] * rates[one] for one in sums if one in rates), ZERO)
    return {one: together if one in rates else amount for one, amount in sums.items()}


def eligible(situation: Situation, *, ladder: Ladder, day: dt.date) -> tuple[Open, ...]:
    """The invoices that a notice of that day lists, oldest due first (DESIGN 5.4)."""
    net = compared(situation, day)
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


def _still_to_discuss(situation: Situation) -> bool:
    return any(one.id in situation.in_round and one.demandable > ZERO for one in situation.invoices)


def quiet_until(
    situation: Situation, listed: Sequence[Open], calendar: Calendar
) -> dict[int, dt.date]:
    """After a broken promise the call comes first: no letter before it or 2 business days."""
    called = situation.called_on or dt.date.min
    return {
        one.id: calendar.add_business_days(one.broken_on, BROKEN_GRACE)
        for one in listed
        if one.broken_on and one.broken_on > called
    }


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
    looks = _falling_due(situation, day)
    looks += [day_after(one.held_until) for one in situation.invoices if one.held_until]
    looks += [one.eligible_from for one in situation.invoices if one.eligible_from]
    return [on for on in (*looks, *quiet) if on > day]


def _reason(
    situation: Situation,
    listed: Sequence[Open],
    notice: PlannedNotice | None,
    written: Track,
    calls: Track,
    ladder: Ladder,
    day: dt.date,
) -> tuple[str, dict[str, Any]]:
    """The decision in one code: what is done, else what it waits for, else why nothing is."""
    if notice:
        return "notice", {"level": notice.rung.key, "channel": notice.channel}
    if calls.call:
        return "call", {"round": calls.call.number}
    if waits := written.waits or calls.waits:
        return waits
    if situation.round_is_open and _still_to_discuss(situation):
        return "call_open", {"round": situation.round_number}
    return nothing_to_do(situation, listed, ladder, day)


def nothing_to_do(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, day: dt.date
) -> tuple[str, dict[str, Any]]:
    """Why nothing is written or called about, whatever the day."""
    late = [one for one in situation.invoices if one.due_on < day and one.balance > ZERO]
    if not late:
        return "nothing_overdue", {}
    if all(one.demandable == ZERO for one in late):
        because = {reason for one in late for reason in one.set_aside}
        return "nothing_to_demand", {
            "because": sorted(because),
            "until": situation.promised_until if "promised" in because else None,
        }
    if any(one.answer_overdue for one in listed):
        return "answer_overdue", {}
    if listed:
        return _above(situation, listed, ladder, day)
    if any(one.in_review for one in late):
        return "review_old_debt", {}
    barred = [
        (one.held_until, one.held_for) for one in late if one.held_until and _barred(one, day)
    ]
    if barred:
        until, reason = min(barred)
        return "invoices_held", {"until": until, "reason": reason}
    debited = [one.eligible_from for one in late if _barred(one, day) and one.eligible_from]
    if debited:
        return "debit_runs", {"until": min(debited)}
    return "below_minimum", {"minimum": str(ladder.minimum), "residual": str(ladder.residual)}


def _above(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, day: dt.date
) -> tuple[str, dict[str, Any]]:
    """Nothing is left to do for what is owed; a level for more may stand above."""
    reached = min(one.rank for one in listed)
    open_levels = worth(situation, ladder, day).rungs
    for rung in ladder.rungs:
        if rung.rank > reached and rung not in open_levels:
            return "below_level_minimum", {"level": rung.key, "minimum": str(rung.minimum)}
    return "top_of_ladder", {}
