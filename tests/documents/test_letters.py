"""The letter on paper, read back from its PDF."""

import io
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.conf import settings
from pypdf import PdfReader

from collections_app.documents import press
from collections_app.documents.child import CannotPrint
from collections_app.documents.papers import PAPERS
from collections_app.documents.press import Press
from tests.communications.messages import COMPANY, CUSTOMER, a_line, letter, lines, replace

HAS_FONTS = any(settings.LETTER_FONTS.glob("inter-*.woff2"))


def pages_of(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def descendants_of(pdf):
    fonts = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    return [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts.values()]


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


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_an_address_too_long_for_its_line_breaks_before_the_at_sign(language):
    company = replace(COMPANY, email="receivables@talbruck.example")

    (long,) = pages_of(letter(language=language, company=company))
    (short,) = pages_of(letter(language=language))

    assert "receivables\n@talbruck.example" in long
    assert short.count("ar@talbruck.example") == 2  # beside the address window and in the foot


@pytest.mark.parametrize("paper", PAPERS)
def test_forty_invoices_run_over_pages_with_heads_and_one_total(paper):
    pages = pages_of(letter(lines=lines(40), company=replace(COMPANY, paper=paper)))

    assert len(pages) == 3
    numbers = re.findall(r"TI-26-00\d\d", "".join(pages).partition("Ways to pay")[0])
    assert len(numbers) == len(set(numbers)) == 40
    assert [page.count("Days overdue") for page in pages] == [1, 1, 0]
    assert "".join(pages).count("82,004.00\n") == 1
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of 3" in page
    assert "Customer no. C-20933, 12 May 2026" in pages[1]
    assert "Customer no. C-20933, 12 May 2026" not in pages[0]


def carried_on(page, words):
    return re.findall(rf"{words} ([\d.,]+)", page)


@pytest.mark.parametrize("paper", PAPERS)
def test_each_sheet_carries_over_the_sum_of_the_rows_so_far(paper):
    pages = pages_of(letter(lines=lines(90), company=replace(COMPANY, paper=paper)))

    so_far, carried = Decimal(0), []
    for page in pages:
        assert carried_on(page, "Brought forward") == carried[-1:]
        rows = re.findall(r"TI-26-\d{4} PO 88121 .* ([\d,]+\.10)", page)
        so_far += sum(Decimal(row.replace(",", "")) for row in rows)
        if so_far and so_far < Decimal("409509.00"):
            carried.append(f"{so_far:,.2f}")
            assert carried_on(page, "Carried forward") == carried[-1:]
        else:
            carried = []
            assert carried_on(page, "Carried forward") == []

    assert so_far == Decimal("409509.00")
    assert len(pages) >= 4


def test_what_is_carried_over_is_each_currencys_own():
    mixed = [*lines(30), *(replace(one, currency="USD") for one in lines(30))]

    pages = pages_of(letter(lines=mixed, language="de"))

    for before, after in pairwise(pages):
        assert carried_on(before, "Übertrag")[-1:] == carried_on(after, "Übertrag")[:1]


def test_a_letter_of_one_sheet_carries_nothing():
    (page,) = pages_of(letter(lines=lines(3)))

    assert "forward" not in page


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
@pytest.mark.parametrize(
    "name", ["Ждановская", "Київська", "Ωμέγα Αθήνα", "Łódź", "Đặng", "İstanbul", "Ærø"]
)
def test_letters_of_europe_are_embedded_and_copy_as_they_are(name):
    pdf = letter(customer=replace(CUSTOMER, name=name))

    assert name in pages_of(pdf)[0].replace("\n", " ")
    assert {re.sub(r"^/[A-Z]+\+", "", font).split("-")[0] for font in fonts_of(pdf)} == {"Inter"}
    assert all(font["/FontDescriptor"].get("/FontFile2") for font in descendants_of(pdf))


def test_an_address_in_signs_that_no_font_has_is_not_printed_as_boxes():
    unknown = "\N{LINEAR B SYLLABLE B008 A}\N{LINEAR B SYLLABLE B038 E}"

    with pytest.raises(CannotPrint, match=f"No font on this machine has {unknown}. Write"):
        letter(customer=replace(CUSTOMER, name=f"{unknown} Ltd"))


def test_elsewhere_a_sign_that_no_font_has_costs_no_letter():
    line = a_line(purchase_order="PO \N{LINEAR B SYLLABLE B008 A}")

    assert "14,980.00" in pages_of(letter(lines=[line]))[0]


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
