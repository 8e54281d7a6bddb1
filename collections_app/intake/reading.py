"""From bytes to rows: CSV with any delimiter and encoding, or the first sheet of a workbook."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from collections_app.intake.columns import REJECT_COLUMNS, known_names
from collections_app.intake.encodings import decode, find_encoding
from collections_app.intake.refusals import CannotImport
from collections_app.intake.workbook import Cell, read_workbook

MAX_BYTES = 256_000_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 300
MAX_BROKEN = 1_000
DELIMITERS = (",", ";", "\t", "|", ":", "^", "~", "\x1f")
NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
_UNNAMABLE = re.compile("[\0\ud800-\udfff]")  # what no database keeps as a name
HEADER_WITHIN = 20  # titles of a report may stand above the header
_SAMPLE_LINES = 100
_NOT_TEXT = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old .xls or a protected workbook"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "an archive"),
    (b"{\\rtf", "a word processor's document"),
)
_QUOTES = "its quotes are broken; every quote inside a quoted cell has to be doubled."


class Row(NamedTuple):
    """One row with the line of the file where it begins; `problem` says why it cannot be read."""

    line: int
    cells: Sequence[Cell]
    problem: str = ""


class Table:
    """A file's header and rows, which can be walked again and again."""

    def __init__(self, content: bytes, encoding: str, delimiter: str, sheet: str) -> None:
        self.checksum = hashlib.sha256(content).hexdigest()
        self.encoding = encoding
        self.delimiter = delimiter
        self.sheet = sheet
        self.header: tuple[str, ...] = ()
        self.header_line = 1

    def _take_header(self, cells: Sequence[Cell], line: int) -> None:
        texts = (_UNNAMABLE.sub("\ufffd", str(cell)).strip() for cell in cells)
        named = [text or f"Column {place}" for place, text in enumerate(texts, 1)]
        if len(named) > MAX_COLUMNS:
            raise CannotImport(f"The file has more than {MAX_COLUMNS} columns.")
        self.header = tuple(_unique(named))
        self.header_line = line

    @property
    def is_rejects(self) -> bool:
        """Whether this is our own file of rejects, mended."""
        return self.header[-len(REJECT_COLUMNS) :] == REJECT_COLUMNS

    @property
    def own_header(self) -> tuple[str, ...]:
        """The header without what our file of rejects adds."""
        return self.header[: -len(REJECT_COLUMNS)] if self.is_rejects else self.header

    def sample(self, count: int = 200) -> list[Sequence[Cell]]:
        """The cells of the first readable rows."""
        return list(islice((row.cells for row in self.rows() if not row.problem), count))

    def rows(self) -> Iterator[Row]:
        """Every row below the header; blank ones are left out."""
        raise NotImplementedError


def _unique(names: list[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


class Workbook(Table):
    """The first filled sheet of an XLSX file."""

    def __init__(self, content: bytes, kind: str) -> None:
        sheet, rows = read_workbook(content)
        super().__init__(content, "", "", sheet)
        if not rows:
            raise CannotImport("The workbook is empty.")
        place = _header_place(kind, rows[:HEADER_WITHIN])
        self._take_header(_trimmed(rows[place]), place + 1)
        self._rows = rows[place + 1 :]
        if len(self._rows) > MAX_ROWS:
            raise CannotImport(f"The workbook has more than {MAX_ROWS:,} rows; split it.")

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        for line, cells in enumerate(self._rows, self.header_line + 1):
            if any(map(_is_filled, cells)):
                beyond = any(map(_is_filled, cells[width:]))
                yield Row(line, cells[:width], _TOO_WIDE.format(width) if beyond else "")


_TOO_WIDE = "it has a cell beyond the {} columns of the header."


def _is_filled(cell: Cell) -> bool:
    return cell != "" and not (isinstance(cell, str) and cell.isspace())


def _trimmed(cells: Sequence[Cell]) -> Sequence[Cell]:
    width = max((place for place, cell in enumerate(cells, 1) if _is_filled(cell)), default=0)
    return cells[:width]


class Separated(Table):
    """Text with a delimiter; quotes are strict, so that an open one never swallows rows."""

    def __init__(self, content: bytes, kind: str, encoding: str, delimiter: str) -> None:
        encoding = encoding or find_encoding(content)
        self._lines = list(io.StringIO(decode(content, encoding), newline=""))
        delimiter = NAMES.get(delimiter.lower(), delimiter) or self._told_by_first_line()
        delimiter = delimiter or _find_delimiter(kind, self._lines[:_SAMPLE_LINES])
        if len(delimiter) != 1 or delimiter in '"\r\n':
            fact = f'"{delimiter}" cannot separate columns; give one character.'
            raise CannotImport(fact, asks="delimiter")
        super().__init__(content, encoding, delimiter, "")
        self._find_header(kind)

    def _told_by_first_line(self) -> str:
        """Excel's own "sep=;"."""
        first = self._lines[0].strip() if self._lines else ""
        if first.lower().startswith("sep=") and len(first) == 5:
            self._lines[0] = "\n"
            return first[4]
        return "\t" if first.lower() == "sep=" and self._lines[0].endswith("\t\n") else ""

    def _find_header(self, kind: str) -> None:
        rows = list(islice(_parse(self._lines, self.delimiter, 0, 0), HEADER_WITHIN))
        if not rows or rows[0].problem:
            raise CannotImport(rows[0].problem if rows else "The file is empty.")
        readable = [row for row in rows if not row.problem]
        header = readable[_header_place(kind, [row.cells for row in readable])]
        self._take_header(header.cells, header.line)
        after = next((row.line for row in rows if row.line > header.line), 0)
        self._first = (after or len(self._lines) + 1) - 1

    def rows(self) -> Iterator[Row]:
        broken = 0
        rows = _parse(self._lines, self.delimiter, self._first, len(self.header))
        for count, row in enumerate(rows):
            broken += bool(row.problem)
            if broken > MAX_BROKEN:
                raise CannotImport(f"More than {MAX_BROKEN:,} rows are broken; export it anew.")
            if count >= MAX_ROWS:
                raise CannotImport(f"The file has more than {MAX_ROWS:,} rows; split it.")
            yield row


def open_table(
    content: bytes, *, kind: str = "invoices", encoding: str = "", delimiter: str = ""
) -> Table:
    """The table in a file of invoices or payments; `CannotImport` when there is none."""
    if len(content) > MAX_BYTES:
        raise CannotImport(f"The file is larger than {MAX_BYTES // 1_000_000} MB; split it.")
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise CannotImport("The file is empty.")
    for mark, name in _NOT_TEXT:
        if content.startswith(mark):
            raise CannotImport(f"This is {name}; save it as CSV or XLSX.")
    if content.startswith(b"PK\x03\x04"):
        return Workbook(content, kind)
    return Separated(content, kind, encoding, delimiter)


def _header_place(kind: str, rows: Sequence[Sequence[Cell]]) -> int:
    """The row with the most known names of columns; the first where none has two."""
    known = [known_names(kind, [str(cell) for cell in row]) for row in rows]
    return known.index(max(known)) if max(known) >= 2 else 0


def _find_delimiter(kind: str, lines: list[str]) -> str:
    """The character that makes the most known names, or else the most even columns."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(kind, lines, delimiter))


def _evenness(kind: str, lines: list[str], delimiter: str) -> tuple[int, float, int]:
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return (0, 0.0, 0)
    wide = [row for row in rows[:HEADER_WITHIN] if len(row) > 1]
    known = max((known_names(kind, row) for row in wide), default=0)
    width = len(rows[0]) if rows else 0
    even = sum(len(row) == width for row in rows) / max(len(rows), 1)
    return (known, even if width > 1 else 0.0, width)


def _parse(lines: list[str], delimiter: str, first: int, width: int) -> Iterator[Row]:
    """Rows from line `first` on; after a broken row it goes on with the next line of the file."""
    while first < len(lines):
        reader = csv.reader(islice(lines, first, None), delimiter=delimiter, strict=True)
        start, begin = first, first
        problem = ""
        try:
            for cells in reader:
                begin, first = first, start + reader.line_num
                if len(cells) == width:
                    if any(cells):
                        yield Row(begin + 1, cells)
                    continue
                problem = _problem(cells, width)
                if problem and first - begin > 1:
                    break  # a stray quote swallowed the line's end: read the next line anew
                if problem or any(cells):
                    yield Row(begin + 1, cells[:width] if width else cells, problem)
            else:
                return
        except csv.Error as error:
            begin, problem = first, _quote_problem(error)
        yield Row(begin + 1, [lines[begin].rstrip("\r\n")], problem)
        first = begin + 1


def _problem(cells: list[str], width: int) -> str:
    if not width or not cells:
        return ""
    if len(cells) > width:
        beyond = any(cell.strip() for cell in cells[width:])
        return f"it has {len(cells)} cells where the header has {width}." if beyond else ""
    return f"it has {len(cells)} cells where the header has {width}."


def _quote_problem(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"a cell is longer than {csv.field_size_limit():,} characters, or {_QUOTES}"
    return _QUOTES
