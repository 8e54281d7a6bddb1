"""The letter on paper, read back from its PDF."""

import io
import re

import pytest
from django.conf import settings
from pypdf import PdfReader

from collections_app.communications.letters import build_letter
from collections_app.documents import press
from collections_app.documents.press import Press
from tests.communications.messages import COMPANY, a_line, facts, given, lines, rendered, replace

MM = 72 / 25.4
HAS_FONTS = any(settings.LETTER_FONTS.glob("inter-*.woff2"))


def letter(key="first_letter", language="en", **changes):
    return build_letter(
        given=given("letter", language, **changes),
        facts=facts("letter", language, **changes),
        body=rendered(key, "letter", language, **changes),
    )


def pages_of(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def places_of(pdf):
    """Where each piece of text begins on the first page: millimetres from left and top."""
    found = {}

    def visit(text, matrix, text_matrix, font, size):
        if text.strip():
            x = text_matrix[4] * matrix[0] + matrix[4]
            y = text_matrix[5] * matrix[3] + matrix[5]
            found.setdefault(text.strip(), (x / MM, 297 - y / MM))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found


def fonts_of(pdf):
    fonts = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    return {str(font.get_object()["/BaseFont"]) for font in fonts.values()}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["Dear Ms Femke Oldaal,", "23,412.60", "Days overdue", "Ways to pay", "Page 1 of 1"],
        ),
        (
            "de",
            ["Sehr geehrte Frau Femke Oldaal,", "23.412,60", "Überfällig", "Seite 1 von 1"],
        ),
    ],
)
def test_letter_says_everything_on_one_page(language, words):
    three = [a_line("TI-1"), a_line("TI-2", "6212.60"), a_line("TI-3", "2220.00")]

    (text,) = pages_of(letter(language=language, lines=three))

    for word in [*words, "TI-2", "Lenskade 21", "DE89 3704 0044 0532 0130 00", "C-20933"]:
        assert word in text


def test_address_stands_in_the_window_of_din_5008():
    places = places_of(letter())

    left, top = places["Vandrel Optics B.V."]
    assert left == pytest.approx(25, abs=0.5)
    assert 45 + 17.7 < top < 90
    assert places["NETHERLANDS"][1] < 90
    assert places["Talbruck Instruments GmbH, Werkstrasse 14, 34117 Kassel"][1] < 62.7
    assert places["Date"][0] == pytest.approx(125, abs=0.5)


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_an_address_too_long_for_its_line_breaks_before_the_at_sign(language):
    company = replace(COMPANY, email="receivables@talbruck.example")

    (long,) = pages_of(letter(language=language, company=company))
    (short,) = pages_of(letter(language=language))

    assert "receivables\n@talbruck.example" in long
    assert short.count("ar@talbruck.example") == 2  # beside the address window and in the foot


def test_forty_invoices_run_over_pages_with_heads_and_one_total():
    pages = pages_of(letter(lines=lines(40)))

    assert len(pages) == 3
    numbers = re.findall(r"TI-26-00\d\d", "".join(pages).partition("Ways to pay")[0])
    assert len(numbers) == len(set(numbers)) == 40
    assert [page.count("Days overdue") for page in pages] == [1, 1, 0]
    assert "".join(pages).count("82,004.00\n") == 1
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of 3" in page
    assert "Customer no. C-20933, 12 May 2026" in pages[1]
    assert "Customer no. C-20933, 12 May 2026" not in pages[0]


def test_currencies_stand_in_tables_of_their_own():
    mixed = [
        a_line("E", "10"),
        a_line("J", "90000", currency="JPY"),
        a_line("K", "12.345", currency="KWD"),
    ]

    text = "".join(pages_of(letter(lines=mixed)))

    for words in ("Open, EUR", "Open, JPY", "Open, KWD", "90,000", "12.345"):
        assert words in text
    assert "Scan with your" not in text


def test_code_to_scan_stands_only_where_one_sum_in_euro_goes_to_an_iban():
    assert "Scan with your" in pages_of(letter())[0]
    assert "Scan with your" not in pages_of(letter(company=replace(COMPANY, iban="")))[0]


@pytest.mark.skipif(not HAS_FONTS, reason="the front-end packages are not installed")
def test_letters_are_the_same_on_every_machine():
    fonts = fonts_of(letter())

    assert {re.sub(r"^/[A-Z]+\+", "", font).split("-")[0] for font in fonts} == {"Inter"}


@pytest.mark.skipif(not HAS_FONTS, reason="the front-end packages are not installed")
def test_other_alphabets_keep_their_letters():
    name = "Ждановская Ωμέγα Łódź Đặng"

    assert name in pages_of(letter(lines=[a_line(purchase_order=name)]))[0].replace("\n", " ")


def test_without_its_font_a_letter_is_still_printed(settings, tmp_path, monkeypatch):
    settings.LETTER_FONTS = tmp_path
    monkeypatch.setattr(press, "_PRESS", Press())

    assert "Dear Ms Femke Oldaal," in pages_of(letter())[0]

    press._PRESS.end()


def test_markup_in_a_name_is_printed_as_words():
    name = "<img src=x> {{ 7*7 }}"

    text = "".join(pages_of(letter(lines=[a_line(purchase_order=name)])))

    assert "{{ 7*7 }}" in text.replace("\n", " ")
    assert "<img src=x>" in text.replace("\n", " ")
