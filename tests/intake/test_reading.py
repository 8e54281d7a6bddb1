"""Bytes to rows: encodings, delimiters, quotes, workbooks and what is none of these."""

import datetime as dt
import io
import json
import zipfile

import openpyxl
import pytest

from collections_app.intake.encodings import decode, find_encoding
from collections_app.intake.reading import open_table
from collections_app.intake.refusals import CannotImport

from .shared import SHARED, shared

GERMAN = "Kundennummer;Name;Ort;Betrag\n1;Müller & Söhne;Köln;12,50\n2;Bäckerei Groß;Jülich;9,00\n"
SPECTRUM = sorted(path.stem for path in (SHARED / "vectors/csv_spectrum/csvs").glob("*.csv"))


def rows_of(content: bytes, **how) -> list[list]:
    return [list(row.cells) for row in open_table(content, **how).rows()]


def workbook(*rows, **more_sheets) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, cells in more_sheets.items():
        book.create_sheet(name).append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", SPECTRUM or ["absent"])
def test_every_file_of_csv_spectrum_reads_as_its_json(name):
    folder = shared("vectors", "csv_spectrum")
    expected = json.loads((folder / "json" / f"{name}.json").read_text())

    table = open_table((folder / "csvs" / f"{name}.csv").read_bytes())
    found = [dict(zip(table.header, row.cells, strict=True)) for row in table.rows()]

    # The stored copy of newlines_crlf.csv has lost its carriage returns.
    assert found == [
        {key: text.replace("\r\n", "\n") for key, text in row.items()} for row in expected
    ]


def test_carriage_returns_inside_quotes_survive():
    assert rows_of(b'a,b\r\n"once\r\nupon",2\r\n') == [["once\r\nupon", "2"]]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850"],
)
def test_umlauts_are_read_in_every_usual_encoding(encoding):
    table = open_table(GERMAN.encode(encoding))

    assert [list(row.cells)[1] for row in table.rows()] == ["Müller & Söhne", "Bäckerei Groß"]
    assert table.encoding


def test_an_encoding_can_be_chosen():
    table = open_table(GERMAN.encode("mac_roman"), encoding="mac_roman")

    assert [list(row.cells)[1] for row in table.rows()] == ["Müller & Söhne", "Bäckerei Groß"]


def test_other_scripts_are_told_apart():
    assert find_encoding("id,name\n1,ООО Ромашка Москва\n".encode("cp1251")) == "cp1251"
    assert find_encoding("id,name\n1,株式会社トヨタ自動車\n".encode("shift_jis")) == "shift_jis"


def test_one_broken_byte_does_not_turn_a_utf8_file_into_another_encoding():
    content = ("id,name\n" + "1,Müller\n" * 50).encode() + b"2,kaputt\xff\n"

    assert find_encoding(content) == "utf-8"
    assert "Müller" in decode(content, "utf-8")


def test_a_chosen_encoding_that_does_not_exist_or_fit_is_refused():
    with pytest.raises(CannotImport, match='no encoding called "utf-9"'):
        open_table(b"a,b\n1,2\n", encoding="utf-9")
    with pytest.raises(CannotImport, match="not utf-16"):
        open_table(b"a,b\n1,2,3", encoding="utf-16")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", ":", "^", "~"])
def test_the_delimiter_is_found(mark):
    content = f"Invoice number{mark}Due date{mark}Amount\nR1{mark}2026-02-01{mark}5\n".encode()

    assert rows_of(content) == [["R1", "2026-02-01", "5"]]


def test_a_delimiter_can_be_given_by_name_or_by_the_first_line():
    assert rows_of(b"a\tb\n1,5\t2\n", delimiter="tab") == [["1,5", "2"]]
    assert rows_of(b"sep=;\na;b\n1,5;2\n") == [["1,5", "2"]]


def test_decimal_commas_do_not_win_over_the_delimiter():
    content = b"Kunde;Beleg;Betrag\nK1;B1;1,50\nK2;B2;2,50\n"

    assert rows_of(content) == [["K1", "B1", "1,50"], ["K2", "B2", "2,50"]]


def test_titles_above_the_header_and_blank_rows_are_skipped():
    content = b"Open items\n\nas of,1 Nov\nCustomer,Invoice number,Amount\n,,\nC1,R1,5\n\n"

    table = open_table(content)

    assert table.header == ("Customer", "Invoice number", "Amount")
    assert [(row.line, list(row.cells)) for row in table.rows()] == [(6, ["C1", "R1", "5"])]


def test_an_open_quote_breaks_its_own_row_only():
    content = b'a,b,c\n1,2,3\n4,"open,6\n7,8,9\n10,"x"y,12\n13,14,15\n'

    rows = list(open_table(content).rows())

    assert [row.line for row in rows if row.problem] == [3, 5]
    assert [list(row.cells) for row in rows if not row.problem] == [
        ["1", "2", "3"],
        ["7", "8", "9"],
        ["13", "14", "15"],
    ]


def test_a_row_of_the_wrong_width_is_a_problem_and_empty_cells_beyond_it_are_none():
    rows = list(open_table(b"a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n").rows())

    assert [row.problem for row in rows] == [
        "it has 2 cells where the header has 3.",
        "",
        "it has 4 cells where the header has 3.",
    ]


def test_a_file_of_broken_quotes_is_refused_in_time():
    content = b"a,b\n" + b'1,"x"y\n' * 2000

    with pytest.raises(CannotImport, match="rows are broken"):
        rows_of(content)


def test_columns_of_the_same_name_or_none_can_be_told_apart():
    assert open_table(b"Date,Date,,x\n1,2,3,4\n").header == ("Date", "Date (2)", "Column 3", "x")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "old .xls or a protected"),
        (b"PK\x03\x04 not a zip", "damaged or protected"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(CannotImport, match=sentence):
        open_table(content)


def test_a_workbook_keeps_dates_and_numbers_as_what_they_are():
    content = workbook(
        ["Customer", "Invoice", "Due date", "Amount", "Note"],
        ["C1", 12345, dt.date(2024, 2, 29), 0.1 + 0.2, " x "],
    )

    table = open_table(content)

    assert table.sheet == "Sheet"
    assert [list(row.cells) for row in table.rows()] == [
        ["C1", 12345.0, dt.date(2024, 2, 29), pytest.approx(0.3), " x "]
    ]


def test_the_first_filled_visible_sheet_is_taken():
    book = openpyxl.Workbook()
    book.active.title = "Hidden"
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Empty")
    book.create_sheet("Items").append(["Customer", "Invoice number"])
    stream = io.BytesIO()
    book.save(stream)

    assert open_table(stream.getvalue()).sheet == "Items"


def test_an_error_in_a_cell_refuses_the_workbook_and_names_the_cell():
    content = workbook(["Customer", "Paid"], ["C1", "#REF!"])

    with pytest.raises(CannotImport, match="Cell B2"):
        open_table(content)


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)

    with pytest.raises(CannotImport, match="unpacks to far more"):
        open_table(stream.getvalue())


def test_a_far_cell_ends_the_reader_and_not_the_machine():
    book = openpyxl.Workbook()
    book.active["A1"] = "Customer"
    book.active["XFD1048576"] = "far"
    stream = io.BytesIO()
    book.save(stream)

    with pytest.raises(CannotImport, match="damaged or far too large"):
        open_table(stream.getvalue())
