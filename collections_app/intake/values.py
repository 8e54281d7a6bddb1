"""Texts, numbers of things and words inside cells; each reader refuses with a sentence."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from collections_app.intake.columns import squash, squashed
from collections_app.intake.encodings import ESCAPED
from collections_app.intake.refusals import CannotImport, Unreadable
from collections_app.intake.workbook import Cell

EXACT_DIGITS = 15  # a spreadsheet turns the digits after these into zeros
SURE_ZEROS = 3  # so many lost digits are no accident
_INVISIBLE = "\ufeff\u200b"
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_MONTHS = "jan|feb|m[aä]r|mrz|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]"
_TURNED_DATE = rf"\d{{1,2}}(?:[- ]|\. ?)(?:{_MONTHS})\.?|(?:{_MONTHS})\.?[- ]\d{{2}}"
_DESTROYED = re.compile(rf"(\d(?:[.,]\d+)?e\+\d+)|(#{{3,}})|({_TURNED_DATE})", re.IGNORECASE)
_FLOATED = re.compile(r"\d+\.0+")
_DECIMAL = re.compile(r"\d+\.\d+")


def read_text(cell: Cell, limit: int = 1000) -> str:
    """The text without spaces around it; every other sign survives."""
    if not isinstance(cell, str):
        cell = _as_text(cell)
    elif cell.isalnum() and cell.isascii() and len(cell) <= limit:
        return cell
    text = cell.strip()
    if not text.isascii():
        text = _without_invisible(text)
    if "\0" in text:
        raise Unreadable("it holds a NUL sign, which no text can; take it out.")
    if len(text) > limit:
        raise Unreadable(f"it is longer than {limit} characters; shorten it.")
    return _unwrapped(text)


def read_id(cell: Cell, limit: int = 60, *, floated: bool = False) -> str:
    """A number of a customer or an invoice, as text; 12345.0 loses what a spreadsheet added."""
    if isinstance(cell, float):
        return _id_of_number(cell)
    text = read_text(cell, limit)
    if text.startswith("'") and text[1:].isdigit():
        return text[1:]
    return text.partition(".")[0] if floated and _FLOATED.fullmatch(text) else text


def is_floated(cells: Iterable[Cell]) -> bool:
    """Whether all decimals of a column of numbers are the .0 that a spreadsheet added."""
    dotted = (cell.strip() for cell in cells if isinstance(cell, str) and "." in cell)
    decimal = [cell for cell in dotted if _DECIMAL.fullmatch(cell)]
    return bool(decimal) and all(map(_FLOATED.fullmatch, decimal))


def check_ids(name: str, cells: Iterable[Cell]) -> None:
    """Refuse a file in which a spreadsheet destroyed the numbers of this column."""
    cells = list(cells)
    for cell in cells:
        if trouble := _trouble(cell):
            raise CannotImport(f'Column "{name}" holds "{cell}": {trouble} {_AS_TEXT}')
    if _lost_digits(cells) >= SURE_ZEROS:
        raise CannotImport(f'Column "{name}": long numbers lost their last digits. {_AS_TEXT}')


_AS_TEXT = "Export the file anew, and keep this column as text if a spreadsheet opens it."


def _trouble(cell: Cell) -> str:
    if isinstance(cell, str) and cell.isdigit():
        return ""
    if isinstance(cell, float):
        return "the number is too long to be exact." if abs(cell) >= 10**EXACT_DIGITS else ""
    if not isinstance(cell, str):
        return _TROUBLES[-1]
    found = _DESTROYED.fullmatch(cell.strip())
    return _TROUBLES[found.lastindex - 1] if found and found.lastindex else ""


_TROUBLES = (
    "a spreadsheet shortened the number.",
    "the column was too narrow to show it.",
    "a spreadsheet made a date of it.",
)


def _lost_digits(cells: Iterable[Cell]) -> int:
    """How many digits after the 15th are zeros; 0 as soon as one is not."""
    long = (cell.strip() for cell in cells if isinstance(cell, str) and len(cell) > EXACT_DIGITS)
    tails = [text[EXACT_DIGITS:] for text in long if text.isdigit()]
    return 0 if any(tail.strip("0") for tail in tails) else sum(map(len, tails))


def _as_text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell)


def _id_of_number(cell: float) -> str:
    if cell != int(cell):
        raise Unreadable(f'"{cell}" has decimals; format the column as text.')
    return str(int(cell))


def _without_invisible(text: str) -> str:
    if ESCAPED.search(text):
        raise Unreadable("it holds bytes that the file's encoding does not know.")
    return text.strip(_INVISIBLE).strip()


def _unwrapped(text: str) -> str:
    """The inside of ="00123", which keeps leading zeros from a spreadsheet."""
    found = _FORMULA_TEXT.fullmatch(text) if text.startswith('="') else None
    return found[1].replace('""', '"') if found else text


def word_reader(table: Mapping[str, str], what: str) -> Callable[[Cell], str]:
    """A reader of words such as "Gutschrift" by a table of comma lists; empty stays empty."""
    known = {word: value for value, words in table.items() for word in squashed(words)}
    known |= {squash(value): value for value in table}

    @lru_cache(maxsize=10_000)
    def read(cell: Cell) -> str:
        text = read_text(cell)
        if text and squash(text) not in known:
            choices = ", ".join(str(value) for value in table)
            raise Unreadable(f'"{text}" is not known as {what}; write one of {choices}.')
        return known[squash(text)] if text else ""

    return read


def read_link(cell: Cell) -> str:
    """A web address of http or https."""
    text = read_text(cell, 500)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    good = parts and parts.scheme in {"http", "https"} and parts.netloc and text.isprintable()
    if text and (not good or " " in text):
        raise Unreadable(f'"{text}" is not a web address; write it with https://.')
    return text
