"""One row of a file of invoices as plain values; no database here."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from collections_app.intake.amounts import MOST_DECIMALS, currency_in, read_amount
from collections_app.intake.cells import CellReader, RowRefused
from collections_app.intake.columns import AMOUNTS
from collections_app.intake.reach import is_mobile, read_phone
from collections_app.intake.reading import Row, Table
from collections_app.intake.refusals import Refusal, Unreadable
from collections_app.intake.study import Study
from collections_app.intake.words import LEVEL_WORDS
from collections_app.intake.workbook import Cell
from collections_app.invoices.choices import Kind
from collections_app.lib.money import decimals


class InvoiceRow(NamedTuple):
    """What a row says; amounts are positive, a credit note is told by its kind.

    `settled` is None where the file does not say; `amount` is None where it has a balance only.
    """

    line: int
    customer_number: str
    customer_name: str
    number: str
    kind: str
    issued_on: dt.date
    due_on: dt.date
    currency: str
    amount: Decimal | None
    balance: Decimal | None
    settled: Decimal | None
    settled_on: dt.date | None
    payment_method: str
    debit_returned_on: dt.date | None
    purchase_order: str
    link: str
    email: str
    phone: str
    mobile: str
    contact_name: str
    street: str
    postal_code: str
    city: str
    region: str
    country: str
    language: str
    segment: str
    legal_form: str
    level: str
    last_notice_on: dt.date | None


_OPTIONAL = {"amount", "balance", "settled"}
_DAYS = {"issued_on", "due_on", "settled_on", "debit_returned_on", "last_notice_on"}
EMPTY = {field: None if field in _OPTIONAL | _DAYS else "" for field in InvoiceRow._fields}


class InvoiceReader:
    """Walks a table's rows and gives invoices and refusals."""

    def __init__(
        self,
        table: Table,
        studied: Study,
        *,
        as_of: dt.date,
        country: str = "",
        levels: Mapping[str, str] = LEVEL_WORDS,
    ) -> None:
        self.table = table
        self.choices = studied.choices
        self.cells = CellReader(table, studied, levels)
        self.as_of = as_of
        self.home = country
        mapping = studied.choices.mapping
        self.has_phones = "phone" in mapping or "mobile" in mapping
        self.decimals: dict[str, int] = {}
        self.money = [field for field in AMOUNTS if field in mapping]
        self.refusals: list[Refusal] = []
        self.read_numbers: set[str] = set()  # of refused rows, so that they do not count as gone
        self.unknown_rows = 0  # refused rows of which not even the number can be read
        self.overpaid = 0
        self.repeated = 0

    def __iter__(self) -> Iterator[InvoiceRow]:
        for row in self.table.rows():
            values = EMPTY.copy()
            try:
                self.cells.read(row, values)
                self._complete(row, values)
            except RowRefused as error:
                self._refuse(row, error)
            else:
                yield InvoiceRow._make(values.values())

    def _refuse(self, row: Row, error: RowRefused) -> None:
        self.refusals.append(self.cells.refusal(row, error))
        number = self.cells.read_one(row, "number")
        self.read_numbers.add(number)
        self.unknown_rows += not number

    def refuse_line(self, line: int, number: str, field: str, sentence: str) -> None:
        """Refuse a row that could be read, for what the ledger or the file's other rows say."""
        column = self.choices.mapping.get(field, "")
        self.refusals.append(Refusal(line, column, sentence))
        self.read_numbers.add(number)

    def _complete(self, row: Row, values: dict[str, Any]) -> None:
        values["line"] = row.line
        if not (values["number"] and values["issued_on"] and values["due_on"]):
            empty = next(field for field in ("number", "issued_on", "due_on") if not values[field])
            raise RowRefused(empty, "it is empty; every invoice needs it.")
        if not values["customer_number"] and not values["customer_name"]:
            raise RowRefused("customer_number", "it is empty; every invoice needs a customer.")
        values["currency"] = self._currency(values)
        self._settle(values)
        if self.has_phones:
            self._read_phones(row, values)
        if values["level"] or values["last_notice_on"]:
            _check_reached(values)

    def _currency(self, values: dict[str, Any]) -> str:
        beside = currency_in(values["amount"] or values["balance"])
        currency = values["currency"] or beside or self.choices.currency
        if beside and beside != currency:
            raise RowRefused("amount", f"it is in {beside}, but the row says {currency}.")
        if self._places(currency) > MOST_DECIMALS:
            raise RowRefused("currency", f"{currency} is not dealt in here.")
        return currency

    def _places(self, currency: str) -> int:
        if currency not in self.decimals:
            self.decimals[currency] = decimals(currency)
        return self.decimals[currency]

    def _settle(self, values: dict[str, Any]) -> None:
        """Kind, amount, balance, settled and settled_on, without signs."""
        places = self.decimals[values["currency"]]
        for field in self.money:
            values[field] = self._amount(field, values[field], places)
        whole = values["balance"] if values["amount"] is None else values["amount"]
        if whole is None:
            raise RowRefused("amount", "it is empty; every invoice needs it.")
        if not whole:
            raise RowRefused("amount", "it is 0; there is nothing to collect.")
        is_credit = whole < 0 or values["kind"] == Kind.CREDIT_NOTE
        values["kind"] = "credit_note" if is_credit else "invoice"
        if values["settled_on"] and values["settled_on"] > self.as_of:
            values["settled_on"] = None  # as of that day it was still open
        self.overpaid += _without_signs(values, whole < 0)

    def _amount(self, field: str, cell: Cell, places: int) -> Decimal | None:
        try:
            return read_amount(cell, self.choices.decimal or ".", places)
        except Unreadable as error:
            raise RowRefused(field, str(error)) from None

    def _read_phones(self, row: Row, values: dict[str, Any]) -> None:
        """A fixed line and a mobile; a mobile among the phones is known by its number."""
        for field in ("phone", "mobile"):
            try:
                values[field] = read_phone(values[field], values["country"] or self.home)
            except Unreadable as error:
                values[field] = self.cells.without(row, field, str(error))
        if values["phone"] and not values["mobile"] and is_mobile(values["phone"]):
            values["phone"], values["mobile"] = "", values["phone"]


NO_LEVEL = "none"


def _check_reached(values: dict[str, Any]) -> None:
    """The level reached elsewhere and the day of its notice: both or neither."""
    if values["level"] == NO_LEVEL:
        values["level"], values["last_notice_on"] = "", None
    if bool(values["level"]) != bool(values["last_notice_on"]):
        empty = "last_notice_on" if values["level"] else "level"
        raise RowRefused(empty, "a level reached and the date of its notice go together.")


def _without_signs(values: dict[str, Any], is_negative: bool) -> bool:
    """Make all three positive and agree; whether more was paid than asked, which is cut."""
    amount, rest, paid = values["amount"], values["balance"], values["settled"]
    if rest is not None and is_negative:
        rest = -rest
    if amount is None:
        values["balance"], values["settled"] = rest, None
        return False
    amount, paid = abs(amount), None if paid is None else abs(paid)
    if rest is not None:
        if paid is not None and amount - paid != rest:
            raise RowRefused("balance", f"{amount} less {paid} settled is not {rest}.")
        if rest > amount:
            raise RowRefused("balance", f"{rest} cannot be open of an amount of {amount}.")
        paid = amount - rest
    elif paid is None and values["settled_on"]:
        paid = amount
    is_overpaid = paid is not None and paid > amount
    values["amount"], values["balance"] = amount, None
    values["settled"] = amount if is_overpaid else paid
    return is_overpaid
