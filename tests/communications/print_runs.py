"""What lies in a print run, as its merged file has it."""

import io

from pypdf import PdfReader

from collections_app.communications.models import PrintRun
from collections_app.lib.files import read


def letters_on_paper(run: PrintRun) -> int:
    """Of one page each: a cover and each letter take a leaf, both sides of it."""
    pages = words_of(read(run.pdf))
    assert len(pages) % 2 == 0
    return len(pages) // 2 - 1


def words_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
