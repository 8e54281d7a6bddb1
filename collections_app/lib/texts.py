"""Texts: what a value from outside must lose before it stands in a sentence."""

import re
import unicodedata
from uuid import UUID

# A scheme or www. makes mail programs and phones turn a name into a link.
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S*", re.IGNORECASE)
_GAPS = re.compile(r"\n(?:[^\S\n]*\n){2,}")
# Control, private use, surrogate, unassigned; of the format characters all but the joiners.
_UNSAFE = frozenset({"Cc", "Co", "Cs", "Cn"})
MOST_MARKS = 4
_JOINERS = "\u200c\u200d"
_BREAKS = "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"


def one_line(value: str, *, limit: int = 200) -> str:
    """One line without control, direction or private characters, at most `limit` long."""
    spaced = "".join(" " if sign in _BREAKS else sign for sign in value)
    plain = _without_towers("".join(filter(_is_plain, spaced)))
    line = " ".join(plain.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _without_towers(line: str) -> str:
    """At most MOST_MARKS marks on one letter: no script needs more, and they hide other lines."""
    kept, marks = [], 0
    for sign in line:
        marks = marks + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def without_gaps(text: str) -> str:
    """The same text with one empty line where there were several."""
    return _GAPS.sub("\n\n", text.replace("\r\n", "\n")).strip("\n")


def without_links(line: str) -> str:
    """The same line with every address that would become a link taken out."""
    return " ".join(_LINK.sub("", line).split())


def uuid_in(text: str) -> UUID | None:
    """None where it is no identifier."""
    try:
        return UUID(text)
    except ValueError:
        return None


def shown_width(line: str) -> int:
    """Columns that a line takes in a fixed pitch: wide letters two, marks none."""
    return sum(_width_of(sign) for sign in line)


def _is_plain(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category not in _UNSAFE and (category != "Cf" or sign in _JOINERS)


def _width_of(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
