"""Business days of a country."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

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

    @cached_property
    def _is_business(self) -> "_Days":
        return _days(self.country, self.region, self.closed_on)

    def is_business_day(self, day: dt.date) -> bool:
        return self._is_business[day]

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


class _Days(dict[dt.date, bool]):
    """Remembered: a walk asks about the same few days for every invoice."""

    def __init__(self, country: str, region: str, closed_on: frozenset[dt.date]) -> None:
        self._closed_on = closed_on
        self._holidays = _public_holidays(country, region) if country else ()

    def __missing__(self, day: dt.date) -> bool:
        is_closed = day.weekday() >= SATURDAY or day in self._closed_on or day in self._holidays
        self[day] = not is_closed
        return self[day]


@lru_cache(maxsize=64)
def _days(country: str, region: str, closed_on: frozenset[dt.date]) -> _Days:
    return _Days(country, region, closed_on)
