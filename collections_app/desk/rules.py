"""What comes next after a contact, proposed from how it ended and what was agreed. Pure."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from collections_app.communications.choices import Cause
from collections_app.desk.choices import CallOutcome
from collections_app.lib.calendars import Calendar
from collections_app.tasks.choices import NextAct

AGAIN_AT = dt.time(10)  # the hour at which who did not answer is tried again
Hours = tuple[dt.time, dt.time]  # from and until
ANSWER_DAYS = 5  # business days in which a dispute is answered
SEARCH_DAYS = 5  # business days after which money that is said to be paid has come
# What to do, and after how many business days.
BY_OUTCOME = {
    CallOutcome.NO_ANSWER: (NextAct.CALL, 1),
    CallOutcome.VOICEMAIL: (NextAct.CALL, 2),
    CallOutcome.WRONG_PERSON: (NextAct.FIND_CONTACT, 1),
    CallOutcome.REFUSED: (NextAct.WRITE, 1),
    CallOutcome.CALL_BACK: (NextAct.CALL, 1),
    CallOutcome.REACHED: (NextAct.CALL, 5),
}
BY_CAUSE = {
    Cause.NOT_RECEIVED: (NextAct.SEND_COPY, 0),
    Cause.PURCHASE_ORDER: (NextAct.SEND_COPY, 1),
    Cause.SUPPLIER_SETUP: (NextAct.WRITE, 0),
    Cause.APPROVAL: (NextAct.CALL, 3),
    Cause.PAYMENT_RUN: (NextAct.CHECK_PAYMENT, 5),
    Cause.CASH_SHORT: (NextAct.CALL, 2),
    Cause.DISPUTE: (NextAct.ANSWER_DISPUTE, ANSWER_DAYS),
    Cause.OVERSIGHT: (NextAct.CHECK_PAYMENT, 5),
}


@dataclass(frozen=True)
class NextStep:
    """What a person does next, on which day and, where one was agreed, at which hour."""

    act: str
    on: dt.date
    at: dt.time | None = None


def proposed(
    *,
    outcome: str,
    day: dt.date,
    calendar: Calendar,
    cause: str = "",
    promised_for: dt.date | None = None,
    answer_due_on: dt.date | None = None,
    is_said_to_be_paid: bool = False,
    tolerance: int = 0,
    again_at: dt.time = AGAIN_AT,
) -> NextStep:
    """The most pressing of what was said; `promised_for` is the first day that was promised.

    `again_at` is the hour at which who did not answer is tried again.
    """
    if answer_due_on:
        return NextStep(NextAct.ANSWER_DISPUTE, max(answer_due_on, day))
    if promised_for:
        last_day = calendar.add_business_days(promised_for, tolerance)
        return NextStep(NextAct.CHECK_PAYMENT, calendar.add_business_days(last_day, 1))
    if is_said_to_be_paid:
        return NextStep(NextAct.CHECK_PAYMENT, calendar.add_business_days(day, SEARCH_DAYS))
    if cause:
        act, days = BY_CAUSE[Cause(cause)]
    else:
        act, days = BY_OUTCOME[CallOutcome(outcome or CallOutcome.REACHED)]
    on = calendar.add_business_days(day, days) if days else day
    return NextStep(act, on, again_at if outcome == CallOutcome.NO_ANSWER else None)


def call_hour(day: dt.date, *, ours: ZoneInfo, theirs: ZoneInfo, hours: Hours) -> dt.time:
    """The usual hour on our clock; where it is night at theirs, the one closest to their hours."""
    opens, closes = hours
    ahead = [dt.time(one) for one in range(24) if opens <= dt.time(one) <= closes]

    def farness(at: dt.time) -> tuple[int, int]:
        there = on_clock(day, at, ours=ours, theirs=theirs)
        outside = max(_minutes(opens) - _minutes(there), _minutes(there) - _minutes(closes), 0)
        return outside, abs(at.hour - AGAIN_AT.hour)

    return min(ahead, key=farness, default=AGAIN_AT)


def on_clock(day: dt.date, at: dt.time, *, ours: ZoneInfo, theirs: ZoneInfo) -> dt.time:
    """What their clock shows when ours shows `at` on that day."""
    return dt.datetime.combine(day, at, ours).astimezone(theirs).time()


def _minutes(at: dt.time) -> int:
    return at.hour * 60 + at.minute
