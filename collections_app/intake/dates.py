"""Dates in the formats that real exports use; the order of day and month is proved or asked for."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from collections_app.intake.refusals import CannotImport, NeedsAnswer, Unreadable
from collections_app.intake.workbook import Cell

ORDERS = ("DMY", "MDY", "YMD")
FIRST_YEAR, LAST_YEAR = 1970, 2100
CENTURY_TURNS_AT = 70  # 69 is 2069, 70 is 1970
CONTRADICTIONS_ALLOWED = 0.1  # of the dates that tell their order
ALIKE_DAYS_MAX = 12
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119 as a spreadsheet counts days

_TIME = re.compile(
    r"[T ,]\s*\d{1,2}:\d{2}(:\d{2}([.,:]\d{1,9})?)?\s*([AaPp]\.?[Mm]\.?)?"
    r"\s*(Z|[A-Z]{3,4}|(UTC|GMT)?[+-]\d{2}:?(\d{2})?)?"
)
_NUMERIC = re.compile(r"(\d{1,4})\s?([./\-\s])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(T\d{4,6}([.,]\d{1,9})?(Z|[+-]\d{2}:?(\d{2})?)?)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.?[\s\-/]*([^\W\d_]{3,9})\.?[\s\-/,]*(\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,9})\.?[\s\-/]*(\d{1,2})(?:st|nd|rd|th)?,?[\s\-/]+(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[\s\-/]([^\W\d_]{3,9})\.?[\s\-/](\d{1,2})")
_WEEKDAY = re.compile(r"[^\W\d_]{2,10}\.?,\s+(?=\d|[^\W\d_])")
_SERIAL = re.compile(r"[2-7]\d{4}([.,]\d+)?")
_EMPTY = re.compile(r"0{1,4}([./\-])0{1,2}(?:\1)0{1,4}( 00:00:00)?|0{8}")
_DESTROYED = re.compile(r"#{3,}")

_MONTHS = (
    "jan january januar janner", "feb february februar", "mar march marz mrz maerz",
    "apr april", "may mai", "jun june juni", "jul july juli", "aug august",
    "sep sept september", "oct october okt oktober", "nov november", "dec december dez dezember",
)  # fmt: skip
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}


def looks_like_date(cell: Cell) -> bool:
    """For guessing a column: a date in any format, destroyed ones too."""
    if not isinstance(cell, str):
        return isinstance(cell, dt.date)
    text = _bare(cell)
    shapes = (_NUMERIC, _COMPACT, _DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST, _EMPTY, _DESTROYED)
    return any(shape.fullmatch(text) for shape in shapes)


def orders_of(cell: Cell) -> frozenset[str]:
    """The orders under which this is a date; empty when its format leaves no choice."""
    found = isinstance(cell, str) and _NUMERIC.fullmatch(_bare(cell))
    if not found or len(found[1]) > 2:
        return frozenset()
    parts = (found[1], found[3], found[4])
    return frozenset(order for order in _candidates(parts) if _in_order(parts, order))


def find_order(cells: Iterable[Cell], told: str = "") -> str:
    """The order that the file proves or the person told; "" when no date depends on it."""
    seen = [(cell, orders) for cell in cells if (orders := orders_of(cell))]
    if told:
        _check_told([orders for _, orders in seen], told)
        return told
    possible = frozenset(ORDERS).intersection(*(orders for _, orders in seen))
    if seen and len(possible) != 1:
        raise _which_order(seen, possible)
    return next(iter(possible)) if seen else ""


def check_column(name: str, cells: Iterable[Cell]) -> None:
    """Refuse a file whose dates a spreadsheet has destroyed in this column."""
    cells = list(cells)
    texts = [_bare(cell) for cell in cells if isinstance(cell, str)]
    if any(_DESTROYED.fullmatch(text) for text in texts):
        raise CannotImport(f'Column "{name}" holds ######## instead of dates: {_WIDEN}')
    if any(_is_serial(cell) for cell in cells):
        raise CannotImport(f'Column "{name}" holds day numbers such as 41245: {_FORMAT}')
    if _is_half_turned(cells):
        raise CannotImport(f'Column "{name}" mixes dates that a spreadsheet turned: {_AGAIN}')


def read_date(cell: Cell, order: str) -> dt.date | None:
    """The date as written, without its time; None for an empty cell."""
    if isinstance(cell, dt.datetime):
        return _plausible(cell.date(), cell)
    if isinstance(cell, dt.date):
        return _plausible(cell, cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = f"{cell:.0f}"  # 20240229 as a number
    return _read_text(cell, order) if isinstance(cell, str) else _no_date(cell)


_WIDEN = "widen it in the spreadsheet and save again, or export anew."
_FORMAT = "format it as a date in the spreadsheet and save again, or export anew."
_AGAIN = "export the file anew and do not open it before."


@lru_cache(maxsize=200_000)
def _read_text(cell: str, order: str) -> dt.date | None:
    text = _bare(cell)
    if not text or _EMPTY.fullmatch(text):
        return None
    parts = _fixed_parts(text) or _ordered_parts(text, order)
    day = _date(*parts) if parts else None
    return _plausible(day, cell) if day else _no_date(cell)


def _bare(cell: str) -> str:
    """The date's text without time, weekday and the guard of ="..."."""
    text = cell.strip().strip("\ufeff\u200b'")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    if ":" in text:
        found = _TIME.search(text)
        text = text[: found.start()] if found and found.end() == len(text) else text
    return _WEEKDAY.sub("", text, count=1).strip() if "," in text else text


def _fixed_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a format that leaves no choice."""
    if found := _COMPACT.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if (found := _NUMERIC.fullmatch(text)) and len(found[1]) == 4:
        return int(found[1]), int(found[3]), int(found[4])
    if found := _DAY_FIRST.fullmatch(text):
        return _year(found[3]), _month(found[2]), int(found[1])
    if found := _MONTH_FIRST.fullmatch(text):
        return _year(found[3]), _month(found[1]), int(found[2])
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), _month(found[2]), int(found[3])
    return None


def _ordered_parts(text: str, order: str) -> tuple[int, int, int] | None:
    found = _NUMERIC.fullmatch(text)
    if not found or len(found[1]) > 2:
        return None
    return _turn((found[1], found[3], found[4]), order)


def _turn(parts: tuple[str, str, str], order: str) -> tuple[int, int, int] | None:
    """Year, month and day; a year of four digits at the end is never read as a day."""
    named = dict(zip(order, parts, strict=False))
    if not order or len(named["D"]) > 2:
        return None
    return _year(named["Y"]), int(named["M"]), int(named["D"])


def _candidates(parts: tuple[str, str, str]) -> tuple[str, ...]:
    return ORDERS if len(parts[2]) == 2 else ORDERS[:2]


def _in_order(parts: tuple[str, str, str], order: str) -> dt.date | None:
    turned = _turn(parts, order)
    return _date(*turned) if turned else None


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < CENTURY_TURNS_AT else 1900)


def _month(word: str) -> int:
    plain = word.casefold().replace("ä", "a")
    return MONTHS.get(plain, 0)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _plausible(day: dt.date, cell: Cell) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable(f'"{cell}" is not between {FIRST_YEAR} and {LAST_YEAR}; write the year.')
    return day


def _no_date(cell: Cell) -> dt.date:
    raise Unreadable(f'"{cell}" is not a date; write it as 2024-02-29.')


def _is_serial(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(_SERIAL.fullmatch(cell.strip()))
    return isinstance(cell, float) and FIRST_SERIAL <= cell < LAST_SERIAL


def _is_half_turned(cells: list[Cell]) -> bool:
    """The trace of a spreadsheet that read day and month in the other order where it could.

    What it could read became real dates, all with days up to 12; what it could not stayed text.
    """
    texts = [orders for cell in cells if (orders := orders_of(cell))]
    real = [day for cell in cells if (day := _real_date(cell))]
    if not texts or not real:
        return False
    only_one = all(len(orders) == 1 for orders in texts)
    return only_one and all(day.day <= ALIKE_DAYS_MAX for day in real)


def _real_date(cell: Cell) -> dt.date | None:
    if isinstance(cell, dt.date):
        return cell
    parts = _fixed_parts(_bare(cell)) if isinstance(cell, str) and cell.strip() else None
    return _date(*parts) if parts else None


def _check_told(seen: list[frozenset[str]], told: str) -> None:
    telling = [orders for orders in seen if len(orders) == 1]
    against = sum(told not in orders for orders in telling)
    if against > CONTRADICTIONS_ALLOWED * len(telling):
        raise CannotImport(
            f"{against} of {len(telling)} dates that tell their order are not {told}: "
            "the dates are written in two orders, or a spreadsheet turned them.",
            asks="dates",
        )


def _which_order(seen: list[tuple[Cell, frozenset[str]]], possible: frozenset[str]) -> NeedsAnswer:
    choices = ", ".join(order for order in ORDERS if order in possible or not possible)
    option = f"Say --dates ({choices})."
    if not possible:
        fact = "The dates are written in more than one order of day and month."
        rest = f"{option} The other rows are then refused."
        return NeedsAnswer(fact, asks="dates", option=rest)
    example = next(cell for cell, orders in seen if len(orders) > 1)
    fact = f'No date proves the order of day and month in "{example}".'
    return NeedsAnswer(fact, asks="dates", option=option)
