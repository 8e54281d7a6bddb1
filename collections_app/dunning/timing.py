"""When a level is due, when contact pressure is over, how old debt enters. Pure."""

import datetime as dt
from collections.abc import Sequence

from collections_app.dunning.facts import NEEDING_CONSENT, Ladder, Open, Rung, Situation
from collections_app.lib.calendars import Calendar

NOTICE_WINDOW_DAYS = 7  # one automatic notice in it
MONTH_WINDOW_DAYS, NOTICES_IN_MONTH = 30, 3
CALL_WINDOW_DAYS = 7
TALKS_IN_WINDOW, DIALS_IN_WINDOW = 2, 5  # conversations and voicemails; unanswered dials
GRACE, GRACE_BY_POST = 2, 4  # business days after the stated pay-by date
STANDING_DAYS = 3  # an earlier message stands this long before a second letter or above
DEBIT_GRACE = 5  # business days after the collection of a direct debit


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


def stands_on(
    situation: Situation, rung: Rung, ladder: Ladder, calendar: Calendar
) -> dt.date | None:
    """From when an earlier message has stood long enough for the level; None: there is none."""
    if rung in ladder.written[:2]:
        return dt.date.min
    if situation.stood_since is None:
        return None
    return calendar.business_day_from(situation.stood_since + dt.timedelta(STANDING_DAYS))


def pressure_free_on(days: Sequence[dt.date]) -> dt.date | None:
    """The first day on which contact pressure allows a notice; `days` are earlier ones, sorted."""
    if not days:
        return None
    free = days[-1] + dt.timedelta(NOTICE_WINDOW_DAYS)
    if len(days) >= NOTICES_IN_MONTH:
        free = max(free, days[-NOTICES_IN_MONTH] + dt.timedelta(MONTH_WINDOW_DAYS))
    return free


def notice_free_on(situation: Situation, channel: str) -> dt.date | None:
    """The first day on which pressure allows the customer a notice; by phone, its number too.

    What a person wrote counts, and is not bound itself (DESIGN 5.6).
    """
    days = {one.on for one in situation.told} | set(situation.written)
    if channel in NEEDING_CONSENT:
        days |= set(situation.texted)
    return pressure_free_on(sorted(days))


def call_free_on(talks: Sequence[dt.date], dials: Sequence[dt.date]) -> dt.date | None:
    """The first day on which contact pressure allows a call (DESIGN 5.6).

    `talks` are days of conversations and voicemails, `dials` of unanswered dials, both sorted.
    """
    free = [dials[-1] + dt.timedelta(1)] if dials else []
    if len(dials) >= DIALS_IN_WINDOW:
        free.append(dials[-DIALS_IN_WINDOW] + dt.timedelta(CALL_WINDOW_DAYS))
    if len(talks) >= TALKS_IN_WINDOW:
        free.append(talks[-TALKS_IN_WINDOW] + dt.timedelta(CALL_WINDOW_DAYS))
    return max(free, default=None)


def debit_eligible_from(
    due_on: dt.date, returned_on: dt.date | None, calendar: Calendar
) -> dt.date:
    """When a direct debit may be chased: once returned, else 5 business days past collection."""
    return returned_on or calendar.add_business_days(due_on, DEBIT_GRACE)


def entry_of(due_on: dt.date, day: dt.date, *, letter_days: int, review_days: int) -> str:
    """How an invoice late on arrival enters: "" as any other, "first_letter" or "review"."""
    days_overdue = (day - due_on).days
    if days_overdue > review_days:
        return "review"
    return "first_letter" if days_overdue > letter_days else ""


def day_after(day: dt.date) -> dt.date:
    return day + dt.timedelta(1)
