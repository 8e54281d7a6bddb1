"""Tables for spreadsheet programs, as CSV and XLSX, in which no text is taken for a formula.

The rules are those of RELIABILITY 3.8: a text that begins like a formula is quoted in CSV and is
typed as text in XLSX; numbers and days stay what they are.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

CSV, XLSX = "csv", "xlsx"
Cell = str | int | Decimal | dt.date | dt.datetime | None  # moments without a zone
MOST_ROWS = 1_048_576  # of a sheet
MOST_SIGNS = 32_767  # of a sheet's cell
_BEGINS_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


def harmless(text: str) -> str:
    """With a quote in front where a program would take it for a formula."""
    return f"'{text}" if text.lstrip(" \xa0")[:1] in _BEGINS_FORMULA else text


def write_table(path: Path, kind: str, rows: Iterable[Sequence[Cell]]) -> None:
    """The rows as a file of this kind; the first one holds the columns' names."""
    write = {CSV: _write_csv, XLSX: _write_xlsx}[kind]
    write(path, rows)


def _write_csv(path: Path, rows: Iterable[Sequence[Cell]]) -> None:
    # With the mark by which spreadsheet programs know UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.writelines(csv_lines(rows))


class _Line:
    """What csv writes a row into, to be handed on at once."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Line by line, as the rows come."""
    written = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    for row in rows:
        yield written.writerow([_plain(cell) for cell in row])


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes")
    return "" if cell is None else str(cell)


def _write_xlsx(path: Path, rows: Iterable[Sequence[Cell]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_typed(sheet, cell) for cell in row])
    book.save(path)


def _typed(sheet: Worksheet, cell: Cell) -> Any:
    if not isinstance(cell, str):
        return cell
    typed = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", cell)[:MOST_SIGNS])
    typed.data_type = "s"
    return typed
