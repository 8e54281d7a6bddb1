"""One row of a file of invoices as plain values; no database here."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from collections_app.intake.amounts import MOST_DECIMALS, currency_in, read_amount
from collections_app.intake.cells import CellReader, RowRefused
from collections_app.intake.reach import is_mobile, read_phone
from collections_app.intake.reading import Row, Table
from collections_app.intake.refusals import Refusal, Unreadable
from collections_app.intake.study import Study
from collections_app.intake.words import LEVEL_WORDS
from collections_app.invoices.choices import Kind
from collections_app.lib.money import decimals

ZERO = Decimal(0)


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


_TEXTS = (
    "customer_name payment_method purchase_order link email contact_name street postal_code city "
    "region country language segment legal_form"
).split()


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
        self.refusals: list[Refusal] = []
        self.read_numbers: set[str] = set()  # of refused rows, so that they do not count as gone
        self.unknown_rows = 0  # refused rows of which not even the number can be read
        self.overpaid = 0

    def __iter__(self) -> Iterator[InvoiceRow]:
        for row in self.table.rows():
            values: dict[str, Any] = {}
            try:
                values = self.cells.read(row)
                yield self._invoice(row, values)
            except RowRefused as error:
                self._refuse(row, error)

    def _refuse(self, row: Row, error: RowRefused) -> None:
        self.refusals.append(self.cells.refusal(row, error))
        number = self.cells.read_one(row, "number")
        self.read_numbers.add(number)
        self.unknown_rows += not number

    def _invoice(self, row: Row, values: dict[str, Any]) -> InvoiceRow:
        for field in ("number", "issued_on", "due_on"):
            if not values[field]:
                raise RowRefused(field, "it is empty; every invoice needs it.")
        number = values.get("customer_number", "")
        if not number and not values.get("customer_name"):
            raise RowRefused("customer_number", "it is empty; every invoice needs a customer.")
        currency = self._currency(values)
        money = self._money(values, currency)
        phone, mobile = self._phones(row, values)
        texts = {field: values.get(field, "") for field in _TEXTS}
        return InvoiceRow(
            line=row.line,
            customer_number=number,
            number=values["number"],
            issued_on=values["issued_on"],
            due_on=values["due_on"],
            currency=currency,
            debit_returned_on=values.get("debit_returned_on"),
            phone=phone,
            mobile=mobile,
            **texts,
            **money,
            **self._reached(values),
        )

    def _currency(self, values: dict[str, Any]) -> str:
        beside = currency_in(values.get("amount", values.get("balance", "")))
        currency = values.get("currency") or beside or self.choices.currency
        if beside and beside != currency:
            raise RowRefused("amount", f"it is in {beside}, but the row says {currency}.")
        if decimals(currency) > MOST_DECIMALS:
            raise RowRefused("currency", f"{currency} is not dealt in here.")
        return currency

    def _money(self, values: dict[str, Any], currency: str) -> dict[str, Any]:
        """Kind, amount, balance, settled and settled_on, without signs."""
        amount = self._amount("amount", values, currency)
        balance = self._amount("balance", values, currency)
        settled = self._amount("settled", values, currency)
        whole = amount if amount is not None else balance
        if whole is None:
            raise RowRefused("amount", "it is empty; every invoice needs it.")
        if not whole:
            raise RowRefused("amount", "it is 0; there is nothing to collect.")
        sign = -1 if whole < 0 else 1
        kind = Kind.CREDIT_NOTE if sign < 0 else values.get("kind") or Kind.INVOICE
        paid_on = values.get("settled_on")
        if paid_on and paid_on > self.as_of:
            paid_on = None  # as of that day it was still open
        money = _settled(amount, balance, settled, sign, is_closed=bool(paid_on))
        self.overpaid += money["overpaid"]
        del money["overpaid"]
        return {"kind": str(kind), "settled_on": paid_on, **money}

    def _amount(self, field: str, values: dict[str, Any], currency: str) -> Decimal | None:
        if field not in values:
            return None
        try:
            return read_amount(values[field], self.choices.decimal or ".", decimals(currency))
        except Unreadable as error:
            raise RowRefused(field, str(error)) from None

    def _phones(self, row: Row, values: dict[str, Any]) -> tuple[str, str]:
        """A fixed line and a mobile; a mobile among the phones is known by its number."""
        numbers = {}
        for field in ("phone", "mobile"):
            try:
                country = values.get("country") or self.home
                numbers[field] = read_phone(values.get(field, ""), country)
            except Unreadable as error:
                numbers[field] = self.cells.without(row, field, str(error))
        phone, mobile = numbers["phone"], numbers["mobile"]
        if phone and not mobile and is_mobile(phone):
            return "", phone
        return phone, mobile

    def _reached(self, values: dict[str, Any]) -> dict[str, Any]:
        """The level reached elsewhere and the day of its notice: both or neither."""
        level, day = values.get("level", ""), values.get("last_notice_on")
        if level == NO_LEVEL:
            return {"level": "", "last_notice_on": None}
        if bool(level) != bool(day):
            empty = "last_notice_on" if level else "level"
            raise RowRefused(empty, "a level reached and the date of its notice go together.")
        return {"level": level, "last_notice_on": day}


NO_LEVEL = "none"


def _settled(
    amount: Decimal | None,
    balance: Decimal | None,
    settled: Decimal | None,
    sign: int,
    *,
    is_closed: bool,
) -> dict[str, Any]:
    """Positive amount, balance and settled; what is paid beyond the amount is cut and counted."""
    whole = None if amount is None else abs(amount)
    rest = None if balance is None else balance * sign
    paid = None if settled is None else abs(settled)
    if whole is not None and rest is not None:
        if paid is not None and whole - paid != rest:
            raise RowRefused("balance", f"{whole} less {paid} settled is not {rest}.")
        paid = whole - rest
    if paid is None and whole is not None and is_closed:
        paid = whole
    overpaid = whole is not None and paid is not None and paid > whole
    return {
        "amount": whole,
        "balance": rest if whole is None else None,
        "settled": whole if overpaid else paid,
        "overpaid": overpaid,
    }
