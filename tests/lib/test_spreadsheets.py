"""What a spreadsheet program reads is what was written, and never a formula."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from collections_app.lib.spreadsheets import CSV, XLSX, csv_lines, harmless, write_table

TRIGGERS = tuple("=+-@\t\r\n\0＝＋－＠")
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


def written(kind: str, *rows: tuple) -> list[list]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{kind}"
        write_table(path, kind, rows)
        if kind == CSV:
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.reader(file, strict=True))
        sheet = load_workbook(path).active
        assert all(cell.data_type != "f" for row in sheet.rows for cell in row)
        return [list(row) for row in sheet.iter_rows(values_only=True)]


@given(words)
def test_no_text_in_csv_begins_like_a_formula_and_none_is_lost(text):
    [[cell]] = written(CSV, (text,))

    assert not cell.lstrip(" \xa0").startswith(TRIGGERS)
    assert cell.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@x", "  =1", "＝1"])
def test_in_a_sheet_it_is_typed_as_text(text):
    assert written(XLSX, (text,)) == [[text]]


def test_numbers_and_days_stay_what_they_are():
    moment = dt.datetime.fromisoformat("2026-05-12 09:30")
    row = (Decimal("-12.50"), 7, None, moment)

    assert written(CSV, row) == [["-12.50", "7", "", "2026-05-12 09:30"]]
    assert written(XLSX, row) == [[-12.5, 7, None, moment]]


def test_what_no_sheet_can_hold_is_left_out():
    [[cell]] = written(XLSX, ("a\x07b" + "x" * 40_000,))

    assert cell.startswith("abx") and len(cell) == 32_767


def test_a_word_with_a_dash_inside_stays_as_it_is():
    assert harmless("follow-up") == "follow-up"


def test_lines_come_one_by_one_as_their_rows_do():
    rows = iter([("Name", "Open"), ("=1", Decimal("-2.50"))])
    lines = csv_lines(rows)

    assert next(lines) == '"Name","Open"\r\n'
    assert next(rows) == ("=1", Decimal("-2.50"))  # not read ahead
    assert list(lines) == []
