"""Contact pressure: what the limits of DESIGN 5.6 leave free for one customer."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collections_app.communications.choices import Channel, Direction, State
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.dunning.calls import TALKS
from collections_app.dunning.timing import (
    CALL_WINDOW_DAYS,
    DIALS_IN_WINDOW,
    MONTH_WINDOW_DAYS,
    NOTICE_WINDOW_DAYS,
    NOTICES_IN_MONTH,
    TALKS_IN_WINDOW,
    call_free_on,
    pressure_free_on,
)
from collections_app.reports.words import day_name

STRIP_DAYS = 14
SATURDAY = 5
NEVER_HAPPENED = (State.CANCELLED, State.FAILED, State.WAITING)


@dataclass(frozen=True)
class Meter:
    """Used of so many, in so many days."""

    label: str
    used: int
    most: int
    days: int

    @property
    def cells(self) -> list[bool]:
        """True for each that is used."""
        return [place < self.used for place in range(self.most)]

    @property
    def words(self) -> str:
        return f"{self.used} of {self.most} in {self.days} days"


@dataclass(frozen=True)
class DayOfStrip:
    """One of the last fourteen days, with the channels of its contacts."""

    on: dt.date
    channels: list[str]
    is_today: bool

    @property
    def is_weekend(self) -> bool:
        return self.on.weekday() >= SATURDAY


@dataclass(frozen=True)
class Pressure:
    """The meters with their sentences, and the strip."""

    written: list[Meter]
    written_says: str
    calls: list[Meter]
    calls_say: str
    strip: list[DayOfStrip]


def _weighs(one: Communication) -> bool:
    """A call weighs whoever made it; a note, and what they wrote to us, does not."""
    is_theirs = one.direction == Direction.IN and one.channel != Channel.CALL
    return one.channel != Channel.NOTE and not is_theirs


def pressure_of(
    company: Company,
    told_on: Sequence[dt.date],
    contacts: Iterable[Communication],
    *,
    day: dt.date,
) -> Pressure:
    """`told_on` are the days of accepted notices, sorted; `contacts` the newest in the log."""
    happened = [
        (company.day_of(one.sent_at or one.created_at), one)
        for one in contacts
        if one.state not in NEVER_HAPPENED and _weighs(one)
    ]
    calls = sorted(
        (on, one.why.get("outcome") in TALKS)
        for on, one in happened
        if one.channel == Channel.CALL and _is_within(on, day, CALL_WINDOW_DAYS)
    )
    talks = [on for on, was_talk in calls if was_talk]
    dials = [on for on, was_talk in calls if not was_talk]
    return Pressure(
        written=[
            _meter("Notices", told_on, day, 1, NOTICE_WINDOW_DAYS),
            _meter("Notices", told_on, day, NOTICES_IN_MONTH, MONTH_WINDOW_DAYS),
        ],
        written_says=_free_again(pressure_free_on(told_on), day, "A notice may go."),
        calls=[
            _meter("Conversations", talks, day, TALKS_IN_WINDOW, CALL_WINDOW_DAYS),
            _meter("Unanswered dials", dials, day, DIALS_IN_WINDOW, CALL_WINDOW_DAYS),
        ],
        calls_say=_free_again(call_free_on(talks, dials), day, "They may be called."),
        strip=_strip(happened, day),
    )


def _is_within(on: dt.date, day: dt.date, days: int) -> bool:
    return 0 <= (day - on).days < days


def _meter(label: str, on_days: Sequence[dt.date], day: dt.date, most: int, days: int) -> Meter:
    return Meter(label, sum(_is_within(on, day, days) for on in on_days), most, days)


def _free_again(free: dt.date | None, day: dt.date, is_free: str) -> str:
    return f"Free again {day_name(free, day)}." if free and free > day else is_free


def _strip(happened: Sequence[tuple[dt.date, Communication]], day: dt.date) -> list[DayOfStrip]:
    days = [day - dt.timedelta(ago) for ago in reversed(range(STRIP_DAYS))]
    return [
        DayOfStrip(on, sorted({one.channel for when, one in happened if when == on}), on == day)
        for on in days
    ]
