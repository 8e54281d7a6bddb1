"""The copies of invoices that a mail carries: of what it asks for, as much as a mail box takes."""

from collections.abc import Iterable, Sequence

from collections_app.dunning.models import NoticeLine
from collections_app.invoices.models import Invoice
from collections_app.lib.files import size_of

MOST_COPIES = 20
MOST_BYTES = 8 << 20  # with what mail adds to it, below the ten megabytes that most servers take


def enclosed(lines: Iterable[NoticeLine]) -> Sequence[Invoice]:
    """The oldest due first; a copy that would be too much is left out, not the mail."""
    kept: list[Invoice] = []
    room = MOST_BYTES
    asked = [line.invoice for line in lines if line.demanded > 0 and line.invoice.file]
    for invoice in asked:
        size = size_of(str(invoice.file))
        if len(kept) < MOST_COPIES and size <= room:
            kept.append(invoice)
            room -= size
    return kept
