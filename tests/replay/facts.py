"""What the judge is given: the raw ledger, the payments and the lines that a replay exported."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

LINE_COLUMNS = ("customer", "invoice", "level", "channel", "date", "balance")
PLAIN_COLUMNS = {name: name for name in ("customer", "invoice", "issued", "due", "amount")}
ISO_DATE = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Invoice:
    """One row of the ledger; a credit note has a negative amount."""

    customer: str
    number: str
    issued: date
    due: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that settles one invoice; negative where an earlier payment is reversed."""

    invoice: str
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One exported row: an invoice on a notice, or on the day it joins a call task."""

    customer: str
    invoice: str
    level: str
    channel: str
    on: date
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, in words that a person can check against the raw files."""

    kind: str
    customer: str
    invoice: str
    on: date
    sentence: str

    def __str__(self) -> str:
        return f"{self.on} {self.customer} {self.invoice} [{self.kind}] {self.sentence}"


def read_ledger(
    path: Path, *, columns: Mapping[str, str] = PLAIN_COLUMNS, dates: str = ISO_DATE
) -> tuple[list[Invoice], list[Payment]]:
    """Reads invoices; a mapped `settled` column pays each invoice in full on that date."""
    invoices, payments = [], []
    for row in _rows(path):
        cell = {field: row[column].strip() for field, column in columns.items()}
        invoice = Invoice(
            cell["customer"],
            cell["invoice"],
            _day(cell["issued"], dates),
            _day(cell["due"], dates),
            Decimal(cell["amount"]),
        )
        invoices.append(invoice)
        if cell.get("settled"):
            paid_on = _day(cell["settled"], dates)
            payments.append(Payment(invoice.number, paid_on, invoice.amount))
    return invoices, payments


def read_payments(path: Path) -> list[Payment]:
    return [
        Payment(row["invoice"], _day(row["date"]), Decimal(row["amount"])) for row in _rows(path)
    ]


def read_lines(path: Path) -> list[Line]:
    """Reads a replay's export; another header is refused, for a wrong file must not pass."""
    with path.open(newline="", encoding="utf-8") as file:
        header = next(csv.reader(file), [])
    if tuple(header) != LINE_COLUMNS:
        raise ValueError(f"{path.name} has the columns {header}, expected {list(LINE_COLUMNS)}")
    return [
        Line(
            row["customer"],
            row["invoice"],
            row["level"],
            row["channel"],
            _day(row["date"]),
            Decimal(row["balance"]),
        )
        for row in _rows(path)
    ]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


def _day(text: str, form: str = ISO_DATE) -> date:
    return datetime.strptime(text, form).date()  # noqa: DTZ007  a business date has no zone
