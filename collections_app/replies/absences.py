"""Until when somebody is away, as an out-of-office says it. Pure.

English, German, Spanish and French, in digits or with the month's name. What can be read in two
ways, as 3/4 can, counts as the earlier day.
"""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress

from babel import Locale

MOST_SIGNS = 2_000
_ONE_DAY = dt.timedelta(days=1)
_HALF_A_YEAR = dt.timedelta(days=180)


def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in ("en", "de", "de_AT", "es", "fr"):
        for width in ("wide", "abbreviated"):
            names = Locale(language).months["format"][width]
            found |= {name.casefold().rstrip("."): number for number, name in names.items()}
    return found


_MONTHS = _months()
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_YEAR = r"(?:,? ?(?:del? )?(?P<year{0}>20\d\d))?"
_DATE = (
    r"(?:(?P<iso>20\d\d-\d\d-\d\d)"
    r"|(?P<first>\d{1,2})[./-] ?(?P<second>\d{1,2})(?:[./-] ?(?P<year1>20\d\d|\d\d))?(?!\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th|er|\.)? ?(?:of |de )?(?P<month2>{_MONTH})\b\.?"
    + _YEAR.format(2)
    + rf"|(?P<month3>{_MONTH})\.? (?P<day3>\d{{1,2}})(?:st|nd|rd|th)?\b"
    + _YEAR.format(3)
    + ")"
)
_UNTIL = r"(?P<until>\b(?:until|till?|through|thru|to|bis|hasta|al|jusqu['’ ]?(?:au|à)|au)\b)"
_BACK = (
    r"(?:\b(?:back|return\w*|again|from|zurück|wieder|ab|de retour|retour|vuelta|vuelvo"
    r"|volver\w*|regres\w*|partir)\b)"
)
_SAID = re.compile(rf"(?:{_UNTIL}|{_BACK})[^\d\n.;!?]{{0,30}}?\b{_DATE}")
_FROM_TO = re.compile(r"\b(?:from|vom|ab dem|du|del?)\b[^\n]{0,40}?\b(?:to|until|till|bis|au|al)\b")


def back_on(text: str, *, today: dt.date) -> dt.date | None:
    """The first day on which they may be there again; None where no day to come is said."""
    said = " ".join(text[:MOST_SIGNS].casefold().split(" "))
    days = [day for met in _SAID.finditer(_without_beginnings(said)) for day in _day(met, today)]
    return max((day for day in days if day > today), default=None)


def _without_beginnings(said: str) -> str:
    """Of a span its end: from 10 to 20 January."""
    return _FROM_TO.sub("until", said)


def _day(met: re.Match[str], today: dt.date) -> Iterator[dt.date]:
    """The last day away, and one more."""
    found = sorted(day for day in _readings(met, today) if day >= today)
    if found:
        yield found[0] + (_ONE_DAY if met["until"] else dt.timedelta(0))


def _readings(met: re.Match[str], today: dt.date) -> Iterator[dt.date]:
    if met["iso"]:
        with suppress(ValueError):
            yield dt.date.fromisoformat(met["iso"])
    elif met["first"]:
        first, second = int(met["first"]), int(met["second"])
        for day, month in {(first, second), (second, first)} if second <= 31 else ():
            yield from _dated(day, month, met["year1"], today)
    else:
        n = 2 if met["month2"] else 3
        month = _MONTHS[met[f"month{n}"]]
        yield from _dated(int(met[f"day{n}"]), month, met[f"year{n}"], today)


def _dated(day: int, month: int, year: str | None, today: dt.date) -> Iterator[dt.date]:
    """Where no year is said, the nearest: in December a day of January is next year's."""
    with suppress(ValueError):
        if year:
            yield dt.date(int(year) % 100 + 2000, month, day)
            return
        said = dt.date(today.year, month, day)
        yield said if said > today - _HALF_A_YEAR else said.replace(year=today.year + 1)
