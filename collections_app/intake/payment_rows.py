"""One row of a file of payments as plain values; no database here."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from collections_app.intake.amounts import MOST_DECIMALS, currency_in, read_amount
from collections_app.intake.cells import CellReader, RowRefused
from collections_app.intake.reading import Row, Table
from collections_app.intake.refusals import Refusal, Unreadable
from collections_app.intake.study import Study
from collections_app.lib.money import decimals


class PaymentRow(NamedTuple):
    """What a row says; a negative amount is a reversal."""

    line: int
    reference: str
    received_on: dt.date
    amount: Decimal
    currency: str
    customer_number: str
    customer_name: str
    payer: str
    external_id: str


EMPTY = dict.fromkeys(PaymentRow._fields, "")


class PaymentReader:
    """Walks a table's rows and gives payments and refusals."""

    def __init__(self, table: Table, studied: Study, *, as_of: dt.date) -> None:
        self.table = table
        self.choices = studied.choices
        self.cells = CellReader(table, studied, {})
        self.as_of = as_of
        self.refusals: list[Refusal] = []
        self.named: list[tuple[int, str, str, str]] = []  # of refused rows: line, number, name, ref
        self._alike: Counter[str] = Counter()

    def __iter__(self) -> Iterator[PaymentRow]:
        for row in self.table.rows():
            values: dict[str, Any] = EMPTY.copy()
            try:
                self.cells.read(row, values)
                self._complete(row, values)
            except RowRefused as error:
                self._refuse(row, error)
            else:
                yield PaymentRow._make(values.values())

    def _refuse(self, row: Row, error: RowRefused) -> None:
        self.refusals.append(self.cells.refusal(row, error))
        number, name, reference = (
            self.cells.read_one(row, field)
            for field in ("customer_number", "customer_name", "reference")
        )
        self.named.append((row.line, number, name, reference))

    def refuse_payment(self, payment: PaymentRow, field: str, sentence: str) -> None:
        """Refuse a row that could be read, for what is stored already."""
        self.refusals.append(Refusal(payment.line, self.choices.mapping.get(field, ""), sentence))
        self.named.append((payment.line, payment.customer_number, payment.customer_name, ""))

    def _complete(self, row: Row, values: dict[str, Any]) -> None:
        values["line"] = row.line
        if not values["received_on"]:
            raise RowRefused("received_on", "it is empty; every payment needs its day.")
        if values["received_on"] > self.as_of:
            raise RowRefused("received_on", f"it is in the future, after {self.as_of}.")
        values["currency"] = self._currency(values)
        values["amount"] = self._amount(values)
        values["external_id"] = values["external_id"] or self._digest(values)

    def _currency(self, values: dict[str, Any]) -> str:
        beside = currency_in(values["amount"])
        currency = values["currency"] or beside or self.choices.currency
        if beside and beside != currency:
            raise RowRefused("amount", f"it is in {beside}, but the row says {currency}.")
        if decimals(currency) > MOST_DECIMALS:
            raise RowRefused("currency", f"{currency} is not dealt in here.")
        return currency

    def _amount(self, values: dict[str, Any]) -> Decimal:
        try:
            amount = read_amount(
                values["amount"], self.choices.decimal or ".", decimals(values["currency"])
            )
        except Unreadable as error:
            raise RowRefused("amount", str(error)) from None
        if not amount:
            raise RowRefused("amount", "it is empty or 0; nothing was paid.")
        return amount

    def _digest(self, values: dict[str, Any]) -> str:
        """Stands in for a number of the payment: the same row is the same payment.

        Two rows alike in one file are two payments, so each carries its count.
        """
        told = "\x1f".join(str(value) for name, value in values.items() if name != "line")
        digest = hashlib.sha256(told.encode()).hexdigest()[:40]
        self._alike[digest] += 1
        return f"row:{digest}:{self._alike[digest]}"
