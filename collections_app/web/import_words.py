"""What an import did or would do, in plain words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from collections_app.intake.choices import Kind
from collections_app.intake.labels import LABELS
from collections_app.intake.models import Upload

INVOICE_COLUMNS = ("Invoice", "Customer", "Due", "Amount", "Open")
PAYMENT_COLUMNS = ("Received", "From", "Reference", "Amount", "Not allocated")
FAULT_COLUMNS = ("Line", "Column", "What is wrong")
GROUPS: dict[str, tuple[str, str, tuple[str, ...]]] = {  # one, many, columns of the rows
    "new": ("new invoice", "new invoices", INVOICE_COLUMNS),
    "amount": ("changed amount", "changed amounts", INVOICE_COLUMNS),
    "balance": ("balance moved", "balances moved", INVOICE_COLUMNS),
    "due": ("due date moved", "due dates moved", INVOICE_COLUMNS),
    "other": ("changed otherwise", "changed otherwise", INVOICE_COLUMNS),
    "closed": ("closed as paid", "closed as paid", INVOICE_COLUMNS),
    "left": ("closed, no longer in the file", "closed, no longer in the file", INVOICE_COLUMNS),
    "reopened": ("open again", "open again", INVOICE_COLUMNS),
    "settled": ("payment settles its invoice", "payments settle their invoices", PAYMENT_COLUMNS),
    "with_rest": ("payment leaves a rest", "payments leave a rest", PAYMENT_COLUMNS),
    "unapplied": ("payment to be matched", "payments to be matched", PAYMENT_COLUMNS),
    "refused": ("row refused", "rows refused", FAULT_COLUMNS),
    "partly": ("row taken in without a cell", "rows taken in without a cell", FAULT_COLUMNS),
}
RIGHT = {"Amount", "Open", "Not allocated"}
COUNTS: dict[str, dict[str, tuple[str, str]]] = {  # of an import that was stored
    Kind.INVOICES: {
        "new": ("new invoice", "new invoices"),
        "new_customers": ("new customer", "new customers"),
        "changed": ("changed", "changed"),
        "closed": ("closed as paid", "closed as paid"),
        "left": ("closed, no longer in the file", "closed, no longer in the file"),
        "reopened": ("open again", "open again"),
        "changed_customers": ("customer changed", "customers changed"),
        "unchanged": ("unchanged", "unchanged"),
        "refused": ("row refused", "rows refused"),
    },
    Kind.PAYMENTS: {
        "new": ("new payment", "new payments"),
        "settled": GROUPS["settled"][:2],
        "with_rest": GROUPS["with_rest"][:2],
        "unapplied": ("to be matched", "to be matched"),
        "unchanged": ("known already", "known already"),
        "refused": ("row refused", "rows refused"),
    },
}

MEND = {  # what a person can say
    "dates": "Choose the order of dates below.",
    "decimal": "Choose how decimals are written below.",
    "encoding": "Choose another encoding below.",
    "delimiter": "Choose another delimiter below.",
    "zeros_customer_number": "Say below whether leading zeros count.",
    "zeros_number": "Say below whether leading zeros count.",
    "zeros_reference": "Say below whether leading zeros count.",
}
IN_THE_FILE = "Mend the file and bring it again, or choose below how it is read."


@dataclass(frozen=True)
class Tile:
    """A number, what it counts, and the rows behind it."""

    code: str
    count: int
    label: str
    columns: tuple[tuple[str, bool], ...] = ()  # name, whether its cells stand right
    rows: tuple[tuple[tuple[str, str, bool], ...], ...] = ()  # column, cell, right

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.rows)


def tiles_of(groups: Iterable[Mapping[str, Any]]) -> list[Tile]:
    """The groups of a look, each with its rows."""
    return [_tile(one["code"], one["count"], one["rows"]) for one in groups]


def _tile(code: str, count: int, rows: Iterable[Iterable[str]]) -> Tile:
    one, many, columns = GROUPS[code]
    right = [name in RIGHT for name in columns]
    return Tile(
        code=code,
        count=count,
        label=one if count == 1 else many,
        columns=tuple(zip(columns, right, strict=True)),
        rows=tuple(tuple(zip(columns, row, right, strict=True)) for row in rows),
    )


def stored_tiles(kind: str, counts: Mapping[str, int]) -> list[Tile]:
    """The numbers of an import that was stored."""
    named = ((code, words, counts.get(code, 0)) for code, words in COUNTS[kind].items())
    return [
        Tile(code, count, one if count == 1 else many)
        for code, (one, many), count in named
        if count
    ]


def in_words(tiles: Iterable[Tile]) -> str:
    """ "12 new invoices, 3 changed amounts, 41 closed as paid." """
    return ", ".join(f"{one.count:,} {one.label}" for one in tiles)


def mend_words(upload: Upload) -> str:
    """What to do about what hinders a file."""
    asked = upload.seen.get("problem", {}).get("asks", "")
    if asked in LABELS[upload.kind]:
        return "Choose its column below."
    return MEND.get(asked, IN_THE_FILE if upload.seen.get("columns") else "")
