"""A print run: a cover and many letters in one file, and the list of what lies in it."""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from collections_app.documents.papers import Paper
from collections_app.documents.press import print_pdf
from collections_app.lib.spreadsheets import harmless

HEADER = ("sheet", "customer", "communication", "pages", "sha256")
POINTS_FROM_EDGE, POINTS_HIGH = 16, 6


@dataclass(frozen=True)
class Sheet:
    """One letter of a run; its number stands on it in small type, and after it the `mark`."""

    number: int
    customer_number: str
    communication_id: str
    pdf: bytes
    name: str = ""
    pages: int = 1
    mark: str = ""


@dataclass(frozen=True)
class Run:
    """What the cover says; `reprint` counts how often it was printed before."""

    number: int
    company: str
    made: str
    paper: Paper
    on_both_sides: bool
    reprint: int
    sheets: Sequence[Sheet]

    @property
    def pages(self) -> int:
        return sum(sheet.pages for sheet in self.sheets)

    @property
    def leaves(self) -> int:
        """Of paper, without the cover's."""
        return sum(-(-one.pages // 2) for one in self.sheets) if self.on_both_sides else self.pages


def merged(run: Run) -> bytes:
    """The cover, then the letters; on both sides each begins on a leaf of its own."""
    import pikepdf

    with pikepdf.new() as joined:
        _append(joined, _cover(run), run)
        for sheet in run.sheets:
            first = len(joined.pages)
            _append(joined, sheet.pdf, run)
            words = f"{run.number}-{sheet.number}"
            marks = [sheet.mark, f"reprint {run.reprint}" if run.reprint else ""]
            _stamp(joined, joined.pages[first], ", ".join(filter(None, [words, *marks])))
        joined.remove_unreferenced_resources()
        return _saved(joined)


def stamped(pdf: bytes, words: str) -> bytes:
    """One letter again, with these words in small type on its first page."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as letter:
        _stamp(letter, letter.pages[0], words)
        return _saved(letter)


def _cover(run: Run) -> bytes:
    html = render_to_string("letters/run.html", {"run": run})
    return print_pdf(html, stylesheet="letters/run.css")


def _append(joined: Any, pdf: bytes, run: Run) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as letter:
        pages = len(letter.pages)
        joined.pages.extend(letter.pages)
    if run.on_both_sides and pages % 2:
        left, bottom, right, top = joined.pages[-1].mediabox
        joined.add_blank_page(page_size=(right - left, top - bottom))


def _stamp(pdf: Any, page: Any, words: str) -> None:
    """Plain letters and digits, in the lower left corner that no letter writes on."""
    import pikepdf

    kind = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}
    font = pdf.make_indirect(
        pikepdf.Dictionary({f"/{key}": pikepdf.Name(f"/{one}") for key, one in kind.items()})
    )
    name = page.add_resource(font, pikepdf.Name.Font)
    place = f"{POINTS_FROM_EDGE} {POINTS_FROM_EDGE} Td ({words}) Tj"
    drawn = f"q BT {name} {POINTS_HIGH} Tf 0.4 g {place} ET Q"
    page.contents_add(drawn.encode("ascii"), prepend=False)


def _saved(pdf: Any) -> bytes:
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


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
    number = harmless(sheet.customer_number)
    return sheet.number, number, sheet.communication_id, sheet.pages, fingerprint(sheet.pdf)
