"""The thank-you: one mail when all that was chased is paid. Pure.

It stands beside the ladder: it asks for nothing, names no amount and presses nobody. It goes once
per chase, on the first business day after the money came, and not at all where that took long to
be seen or where a credit note settled it.
"""

import datetime as dt

from collections_app.dunning.approval import approval_of
from collections_app.dunning.courtesy import note_beside
from collections_app.dunning.facts import ZERO, Ladder, Situation
from collections_app.dunning.timing import day_after, notice_free_on
from collections_app.dunning.tracks import Track, is_unsettled
from collections_app.lib.calendars import Calendar

FRESH_DAYS = 14  # after the payment; later a thank-you puzzles more than it pleases


def thanks_track(situation: Situation, ladder: Ladder, calendar: Calendar, day: dt.date) -> Track:
    """The thank-you of that day, if one is owed."""
    track = Track()
    rung, paid_on = ladder.thanks, _paid_on(situation, day)
    if rung is None or paid_on is None or situation.has_unfinished_notice:
        return track
    channel = next((one for one in rung.channels if one in situation.reach), "")
    goes_on = _goes_on(situation, paid_on, channel, calendar, day)
    if not channel or goes_on > paid_on + dt.timedelta(FRESH_DAYS):
        return track
    if goes_on > day:
        track.looks.append(goes_on)
        return track
    approval = approval_of(situation, rung, [paid_on], calendar, day)
    track.notice = note_beside(rung, channel, approval, ())
    return track


def owes_overdue(situation: Situation, day: dt.date) -> bool:
    """Whether anything is overdue, chased or not: then nobody is thanked for having paid all."""
    return any(one.due_on < day and one.balance > ZERO for one in situation.invoices)


def _paid_on(situation: Situation, day: dt.date) -> dt.date | None:
    """When the money came that ended the chase; None where none runs out, or it was thanked for."""
    last = situation.told[-1] if situation.told else None
    if last is None or last.wording_rank == 0 or is_unsettled(situation, last):
        return None
    if owes_overdue(situation, day):
        return None
    if situation.thanked_on and situation.thanked_on >= last.on:
        return None
    paid_on = situation.paid_on
    return paid_on if paid_on and paid_on >= last.on else None


def _goes_on(
    situation: Situation, paid_on: dt.date, channel: str, calendar: Calendar, day: dt.date
) -> dt.date:
    """The day after the payment, when contact pressure is over, on a business day."""
    free = notice_free_on(situation, channel)
    return calendar.business_day_from(max(day, day_after(paid_on), free or day))
