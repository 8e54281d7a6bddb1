"""Reading a file of invoices without a database, as the import does it."""

import datetime as dt
from dataclasses import dataclass, field

from collections_app.intake.columns import check_complete, choose_mapping
from collections_app.intake.invoice_rows import InvoiceReader, InvoiceRow
from collections_app.intake.reading import open_table
from collections_app.intake.study import Choices, Study, study

AS_OF = dt.date(2026, 11, 2)
HEADER = "Customer number,Customer name,Invoice number,Invoice date,Due date,Amount,Currency"


@dataclass
class ReadFile:
    """What came of a file."""

    studied: Study
    reader: InvoiceReader
    rows: list[InvoiceRow] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        return [str(one) for one in (*self.reader.refusals, *self.reader.cells.partly)]


def read_file(content: bytes | str, *told: str, encoding: str = "", **choices) -> ReadFile:
    """Read a whole file; `told` are the values of --map."""
    content = content.encode() if isinstance(content, str) else content
    table = open_table(content, encoding=encoding)
    mapping = choose_mapping("invoices", table.header, table.sample(), told)
    check_complete("invoices", mapping, table.header)
    studied = study(table, Choices(mapping=mapping, **{"currency": "EUR"} | choices))
    reader = InvoiceReader(table, studied, as_of=AS_OF, country="DE")
    return ReadFile(studied, reader, list(reader))


def one_row(**cells: str) -> str:
    """A file of one invoice; keyword arguments replace or add columns by their name."""
    row = {
        "Customer number": "C1",
        "Customer name": "Acme",
        "Invoice number": "R1",
        "Invoice date": "2026-01-31",
        "Due date": "2026-03-02",
        "Amount": "100.00",
    } | {name.replace("_", " "): value for name, value in cells.items()}
    quoted = ('"' + value.replace('"', '""') + '"' for value in row.values())
    return ";".join(row) + "\n" + ";".join(quoted) + "\n"
