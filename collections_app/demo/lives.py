"""A company lives through the days of a past, one after another, with the clock of those days."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from collections_app.lib.calendars import Calendar


class Life(ABC):
    """What comes in comes in every day; work is done on business days."""

    calendar: Calendar

    def live(self, days: Sequence[dt.date]) -> Iterator[dt.date]:
        """Live through the days in order, each in one transaction."""
        for day in days:
            with transaction.atomic():
                self.take_in(day)
                if self.calendar.is_business_day(day):
                    self.work(day)
            yield day

    @abstractmethod
    def take_in(self, day: dt.date) -> None:
        """The invoices and the money of a day."""

    @abstractmethod
    def work(self, day: dt.date) -> None:
        """What the ladder and the people do on a business day."""


def answer_before_the_disk() -> None:
    """A rehearsal can be repeated, so its commits need not wait to be safe on disk."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")


def days_from(first: dt.date, last: dt.date) -> list[dt.date]:
    """Both days and all between them."""
    return [first + dt.timedelta(number) for number in range((last - first).days + 1)]
