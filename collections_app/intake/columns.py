"""Which column holds what: guessed from its name and its content, or told with --map."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from collections_app.intake.amounts import looks_like_amount
from collections_app.intake.dates import looks_like_date
from collections_app.intake.labels import LABELS
from collections_app.intake.refusals import CannotImport
from collections_app.intake.words import ALIASES, INVOICE_WORDS, PAYMENT_WORDS
from collections_app.intake.workbook import Cell

WORDS = {"invoices": INVOICE_WORDS, "payments": PAYMENT_WORDS}
REJECT_COLUMNS = ("Line", "Column", "Reason")  # what our own file of rejects adds
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[\W_]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_CURRENCY = re.compile(r"[A-Za-z]{3}|[€$£¥]")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_FITTING_SHARE = 0.6


def squash(text: str) -> str:
    """A name without case, marks, spaces and signs: "Rechnungs-Nr." is "rechnungsnr"."""
    split = _CAMEL.sub(" ", text)
    plain = unicodedata.normalize("NFKD", split.casefold().replace("ß", "ss"))
    return _NOT_WORD.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


@lru_cache(maxsize=256)
def squashed(words: str) -> dict[str, int]:
    """The words of a comma list, squashed, with their place in it."""
    return {squash(word): place for place, word in reversed(list(enumerate(words.split(","))))}


def known_names(kind: str, header: Sequence[str]) -> int:
    """How many cells of a row are names of columns that this kind of file knows."""
    known = set().union(*(squashed(words) for words in WORDS[kind].values()))
    return sum(squash(str(cell)) in known for cell in header)


def guess_mapping(kind: str, header: Sequence[str], sample: Sequence[Sequence[Cell]]) -> dict:
    """Field to column name, for every field whose column has a known name and fitting content."""
    mapping: dict[str, str] = {}
    for field, words in WORDS[kind].items():
        ranked = _candidates(kind, field, squashed(words), header, sample)
        free = [header[place] for _, place in ranked if header[place] not in mapping.values()]
        if free:
            mapping[field] = free[0]
    return mapping


def _candidates(
    kind: str,
    field: str,
    names: dict[str, int],
    header: Sequence[str],
    sample: Sequence[Sequence[Cell]],
) -> list[tuple[int, int]]:
    """Pairs of rank and place, best first."""
    places = [place for place, name in enumerate(header) if squash(name) in names]
    fitting = [place for place in places if _fits(field, (row[place] for row in sample))]
    if not fitting and field not in ONLY_IF_FITTING:
        # Where the name is clear, the rows say what is wrong with the content.
        fitting = [place for place in places if _is_clear(kind, header[place])]
    return sorted((names[squash(header[place])], place) for place in fitting)


def _is_clear(kind: str, name: str) -> bool:
    return sum(squash(name) in squashed(words) for words in WORDS[kind].values()) == 1


def _fits(field: str, cells: Iterable[Cell]) -> bool:
    """Whether most filled cells look like this field; an empty column fits everything."""
    test = FITTING.get(field)
    filled = [cell for cell in cells if str(cell).strip()]
    if not test or not filled:
        return True
    return sum(map(test, filled)) >= _FITTING_SHARE * len(filled)


def _is_code(cell: Cell) -> bool:
    """Not a name of several words."""
    return not (isinstance(cell, str) and " " in cell.strip() and _LETTERS.search(cell))


def _is_country(cell: Cell) -> bool:
    return bool(_LETTERS.match(str(cell).strip()))


def _matches(pattern: re.Pattern[str]) -> Callable[[Cell], bool]:
    return lambda cell: bool(pattern.fullmatch(str(cell).strip()))


DATES = ("issued_on", "due_on", "settled_on", "last_notice_on", "debit_returned_on", "received_on")
AMOUNTS = ("amount", "settled", "balance")
ONLY_IF_FITTING = frozenset({"country"})
IDS = ("customer_number", "number", "reference", "external_id")
FITTING: dict[str, Callable[[Cell], bool]] = {
    **dict.fromkeys(DATES, looks_like_date),
    **dict.fromkeys(AMOUNTS, looks_like_amount),
    "customer_number": _is_code,
    "email": _matches(_EMAIL),
    "currency": _matches(_CURRENCY),
    "country": _is_country,
}


def told_mapping(
    kind: str, header: Sequence[str], told: Iterable[str], sample: Sequence[Sequence[Cell]]
) -> dict[str, str]:
    """What `--map field=column` says; an empty column takes a guess away."""
    mapping = {}
    for one in told:
        name, mark, column = one.partition("=")
        field = _field(kind, name)
        if not mark or not field:
            fields = ", ".join(WORDS[kind])
            raise CannotImport(f'"{one}" is not field=column; the fields are {fields}.')
        mapping[field] = _column(header, column.strip())
    if (settled := mapping.get("settled")) and _holds_dates(header.index(settled), sample):
        mapping["settled_on"] = mapping.pop("settled")  # "settled" is a day in many files
    return mapping


def _holds_dates(place: int, sample: Sequence[Sequence[Cell]]) -> bool:
    cells = [row[place] for row in sample if str(row[place]).strip()]
    return bool(cells) and _fits("settled_on", cells)


def _field(kind: str, name: str) -> str:
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    alias = "reference" if kind == "payments" and plain == "invoice" else ALIASES.get(plain, "")
    return next((field for field in (plain, alias) if field in WORDS[kind]), "")


def _column(header: Sequence[str], column: str) -> str:
    if not column:
        return ""
    same = [name for name in header if name == column]
    alike = [name for name in header if squash(name) == squash(column)]
    if not same and len(alike) != 1:
        raise CannotImport(f'There is no column "{column}"; the columns are {", ".join(header)}.')
    return (same or alike)[0]


def choose_mapping(
    kind: str, header: Sequence[str], sample: Sequence[Sequence[Cell]], told: Iterable[str]
) -> dict[str, str]:
    """The guess, overruled by what was told."""
    said = told_mapping(kind, header, told, sample)
    guess = guess_mapping(kind, header, sample)
    kept = {field: column for field, column in guess.items() if column not in said.values()}
    return {field: column for field, column in (kept | said).items() if column}


def check_complete(kind: str, mapping: dict[str, str], header: Sequence[str]) -> None:
    """Refuse a file that lacks a column without which no row can be read."""
    for choices in REQUIRED[kind]:
        if not any(field in mapping for field in choices):
            wanted = " or ".join(LABELS[kind][choice].lower() for choice in choices)
            columns = ", ".join(header)
            raise CannotImport(
                f"No column was recognised as {wanted}; the columns are {columns}.",
                asks=choices[0],
                option=f'Name it with --map {choices[0]}="...".',
            )


REQUIRED = {
    "invoices": (
        ("customer_number", "customer_name"),
        ("number",),
        ("issued_on",),
        ("due_on",),
        ("amount", "balance"),
    ),
    "payments": (("received_on",), ("amount",)),
}
