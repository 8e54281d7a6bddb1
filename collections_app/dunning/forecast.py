"""What the ladder does in the coming days if nothing else happens: one customer. Pure.

Nobody pays, answers or calls; promises are kept, disputes stay open; what waits for a person is
approved on its day, and letters are posted on theirs. The rules are those of the walk.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from collections_app.dunning.facts import (
    NEEDING_CONSENT,
    Ladder,
    Line,
    Open,
    Plan,
    PlannedCall,
    PlannedNotice,
    Situation,
    Told,
)
from collections_app.dunning.rules import plan
from collections_app.dunning.timing import day_after
from collections_app.lib.calendars import Calendar

LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Change:
    """What time alone does to an invoice: a hold is over (`released`), our answer is late."""

    on: dt.date
    invoice_id: int
    released: str = ""
    answer_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """A customer today, what time will change, and the notice that is on its way already."""

    situation: Situation
    changes: Sequence[Change] = ()
    underway: PlannedNotice | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """What is expected on one day."""

    on: dt.date
    plan: Plan


def forecast(
    outlook: Outlook, *, ladder: Ladder, calendar: Calendar, first: dt.date, last: dt.date
) -> list[Coming]:
    """All that the ladder does from `first` to `last`, both included, day by day."""
    situation, coming = outlook.situation, []
    if outlook.underway:
        goes_on = calendar.business_day_from(first)
        coming.append(Coming(goes_on, Plan("notice", notice=outlook.underway)))
        situation = _after(situation, coming[-1].plan, goes_on)
    changes = sorted(outlook.changes, key=lambda one: one.on)
    day: dt.date | None = first
    while day and day <= last:
        while changes and changes[0].on <= day:
            situation = _changed(situation, changes.pop(0))
        decided = plan(situation, ladder=ladder, calendar=calendar, day=day)
        if decided.notice or decided.call:
            coming.append(Coming(day, decided))
        after = _after(situation, decided, day)
        looks = [day_after(day) if after is not situation else decided.look_on]
        situation = after
        looks += [one.on for one in changes]
        day = min((on for on in looks if on), default=None)
    return coming


def _changed(situation: Situation, change: Change) -> Situation:
    """A release is told where the invoice was named before."""
    named = any(change.invoice_id in one.invoice_ids for one in situation.told)
    invoices = (
        _changed_invoice(one, change, named) if one.id == change.invoice_id else one
        for one in situation.invoices
    )
    return replace(situation, invoices=tuple(invoices))


def _changed_invoice(invoice: Open, change: Change, named: bool) -> Open:
    released = change.released if named or invoice.pay_by else ""
    return replace(
        invoice,
        released=released or invoice.released,
        answer_overdue=invoice.answer_overdue or change.answer_overdue,
    )


def _after(situation: Situation, decided: Plan, on: dt.date) -> Situation:
    """The acts of a day are done: the notice is accepted, the call round is open or rests."""
    if decided.rests_round:
        situation = replace(situation, round_is_open=False)
    if decided.notice:
        situation = _after_notice(situation, decided.notice, on)
    if decided.call:
        situation = _after_call(situation, decided.call, on)
    return situation


def _after_notice(situation: Situation, notice: PlannedNotice, on: dt.date) -> Situation:
    by_phone = notice.channel in NEEDING_CONSENT
    accepted: dict[str, Any] = {
        "texted": (*situation.texted, on) if by_phone else situation.texted,
        "has_unfinished_notice": False,
        "pressure_waived": False,
    }
    if notice.rung.track == "thanks":
        return replace(situation, **accepted, thanked_on=on)
    ids = frozenset(one.invoice_id for one in notice.lines)
    by_post = notice.channel == LETTER
    return replace(
        situation,
        **accepted,
        invoices=_after_lines(situation.invoices, notice.lines, on, by_post=by_post),
        told=(*situation.told, Told(on, notice.wording, notice.wording_rank, ids)),
        stood_since=situation.stood_since or on,
    )


def _after_call(situation: Situation, call: PlannedCall, on: dt.date) -> Situation:
    return replace(
        situation,
        invoices=_after_lines(situation.invoices, call.lines, on, by_post=False),
        round_number=call.number,
        round_is_open=True,
        in_round=situation.in_round | {one.invoice_id for one in call.lines},
    )


def _after_lines(
    invoices: Iterable[Open], lines: Iterable[Line], on: dt.date, *, by_post: bool
) -> tuple[Open, ...]:
    of = {line.invoice_id: line for line in lines}
    return tuple(
        _after_line(one, of[one.id], on, by_post) if one.id in of else one for one in invoices
    )


def _after_line(invoice: Open, line: Line, on: dt.date, by_post: bool) -> Open:
    """As an accepted line counts: its level, the date that it stated, what it told."""
    climbs = bool(line.level) and line.rank > invoice.rank
    restates = line.pay_by is not None and line.pay_by != invoice.pay_by
    return replace(
        invoice,
        rank=line.rank if climbs else invoice.rank,
        taken_on=on if climbs else invoice.taken_on,
        pay_by=line.pay_by if restates else invoice.pay_by,
        pay_by_was_posted=by_post if restates else invoice.pay_by_was_posted,
        released="",
        is_announced=invoice.is_announced or (bool(line.level) and line.rank == 0),
    )
