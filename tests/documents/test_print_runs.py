"""A print run: the merged file and its manifest."""

import csv
import hashlib
import io

import pikepdf

from collections_app.documents.print_runs import Sheet, join, manifest, page_count


def a_pdf(pages):
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()


def test_letters_are_joined_in_their_order():
    joined = join([a_pdf(1), a_pdf(3), a_pdf(2)])

    assert page_count(joined) == 6


def test_manifest_names_every_sheet_with_its_fingerprint():
    first, second = a_pdf(1), a_pdf(2)

    text = manifest([Sheet(1, "C-1", "aaa", first), Sheet(2, "C-2", "bbb", second)])

    assert list(csv.reader(io.StringIO(text))) == [
        ["sheet", "customer", "communication", "pages", "sha256"],
        ["1", "C-1", "aaa", "1", hashlib.sha256(first).hexdigest()],
        ["2", "C-2", "bbb", "2", hashlib.sha256(second).hexdigest()],
    ]


def test_a_customers_number_is_no_formula():
    text = manifest([Sheet(1, "=HYPERLINK(1)", "aaa", a_pdf(1))])

    assert next(csv.DictReader(io.StringIO(text)))["customer"] == "'=HYPERLINK(1)"
