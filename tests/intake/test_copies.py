"""Copies of invoices come in by name, and only where they can be read."""

import io

import pikepdf
import pytest

from collections_app.history.models import Event
from collections_app.intake import copies
from collections_app.intake.copies import copies_folder, keep_copies, take_copies
from collections_app.intake.sources import File
from collections_app.invoices.models import Invoice
from collections_app.lib.files import read
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import noon

pytestmark = pytest.mark.django_db
NOW = noon("2024-01-10")


def a_pdf(words: str = "", **saved) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = words
        written = io.BytesIO()
        pdf.save(written, **saved)
        return written.getvalue()


@pytest.fixture
def company(tmp_path, monkeypatch, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(copies, "ROOT", tmp_path / "drop")
    return factories.company()


@pytest.fixture
def customer(company):
    return factories.customer(company)


def keep(customer, *named):
    files = [File(name, content) for name, content in named]
    return keep_copies(customer=customer, files=files, by="user:7", at=NOW)


def copy_of(number: str) -> bytes:
    name = Invoice.objects.get(number=number).file.name
    return read(name) if name else b""


def test_a_file_goes_to_the_invoice_that_it_is_named_like(customer):
    for number in ("R-1", "2024/17"):
        factories.invoice(customer, "2024-01-05", number=number)
    one, other = a_pdf("one"), a_pdf("other")

    kept = keep(customer, ("R-1.pdf", one), ("2024_17.PDF", other))

    assert (kept.invoices, kept.refused) == (["R-1", "2024/17"], [])
    assert (copy_of("R-1"), copy_of("2024/17")) == (one, other)
    assert Event.objects.filter(kind="invoice.copy", customer_id=customer.pk).count() == 2


def test_another_customers_invoice_takes_no_file_from_this_page(company, customer):
    factories.invoice(factories.customer(company, name="Else"), "2024-01-05", number="R-2")

    kept = keep(customer, ("R-2.pdf", a_pdf()))

    assert kept.refused == [f"R-2.pdf is named like no invoice of {customer}."]
    assert copy_of("R-2") == b""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no PDF that opens"),
        (b"MZ\x90 a program", "no PDF that opens"),
        (a_pdf()[:150], "no PDF that opens"),
        (a_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "locked with a password"),
        (a_pdf(encryption=pikepdf.Encryption(owner="a", user="")), "locked"),
        (b"%PDF-1.7" + b"x" * (6 << 20), "larger than 5 MB, too much for a mail"),
    ],
    ids=["empty", "program", "cut off", "password", "locked", "heavy"],
)
def test_what_a_customer_could_not_open_is_refused(customer, content, why):
    factories.invoice(customer, "2024-01-05", number="R-1")

    assert keep(customer, ("R-1.pdf", content)).refused == [f"R-1.pdf is {why}."]
    assert copy_of("R-1") == b""


def drop(company, name: str, content: bytes):
    path = copies_folder(company) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_drop_folder_is_emptied_of_what_is_known(company, customer):
    factories.invoice(customer, "2024-01-05", number="R-1")
    known, early = drop(company, "R-1.pdf", a_pdf("known")), drop(company, "R-9.pdf", a_pdf())

    assert take_copies(company=company, now=NOW) == 1

    assert copy_of("R-1").startswith(b"%PDF")
    assert (known.exists(), early.exists()) == (False, True)
    factories.invoice(customer, "2024-01-05", number="R-9")
    assert take_copies(company=company, now=NOW) == 1
    assert not early.exists()


def test_what_is_no_pdf_is_put_aside_with_the_reason_and_a_task(company, customer):
    factories.invoice(customer, "2024-01-05", number="R-1")
    path = drop(company, "R-1.pdf", b"a scan that broke")

    assert take_copies(company=company, now=NOW) == 0

    refused = path.parent / "refused" / "R-1.pdf"
    assert refused.read_bytes() == b"a scan that broke"
    assert "no PDF that opens" in refused.with_name("R-1.pdf.reason.txt").read_text()
    assert Task.objects.get(kind="mend_file").values["file"] == "R-1.pdf"
    assert not path.exists()
