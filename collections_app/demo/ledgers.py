"""A ledger with its settlement dates, read for a replay by the same code as an import."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from collections_app.intake.amounts import read_amount
from collections_app.intake.cells import CellReader, RowRefused
from collections_app.intake.columns import check_complete, choose_mapping
from collections_app.intake.invoice_rows import InvoiceReader, InvoiceRow
from collections_app.intake.reading import Table, open_table
from collections_app.intake.refusals import CannotImport, Refusal, Unreadable
from collections_app.intake.study import Choices, Study, study
from collections_app.lib.money import decimals

SAMPLE = 200  # rows that a guess of the columns looks at
INVOICE_FIELDS = frozenset(
    {
        "customer_number",
        "customer_name",
        "number",
        "kind",
        "issued_on",
        "due_on",
        "amount",
        "currency",
        "settled_on",
    }
)
PAYMENT_FIELDS = frozenset({"reference", "received_on", "amount"})


class Paid(NamedTuple):
    """Money that names an invoice exactly; negative: a reversal."""

    invoice: str
    on: dt.date
    amount: Decimal


@dataclass(frozen=True)
class PastLedger:
    """Invoices by the day they are seen, money by the day it came, and the rows left out."""

    invoices: dict[dt.date, list[InvoiceRow]]
    payments: dict[dt.date, list[Paid]]
    refusals: tuple[Refusal, ...]

    @property
    def customers(self) -> dict[str, str]:
        """Names by customer number; the number itself where the file has no names."""
        rows = (row for many in self.invoices.values() for row in many)
        return {key_of(row): row.customer_name or row.customer_number for row in rows}


def key_of(row: InvoiceRow) -> str:
    return row.customer_number or row.customer_name


def read_past(
    path: Path,
    payments_path: Path | None = None,
    *,
    currency: str = "EUR",
    dates: str = "",
    told: Sequence[str] = (),
) -> PastLedger:
    """The ledger in a file of invoices and, where given, one of `invoice,date,amount`.

    An invoice that no payment names is paid in full on its settlement date, where it has one.
    """
    table, studied = _studied(path, "invoices", INVOICE_FIELDS, currency, dates, told)
    reader = InvoiceReader(table, studied, as_of=dt.date.max)
    rows = list(reader)
    if not rows:
        raise CannotImport(f"{path.name} holds no invoice that can be read.")
    refusals = list(reader.refusals)
    paid = list(_read_payments(payments_path, currency, dates, refusals)) if payments_path else []
    named = {one.invoice for one in paid}
    paid += [one for one in _settled(rows) if one.invoice not in named]
    return PastLedger(_by_issue(rows), _by_day(paid, rows), tuple(refusals))


def _studied(
    path: Path,
    kind: str,
    fields: frozenset[str],
    currency: str,
    dates: str,
    told: Sequence[str] = (),
) -> tuple[Table, Study]:
    """The table, with no more columns than a replay looks at, and what it proves."""
    table = open_table(path.read_bytes(), kind=kind)
    said = [re.sub(r"^settled=", "settled_on=", one) for one in told]
    sample = [row.cells for row in islice(table.rows(), SAMPLE)]
    mapping = choose_mapping(kind, table.header, sample, said)
    mapping = {field: column for field, column in mapping.items() if field in fields}
    check_complete(kind, mapping, table.header)
    return table, study(table, Choices(mapping=mapping, dates=dates, currency=currency))


def _read_payments(
    path: Path, currency: str, dates: str, refusals: list[Refusal]
) -> Iterable[Paid]:
    table, studied = _studied(path, "payments", PAYMENT_FIELDS, currency, dates)
    cells = CellReader(table, studied, {})
    for row in table.rows():
        values: dict[str, Any] = {}
        try:
            cells.read(row, values)
            amount = read_amount(
                values["amount"], studied.choices.decimal or ".", decimals(currency)
            )
        except (RowRefused, Unreadable) as error:
            refusals.append(Refusal(row.line, "", f"{path.name}: {error}"))
            continue
        if amount:
            yield Paid(values["reference"], values["received_on"], amount)


def _settled(rows: Iterable[InvoiceRow]) -> Iterable[Paid]:
    for row in rows:
        if row.settled_on and row.amount and row.kind == "invoice":
            yield Paid(row.number, row.settled_on, row.amount)


def _by_issue(rows: Iterable[InvoiceRow]) -> dict[dt.date, list[InvoiceRow]]:
    by_day: dict[dt.date, list[InvoiceRow]] = defaultdict(list)
    for row in rows:
        by_day[row.issued_on].append(row)
    return by_day


def _by_day(paid: Iterable[Paid], rows: Iterable[InvoiceRow]) -> dict[dt.date, list[Paid]]:
    """Money that came before its invoice was issued waits for it."""
    issued = {row.number: row.issued_on for row in rows}
    by_day: dict[dt.date, list[Paid]] = defaultdict(list)
    for one in paid:
        by_day[max(one.on, issued.get(one.invoice, one.on))].append(one)
    return by_day
