"""Business days of a country."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import holidays

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def _public_holidays(country: str, region: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=region or None)


@dataclass(frozen=True)
class Calendar:
    """Monday to Friday, less public holidays (none when `country` is empty) and closed days."""

    country: str = ""
    region: str = ""
    closed_on: frozenset[dt.date] = frozenset()

    def is_business_day(self, day: dt.date) -> bool:
        return _is_business_day(self, day)

    def business_day_from(self, day: dt.date) -> dt.date:
        """The day itself if business is done on it, else the next one."""
        while not self.is_business_day(day):
            day += ONE_DAY
        return day

    def add_business_days(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th business day strictly after `day`; before it where negative."""
        step = ONE_DAY if count >= 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_business_day(day):
                day += step
        return day

    def business_days_between(self, first: dt.date, last: dt.date) -> int:
        """Business days after `first` up to and including `last`; 0 when `last` is not later."""
        days = (last - first).days
        return sum(self.is_business_day(first + ONE_DAY * n) for n in range(1, days + 1))


@lru_cache(maxsize=100_000)
def _is_business_day(calendar: Calendar, day: dt.date) -> bool:
    """Remembered: a walk asks about the same few days for every invoice."""
    if day.weekday() >= SATURDAY or day in calendar.closed_on:
        return False
    return not calendar.country or day not in _public_holidays(calendar.country, calendar.region)
