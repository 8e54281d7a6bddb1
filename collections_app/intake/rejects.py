"""The file of refused rows: the same columns and why; mended, it can be imported as it is."""

import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from collections_app.intake.columns import REJECT_COLUMNS
from collections_app.intake.reading import Table
from collections_app.intake.refusals import Refusal
from collections_app.intake.workbook import Cell

# What a spreadsheet would calculate, after spaces too, and our own guard.
_FORMULA = re.compile(r"[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n\0']")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,' ]*-?")


def guarded(cell: Cell) -> str:
    """A cell that a spreadsheet shows and never calculates."""
    text = _as_written(cell)
    if isinstance(cell, str) and _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _as_written(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def write_rejects(table: Table, refusals: Iterable[Refusal], path: Path) -> None:
    """Write the refused rows; a row with several faults stands once, with all of them."""
    faults: dict[int, list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        faults[refusal.line].append(refusal)
    with path.open("w", encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        writer = csv.writer(file, delimiter=table.delimiter or ",", quoting=csv.QUOTE_ALL)
        writer.writerow([*map(guarded, table.own_header), *REJECT_COLUMNS])
        for line, cells, _ in table.rows():
            if line in faults:
                writer.writerow([*_filled(table, cells), *_why(line, faults[line])])


def _filled(table: Table, cells: Sequence[Cell]) -> list[str]:
    width = len(table.own_header)
    row = [guarded(cell) for cell in cells[:width]]
    return row + [""] * (width - len(row))


def _why(line: int, faults: Sequence[Refusal]) -> tuple[str, str, str]:
    columns = ", ".join(fault.column for fault in faults if fault.column)
    return str(line), guarded(columns), guarded(" ".join(fault.sentence for fault in faults))
