"""Letters through the press, beside bare WeasyPrint in this process with the same pages."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string

from collections_app.communications.letters import letter_facts
from collections_app.documents import press, printer
from tests.bench.printing import Figure, gate
from tests.bench.rounds import timed
from tests.communications.messages import CUSTOMER, facts, given, lines, rendered

STYLE = "letters/din_5008_b.css"


def letter_figures(letters: int, rounds: int) -> Iterator[Figure]:
    """A first letter with 13 invoices, to so many customers."""
    pages = [_page(f"C-{number}") for number in range(letters)]
    bare = printer.Printer(settings.LETTER_FONTS)
    css = press._css(STYLE, settings.LETTER_FONTS)
    gate("sheets printed", _sheets(press.print_pdf(pages[0], stylesheet=STYLE)), 2)
    gate("sheets printed bare", _sheets(bare.pdf(css, pages[0])), 2)
    ours, limit = [], []
    for _ in range(rounds):
        limit_time = our_time = 0.0
        for page in pages:
            limit_time += timed(lambda page=page: bare.pdf(css, page))
            our_time += timed(lambda page=page: press.print_pdf(page, stylesheet=STYLE))
        limit.append(letters / limit_time)
        ours.append(letters / our_time)
    yield Figure(f"letters, {letters} of 13 invoices", ours, limit, "/s", ">= 95%")


def _page(number: str) -> str:
    told = {"lines": lines(13), "customer": replace(CUSTOMER, number=number)}
    on_paper = letter_facts(
        given=given("letter", **told),
        facts=facts("letter", **told),
        body=rendered("first_letter", "letter", **told),
    )
    return render_to_string("letters/letter.html", {"letter": on_paper})


def _sheets(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)
