"""One look over a whole file: what its dates, amounts and numbers prove, before any row is read."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import batched, chain
from operator import itemgetter

from collections_app.intake import zeros
from collections_app.intake.amounts import MOST_DECIMALS, find_mark
from collections_app.intake.columns import AMOUNTS, DATES, IDS
from collections_app.intake.dates import check_column, find_order
from collections_app.intake.reading import Table
from collections_app.intake.refusals import NeedsAnswer
from collections_app.intake.values import check_ids, is_floated, read_id
from collections_app.intake.workbook import Cell
from collections_app.lib.money import decimals

CHUNK = 5_000  # rows whose columns are gathered at once


@dataclass(frozen=True, slots=True)
class Choices:
    """How a file is read: guessed, proved or told; saved per source once confirmed."""

    mapping: dict[str, str] = field(default_factory=dict)
    dates: str = ""
    decimal: str = ""
    currency: str = ""
    zeros: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Study:
    """What a look over the file added to the choices."""

    choices: Choices
    floated: frozenset[str]
    rows: int
    notes: tuple[str, ...]


def study(table: Table, choices: Choices) -> Study:
    """Prove or refuse: raises `CannotImport` for a destroyed file, `NeedsAnswer` for doubt."""
    seen, rows = _distinct(table, choices.mapping, choices.currency)
    names = choices.mapping
    for one in DATES:
        check_column(names.get(one, ""), seen.get(one, ()))
    for one in IDS:
        if one != "reference":
            check_ids(names.get(one, ""), seen.get(one, ()))
    floated = frozenset(one for one in IDS if is_floated(seen.get(one, ())))
    for one in zeros.FIELDS:
        _check_zeros(one, names, seen.get(one, ()), choices, floated)
    proved = replace(
        choices,
        dates=find_order(chain.from_iterable(seen.get(one, ()) for one in DATES), choices.dates),
        decimal=find_mark(seen.get("money", ()), choices.decimal),
    )
    return Study(proved, floated, rows, tuple(_notes(names, floated)))


def _distinct(
    table: Table, mapping: dict[str, str], default_currency: str
) -> tuple[dict[str, set], int]:
    """The different cells of every column that has to prove something, and the number of rows."""
    cell_of = {one: itemgetter(table.header.index(column)) for one, column in mapping.items()}
    seen: dict[str, set] = {one: set() for one in (*DATES, *IDS) if one in cell_of}
    currency_of = cell_of.get("currency", lambda _: default_currency)
    amounts = [cell_of[one] for one in AMOUNTS if one in cell_of]
    money: set[tuple[Cell, Cell]] = set()
    rows = 0
    for chunk in batched(table.rows(), CHUNK):
        rows += len(chunk)
        read = [cells for _, cells, problem in chunk if not problem]
        for one, cells in seen.items():
            cells.update(map(cell_of[one], read))
        for amount_of in amounts:
            money.update(zip(map(amount_of, read), map(currency_of, read), strict=True))
    known = {code: _decimals(code) for code in {code for _, code in money}}
    seen["money"] = {(cell, known[code]) for cell, code in money}
    return seen, rows


def _decimals(code: Cell) -> int:
    return min(decimals(str(code).strip().upper()), MOST_DECIMALS)


def _check_zeros(
    one: str, names: dict[str, str], cells: Collection[Cell], choices: Choices, floated: frozenset
) -> None:
    if choices.zeros.get(one) or not any(map(_leads_with_zero, cells)):
        return
    texts = {read_id(cell, 1000, floated=one in floated) for cell in cells if _is_id(cell)}
    if sentence := zeros.doubt(names.get(one, ""), texts):
        raise NeedsAnswer(sentence, asks=f"zeros_{one}", option=zeros.OPTION)


def _leads_with_zero(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.lstrip(" ='\"\u00a0").startswith("0")


def _is_id(cell: Cell) -> bool:
    """Numbers that are refused later, row by row, prove nothing about zeros."""
    if isinstance(cell, str):
        return cell.strip().isascii()
    return isinstance(cell, float) and cell.is_integer()


def _notes(names: dict[str, str], floated: frozenset[str]) -> list[str]:
    return [f'Column "{names[one]}": numbers such as 12345.0 are read as 12345.' for one in floated]
