"""One business letter, on the paper that its sender prints on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from collections_app.documents.addresses import Window
from collections_app.documents.codes import Code
from collections_app.documents.papers import Paper
from collections_app.documents.press import print_pdf

TEMPLATE = "letters/letter.html"


@dataclass(frozen=True)
class LetterFacts:
    """All that stands on the paper, in words.

    `parts` are paragraphs, points and the names of blocks in their order; `tables`,
    `new_tables` and `upcoming_tables` fill the blocks of invoices, `ways_to_pay` the framed one.
    """

    language: str
    subject: str
    brand: str  # beside the logo or in its place
    logo: bytes  # PNG; empty: there is none
    colour: str  # as CSS writes it
    return_line: str
    window: Window
    information: Sequence[tuple[str, Sequence[str]]]  # a value in pieces: lines may end between
    parts: Sequence[Any]
    tables: Sequence[Any]
    new_tables: Sequence[Any]
    upcoming_tables: Sequence[Any]
    ways_to_pay: Sequence[Any]
    code: Code | None
    signature: Sequence[str]
    continued: str  # atop the second page and those after it
    foot: Sequence[Sequence[str]]
    labels: dict[str, str]


def letter_pdf(*, paper: Paper, facts: LetterFacts) -> bytes:
    html = render_to_string(TEMPLATE, {"letter": facts})
    address = "".join(facts.window.lines)
    return print_pdf(html, stylesheet=paper.stylesheet, logo=facts.logo, address=address)
