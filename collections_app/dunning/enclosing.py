"""The copies of invoices that a mail carries: of what it asks for, as much as a mail box takes."""

from collections.abc import Iterable

from collections_app.dunning.models import NoticeLine
from collections_app.invoices.models import Invoice
from collections_app.lib.files import size_of

MOST_COPIES = 20
MOST_BYTES = 8 << 20  # with what mail adds to it, below the ten megabytes that most servers take


def enclosed(lines: Iterable[NoticeLine]) -> list[Invoice]:
    """Of what the lines ask for, the oldest due first."""
    return that_fit(line.invoice for line in lines if line.demanded > 0)


def that_fit(invoices: Iterable[Invoice]) -> list[Invoice]:
    """Those that have a copy; one that would be too much is left out, not the mail."""
    kept: list[Invoice] = []
    room = MOST_BYTES
    for invoice in invoices:
        size = size_of(str(invoice.file)) if invoice.file else room + 1
        if len(kept) < MOST_COPIES and size <= room:
            kept.append(invoice)
            room -= size
    return kept
