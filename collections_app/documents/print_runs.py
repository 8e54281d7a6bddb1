"""A print run: many letters in one file, and the list of what lies in it."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADER = ("sheet", "customer", "communication", "pages", "sha256")


@dataclass(frozen=True)
class Sheet:
    """One letter of a run, numbered from 1 in the order of the merged file."""

    number: int
    customer_number: str
    communication_id: str
    pdf: bytes


def join(pdfs: Iterable[bytes]) -> bytes:
    """All letters in one PDF, each beginning on its own page."""
    import pikepdf

    with pikepdf.new() as joined:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as letter:
                joined.pages.extend(letter.pages)
        joined.remove_unreferenced_resources()
        merged = io.BytesIO()
        joined.save(merged)
        return merged.getvalue()


def page_count(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as letter:
        return len(letter.pages)


def manifest(sheets: Sequence[Sheet]) -> str:
    """The run as CSV: what each sheet is, whose, how many pages, and its fingerprint."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(HEADER)
    rows.writerows(_row(sheet) for sheet in sheets)
    return written.getvalue()


def fingerprint(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()


def _row(sheet: Sheet) -> tuple[int | str, ...]:
    number, pages = _harmless(sheet.customer_number), page_count(sheet.pdf)
    return sheet.number, number, sheet.communication_id, pages, fingerprint(sheet.pdf)


def _harmless(text: str) -> str:
    """A spreadsheet must not take a customer's number for a formula (RELIABILITY 3.8)."""
    return f"'{text}" if text.lstrip()[:1] in tuple("=+-@\t\r\n\0＝＋－＠") else text
