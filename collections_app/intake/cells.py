"""From the cells of a row to the values of its fields, each by the reader of its kind."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from collections_app.intake import zeros
from collections_app.intake.columns import AMOUNTS, DATES
from collections_app.intake.dates import read_date
from collections_app.intake.reach import read_country, read_email, read_language
from collections_app.intake.reading import Row, Table
from collections_app.intake.refusals import Refusal, Unreadable
from collections_app.intake.study import Study
from collections_app.intake.values import read_id, read_link, read_text, word_reader
from collections_app.intake.words import (
    KIND_WORDS,
    LEGAL_FORM_WORDS,
    METHOD_WORDS,
    NOT_AN_INVOICE,
)
from collections_app.intake.workbook import Cell
from collections_app.lib.money import currencies

Reader = Callable[[Cell], Any]
LIMITS = {
    "customer_name": 200,
    "purchase_order": 100,
    "contact_name": 100,
    "postal_code": 20,
    "city": 100,
    "region": 100,
    "segment": 60,
    "reference": 400,
    "payer": 200,
}
ID_LIMITS = {"customer_number": 60, "number": 60, "external_id": 100}
# Without these a row is still an invoice: it is taken in, and the cell is reported.
SOFT = frozenset({"email", "phone", "mobile", "country", "language", "link"})


DIFFERENT_IN_EVERY_ROW = frozenset(
    {*AMOUNTS, "number", "reference", "external_id", "purchase_order", "link", "phone", "mobile"}
)


class RowRefused(Exception):
    """A row cannot be read because of one of its cells."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class CellReader:
    """Reads the mapped cells of a table's rows, one reader per column."""

    def __init__(self, table: Table, studied: Study, levels: Mapping[str, str]) -> None:
        self.mapping = studied.choices.mapping
        readers = _readers(studied, levels)
        self.plan = [
            (field, table.header.index(column), _prepared(field, readers, table.is_rejects))
            for field, column in self.mapping.items()
        ]
        self.partly: list[Refusal] = []

    def read(self, row: Row, values: dict[str, Any]) -> None:
        """Fill field to value; raises `RowRefused` for the first cell that cannot be read."""
        _, cells, problem = row
        if problem:
            raise RowRefused("", problem)
        for field, place, reader in self.plan:
            try:
                values[field] = reader(cells[place])
            except Unreadable as error:
                values[field] = self.without(row, field, str(error))

    def without(self, row: Row, field: str, sentence: str) -> str:
        """A soft field is left empty and reported; any other refuses the row."""
        if field not in SOFT:
            raise RowRefused(field, sentence)
        column = self.mapping[field]
        self.partly.append(Refusal(row.line, column, f"taken in without it: {sentence}", True))
        return ""

    def read_one(self, row: Row, wanted: str) -> str:
        """One field of a row that was refused; "" where it cannot be read either."""
        for field, place, reader in () if row.problem else self.plan:
            if field == wanted:
                try:
                    return reader(row.cells[place])
                except Unreadable:
                    return ""
        return ""

    def refusal(self, row: Row, error: RowRefused) -> Refusal:
        return Refusal(row.line, self.mapping.get(error.field, ""), error.sentence)


def _prepared(field: str, readers: Mapping[str, Reader], is_rejects: bool) -> Reader:
    reader = readers[field]
    if is_rejects:
        reader = _unguarded(reader)
    return reader if field in DIFFERENT_IN_EVERY_ROW else _Remembered(reader).__getitem__


class _Remembered(dict[Cell, Any]):
    """Reads every different cell of a column once."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, cell: Cell) -> Any:
        self[cell] = value = self._reader(cell)
        return value


def _unguarded(reader: Reader) -> Reader:
    """In a mended file of rejects, takes off the ' that kept a spreadsheet from calculating."""
    return lambda cell: reader(cell.removeprefix("'") if isinstance(cell, str) else cell)


def _readers(studied: Study, levels: Mapping[str, str]) -> Mapping[str, Reader]:
    """A reader for every field; amounts and phones wait for their row's currency and country."""
    readers: dict[str, Reader] = dict.fromkeys(
        DATES, partial(read_date, order=studied.choices.dates)
    )
    readers |= {name: partial(read_text, limit=limit) for name, limit in LIMITS.items()}
    readers |= {name: _id_reader(name, studied) for name in ID_LIMITS}
    readers |= dict.fromkeys(("street", "phone", "mobile"), read_text)
    readers |= dict.fromkeys(("amount", "settled", "balance"), _as_is)
    readers |= {"email": read_email, "country": read_country, "language": read_language}
    readers |= {"link": read_link, "currency": read_currency, "kind": _read_kind}
    readers["payment_method"] = word_reader(METHOD_WORDS, "a payment method")
    readers["legal_form"] = word_reader(LEGAL_FORM_WORDS, "a legal form")
    readers["level"] = word_reader(levels, "a level")
    return readers


def _as_is(cell: Cell) -> Cell:
    return cell


def _id_reader(name: str, studied: Study) -> Reader:
    rule = studied.choices.zeros.get(name, "")
    floated = name in studied.floated

    def read(cell: Cell) -> str:
        text = read_id(cell, ID_LIMITS[name], floated=floated)
        return zeros.apply_rule(text, rule) if rule else text

    return read


def read_currency(cell: Cell) -> str:
    """An ISO code; empty where the cell is."""
    text = read_text(cell, 60)
    code = _SIGNS.get(text, text.upper())
    if code and code not in currencies():
        raise Unreadable(f'"{text}" is not a currency; write its three letters, such as EUR.')
    return code


_SIGNS = {"€": "EUR", "£": "GBP", "Euro": "EUR", "euro": "EUR"}
_KINDS = word_reader(KIND_WORDS, "invoice or credit note")


def _read_kind(cell: Cell) -> str:
    text = read_text(cell)
    if text.casefold() in NOT_AN_INVOICE:
        raise Unreadable(f'"{text}" is not an invoice; take payments in with import_payments.')
    return _KINDS(text)
