"""Dates: today where somebody is, how far ahead one is meant, and dates as people read them."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from collections_app.lib.languages import locale_of, spoken

_PATTERNS = {
    "en": {
        "full": "EEEE d MMMM y",
        "long": "d MMMM y",
        "short": "EEE d MMM y",
        "day": "d MMMM",
        "row": "EEE d MMM",
    },
    "de": {
        "full": "EEEE, d. MMMM y",
        "long": "d. MMMM y",
        "short": "EEE, d. MMM y",
        "day": "d. MMMM",
        "row": "EEE, d. MMM",
    },
    "es": {
        "full": "EEEE d 'de' MMMM 'de' y",
        "long": "d 'de' MMMM 'de' y",
        "short": "EEE d MMM y",
        "day": "d 'de' MMMM",
        "row": "EEE d MMM",
    },
}


A_YEAR = timedelta(365)
HALF_A_YEAR = timedelta(183)


def today_in(zone: str, now: datetime) -> date:
    """The calendar day in an IANA zone at an aware moment."""
    return now.astimezone(ZoneInfo(zone)).date()


def why_too_far(day: date, on: date, most: timedelta = A_YEAR) -> str:
    """Why a day that somebody gives on another is too far ahead; empty where it is not."""
    latest = on + most
    return "" if day <= latest else f"Pick a date up to {latest}; {day} is too far ahead."


@lru_cache(maxsize=1000)  # a page says the same few days again and again
def show_date(day: date, language: str, form: str = "full") -> str:
    """A date in words.

    `full` Thursday 21 May 2026, `long` 21 May 2026, `short` Thu 21 May 2026,
    `day` 21 May, `row` Thu 21 May.
    """
    return format_date(day, _PATTERNS[spoken(language)][form], locale=locale_of(language))
