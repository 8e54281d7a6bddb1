"""An address shows in its envelope's window, to the millimetre, and nothing else does.

Measured is the ink of each line of text in the PDF. The numbers are the norms' own, not those of
the stylesheets. DIN 5008: the field of the address is 85 by 45 mm, 20 mm from the left edge and
45 mm (form B) or 27 mm (form A) from the top; its upper 17.7 mm are the sender's. A #10 envelope
is 4 1/8 by 9 1/2 inches, its window 1 1/8 by 4 1/2, 7/8 from the left and 1/2 from the bottom;
a sheet of US Letter slides in it, and USPS wants 1/8 inch clear around the address wherever it
slides to.
"""

import pytest

from collections_app.communications.letters import build_letter
from collections_app.companies.choices import Paper
from collections_app.documents.papers import PAPERS
from tests.communications.messages import (
    COMPANY,
    CONTACT,
    CUSTOMER,
    facts,
    given,
    lines,
    rendered,
    replace,
)
from tests.documents.places import marks_on, placed_on, size_of

INCH = 25.4
FIRST_PANEL = 4.0  # inches, to the first fold mark of US Letter
SLIDES_DOWN, SLIDES_ACROSS = 4.125 - FIRST_PANEL, 9.5 - 8.5
WINDOW_LEFT, WINDOW_RIGHT = 0.875, 0.875 + 4.5
WINDOW_TOP, WINDOW_BOTTOM = 4.125 - 0.5 - 1.125, 4.125 - 0.5
CLEAR = 0.125
ALWAYS_SHOWN = tuple(
    round(side * INCH, 2)
    for side in (
        WINDOW_LEFT + CLEAR,
        WINDOW_TOP + CLEAR,
        WINDOW_RIGHT - SLIDES_ACROSS - CLEAR,
        WINDOW_BOTTOM - SLIDES_DOWN - CLEAR,
    )
)
EVER_SHOWN = tuple(
    side * INCH
    for side in (
        WINDOW_LEFT - SLIDES_ACROSS,
        WINDOW_TOP - SLIDES_DOWN,
        WINDOW_RIGHT,
        WINDOW_BOTTOM,
    )
)
# paper: where the address must lie, what the window ever shows, size of the sheet, fold marks
NORMS = {
    "din_5008_b": ((20, 62.7, 105, 90), (20, 45, 105, 90), (210, 297), (105, 210)),
    "din_5008_a": ((20, 44.7, 105, 72), (20, 27, 105, 72), (210, 297), (87, 192)),
    "us_letter": (ALWAYS_SHOWN, EVER_SHOWN, (215.9, 279.4), (101.6, 190.5)),
}
ADDRESSES = {
    "usual": ("Vandrel Optics B.V.", "Lenskade 21"),
    "long": (
        "Verwaltungsgesellschaft für Grundbesitz und Beteiligungen Süd mbH & Co. KG",
        "Gewerbepark Lange Straße am alten Güterbahnhof 112-118",
    ),
    "capitals": ("WASSERWERKE MITTLERES WEMMEL-MOMMENHEIM MBH", "AM MUEHLENWEG 100"),
    "many lines": ("Vandrel Optics B.V.", "Building 7\nEntrance C\nFloor 12\nLenskade 21"),
    "far too much": ("W" * 90, "\n".join(f"Part {n} of a very long street" for n in range(9))),
}


def letter_on(paper: str, address: str) -> bytes:
    name, street = ADDRESSES[address]
    told = {
        "company": replace(COMPANY, paper=paper, email="receivables.department@talbruck.example"),
        "customer": replace(CUSTOMER, name=name, address=replace(CUSTOMER.address, street=street)),
        "lines": lines(40),
    }
    return build_letter(
        given=given("letter", **told),
        facts=facts("letter", **told),
        body=rendered("first_letter", "letter", **told),
    )


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("paper", NORMS)
def test_the_address_lies_in_the_window_and_nothing_else_does(paper, address):
    must, ever, sheet, _ = NORMS[paper]

    pdf = letter_on(paper, address)

    words = placed_on(pdf)
    assert size_of(pdf) == pytest.approx(sheet, abs=0.1)
    shown = [one for one in words if one.touches(ever)]
    ours = [one for one in shown if one.text.startswith(COMPANY.legal_name)]
    theirs = [one for one in shown if one not in ours]
    assert all(one.lies_in(must) for one in theirs), theirs
    assert theirs[-1].text == "NETHERLANDS"
    assert theirs[-2].text == "2031 EX Haarlem"
    assert all(one.bottom < must[1] for one in ours)
    assert len(ours) == (0 if paper == "us_letter" else 1)


@pytest.mark.parametrize("paper", NORMS)
def test_a_usual_address_begins_where_the_norm_has_its_first_line(paper):
    must, *_ = NORMS[paper]

    name = next(one for one in placed_on(letter_on(paper, "usual")) if "Vandrel" in one.text)

    assert name.left == pytest.approx(25.4 if paper == "us_letter" else 25, abs=0.5)
    assert 0 <= name.top - must[1] < 2.5
    assert CONTACT.name in "".join(one.text for one in placed_on(letter_on(paper, "usual")))


@pytest.mark.parametrize("paper", NORMS)
def test_fold_marks_stand_where_the_sheet_is_folded(paper):
    *_, folds = NORMS[paper]

    marks = marks_on(letter_on(paper, "usual"))

    for fold in folds:
        assert any(abs(mark - fold) < 0.3 for mark in marks), marks


def test_a_company_chooses_among_the_papers_that_there_are():
    assert set(Paper.values) == set(PAPERS) == set(NORMS)
