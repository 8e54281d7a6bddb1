"""Amounts as people and programs write them; a decimal mark is proved by the file or asked for."""

import re
from collections.abc import Iterable
from decimal import Decimal

from collections_app.intake.refusals import CannotImport, NeedsAnswer, Unreadable
from collections_app.intake.workbook import Cell
from collections_app.lib.amounts import (
    AMBIGUOUS,
    DIGITS,
    MARKS,
    READINGS,
    plain_value,
    split_amount,
)

CONTRADICTIONS_ALLOWED = 0.1  # of the amounts that tell their mark
MAX_AMOUNT = Decimal(10) ** 12
MOST_DECIMALS = 3  # what the columns of the database hold
NOISE = Decimal("0.000001")  # 30.299999999999997 is a spreadsheet's 30.30
NOISE_DECIMALS = 7

_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]{1,3})?")
_EXACT = {
    0: re.compile(r"-?[0-9]{1,12}"),
    2: re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{2})?"),
    3: re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{3})?"),
}
_CERTAIN = re.compile(r"-?[0-9]+(?:([.,])[0-9]{1,2})?")


_STEPS = {places: Decimal(1).scaleb(-places) for places in range(5)}
_BOTH = frozenset(MARKS)
_ONLY = {mark: frozenset(mark) for mark in MARKS}


def looks_like_amount(cell: Cell) -> bool:
    """For guessing a column."""
    if not isinstance(cell, str):
        return isinstance(cell, int | float) and not isinstance(cell, bool)
    return bool(DIGITS.fullmatch(split_amount(cell)[1]))


def find_mark(cells: Iterable[tuple[Cell, int]], told: str = "") -> str:
    """The decimal mark of pairs of cell and the decimals of its currency; "" when none has one."""
    seen = [(cell, decimals, _marks(cell)) for cell, decimals in cells if isinstance(cell, str)]
    telling = [marks for _, _, marks in seen if len(marks) == 1]
    if told:
        _check_told(telling, told)
        return told
    possible = frozenset(MARKS).intersection(*telling)
    if len(possible) == 1:
        return next(iter(possible))
    return _mark_of_open_case([(cell, n) for cell, n, _ in seen], possible)


def _check_told(telling: list[frozenset[str]], told: str) -> None:
    against = sum(told not in marks for marks in telling)
    if against > CONTRADICTIONS_ALLOWED * len(telling):
        raise CannotImport(
            f'{against} of {len(telling)} amounts do not have "{told}" before their decimals.',
            asks="decimal",
        )


def read_amount(cell: Cell, mark: str, decimals: int) -> Decimal | None:
    """The amount with its sign, exact in the currency's decimals; None for an empty cell."""
    if isinstance(cell, str):
        if mark == "." and _EXACT[decimals].fullmatch(cell):
            return Decimal(cell)
        value = _read_text(cell, mark)
    else:
        value = _read_number(cell)
    return None if value is None else _exact(value, cell, decimals)


def currency_in(cell: Cell) -> str:
    """The currency written beside an amount, "" when there is none or it is not certain."""
    if not isinstance(cell, str) or _CERTAIN.fullmatch(cell):
        return ""
    return split_amount(cell)[2]


def _read_number(cell: Cell) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Unreadable(f'"{cell}" is not an amount.')
    return Decimal(repr(cell))


def _read_text(cell: str, mark: str) -> Decimal | None:
    if mark == "." and _PLAIN.fullmatch(cell):
        return Decimal(cell)
    sign, body, _ = split_amount(cell)
    if not body:
        _check_empty(cell)
        return None
    if not READINGS[mark].fullmatch(body):
        raise Unreadable(f'"{cell.strip()}" is not an amount with "{mark}" before the decimals.')
    return sign * plain_value(body, mark)


def _check_empty(cell: str) -> None:
    if cell.strip(" \u00a0-"):
        raise Unreadable(f'"{cell.strip()}" is not an amount.')


def _marks(cell: str) -> frozenset[str]:
    """The decimal marks under which this is an amount; empty when under none."""
    if found := _CERTAIN.fullmatch(cell):
        return _ONLY.get(found[1], _BOTH)
    body = split_amount(cell)[1]
    return frozenset(mark for mark in MARKS if body and READINGS[mark].fullmatch(body))


OPTION = "Say --decimal . or --decimal ,"


def _mark_of_open_case(seen: list[tuple[str, int]], possible: frozenset[str]) -> str:
    if not possible:
        raise NeedsAnswer(
            'Some amounts have "." and some have "," before the decimals.',
            asks="decimal",
            option=OPTION,
        )
    open_ones = [(AMBIGUOUS.fullmatch(split_amount(cell)[1]), cell, n) for cell, n in seen]
    unclear = [(found[1], cell, n) for found, cell, n in open_ones if found]
    if not unclear:
        return ""
    marks = {mark for mark, _, decimals in unclear if decimals == MOST_DECIMALS}
    if len(marks) == 1:
        return marks.pop()
    example = unclear[0][1].strip()
    raise NeedsAnswer(
        f'"{example}" may be thousands or decimals, and no amount proves it.',
        asks="decimal",
        option=OPTION,
    )


def _exact(value: Decimal, cell: Cell, decimals: int) -> Decimal:
    if abs(value) >= MAX_AMOUNT or not value.is_finite():
        raise Unreadable(f'"{cell}" is larger than any amount kept here.')
    rounded = value.quantize(_STEPS[decimals])
    if rounded == value or _is_noise(value, rounded):
        return rounded
    raise Unreadable(f'"{cell}" has more decimals than the {decimals} of its currency.')


def _is_noise(value: Decimal, rounded: Decimal) -> bool:
    places = -int(value.as_tuple().exponent)
    return places >= NOISE_DECIMALS and abs(value - rounded) < NOISE
