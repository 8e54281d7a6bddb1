"""A print run: its cover, the merged file and its manifest."""

import csv
import hashlib
import io
from dataclasses import replace

import pikepdf
import pytest

from collections_app.documents.papers import PAPERS
from collections_app.documents.print_runs import (
    Run,
    Sheet,
    manifest,
    merged,
    page_count,
    stamped,
)
from tests.communications.messages import COMPANY, letter, lines
from tests.communications.messages import replace as changed
from tests.communications.print_runs import words_of
from tests.documents.places import placed_on, size_of


def a_pdf(pages):
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()


def a_run(*pages, **changes):
    sheets = [
        Sheet(number, f"C-{number}", f"id-{number}", a_pdf(count), f"Mill {number}", count)
        for number, count in enumerate(pages, 1)
    ]
    usual = Run(12, "Talbruck GmbH", "2026-05-12 09:14", PAPERS["din_5008_b"], True, 0, sheets)
    return replace(usual, **changes)


def first_pages(words):
    """Of each letter of run 12: the number of its page in the file, by what stands on it."""
    return {page: text.strip() for page, text in enumerate(words) if text.strip()[:3] == "12-"}


def test_on_both_sides_each_letter_begins_on_a_leaf_of_its_own():
    words = words_of(merged(a_run(1, 3, 2)))

    assert len(words) == 2 + 2 + 4 + 2
    assert first_pages(words) == {2: "12-1", 4: "12-2", 8: "12-3"}


def test_on_one_side_no_page_is_left_empty():
    words = words_of(merged(a_run(1, 3, 2, on_both_sides=False)))

    assert first_pages(words) == {1: "12-1", 2: "12-2", 5: "12-3"}
    assert len(words) == 1 + 6


def test_the_cover_says_what_lies_in_the_run():
    cover = words_of(merged(a_run(1, 3)))[0]

    for words in ("Print run 12", "Talbruck GmbH", "2026-05-12 09:14", "C-2 Mill 2 3"):
        assert words in cover
    assert [one for one in cover.split("\n") if one in ("2", "4", "3")][:3] == ["2", "4", "3"]
    assert "Reprint" not in cover


def test_a_reprint_says_so_on_its_cover_and_on_every_letter():
    words = words_of(merged(a_run(1, 1, reprint=2)))

    assert "Reprint 2: this run was printed before." in words[0]
    assert list(first_pages(words).values()) == ["12-1, reprint 2", "12-2, reprint 2"]


def test_the_cover_of_many_letters_runs_over_pages():
    run = a_run(*[1] * 120)

    words = words_of(merged(run))

    assert "C-120" in "".join(words[:-240])
    assert list(first_pages(words).values())[-1] == "12-120"


@pytest.mark.parametrize("paper", PAPERS)
def test_the_number_stands_where_no_letter_writes(paper):
    company = changed(COMPANY, paper=paper)
    pdf = letter(lines=lines(40), company=company)

    again = stamped(pdf, "12-7, reprint")

    (mark,) = [one for one in placed_on(again) if one.text.startswith("12-7")]
    others = [one for one in placed_on(again) if one != mark]
    assert mark.left > 4 and mark.bottom < size_of(pdf)[1] - 4
    assert not any(one.touches((mark.left, mark.top, mark.right, mark.bottom)) for one in others)
    assert page_count(again) == page_count(pdf)


def test_manifest_names_every_sheet_with_its_pages_and_its_fingerprint():
    run = a_run(1, 2)

    text = manifest(run.sheets)

    assert list(csv.reader(io.StringIO(text))) == [
        ["sheet", "customer", "communication", "pages", "sha256"],
        ["1", "C-1", "id-1", "1", hashlib.sha256(run.sheets[0].pdf).hexdigest()],
        ["2", "C-2", "id-2", "2", hashlib.sha256(run.sheets[1].pdf).hexdigest()],
    ]


def test_a_customers_number_is_no_formula():
    text = manifest([Sheet(1, "=HYPERLINK(1)", "aaa", a_pdf(1))])

    assert next(csv.DictReader(io.StringIO(text)))["customer"] == "'=HYPERLINK(1)"
