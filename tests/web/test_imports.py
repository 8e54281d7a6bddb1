"""Imports in the browser: bring, check, take in, undo; who may, and what a bad file is told."""

import datetime as dt
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.intake import shelf, storing
from collections_app.intake.models import Import, Upload
from collections_app.invoices.models import Invoice
from collections_app.jobs.uploads import take_up_upload
from tests import factories
from tests.intake.ledger import HEADER, content_of, row
from tests.intake.shared import shared
from tests.side_by_side import another_line

HTMX = {"HX-Request": "true"}
YEAR = timezone.now().year


@pytest.fixture(autouse=True)
def media(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    return tmp_path


def bring(client: Client, *rows: str, content: bytes = b"", name="items.csv", **more) -> Upload:
    """Posted as the form does, and looked at."""
    file = SimpleUploadedFile(name, content or content_of(*rows))
    response = client.post(
        reverse("imports:bring"),
        {"id": uuid4(), "kind": "invoices", "source": "", "file": file} | more,
    )
    assert response.status_code == 302, response.text
    return Upload.objects.latest("at")


def url(name: str, upload: Upload) -> str:
    return reverse(f"imports:{name}", args=[upload.pk])


def downloaded(response) -> str:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    response.close()
    return text


def taken_in(client: Client, *rows: str, **more) -> Import:
    upload = bring(client, *rows, **more)
    client.post(url("take_in", upload))
    take_up_upload(upload.pk)
    return Import.objects.latest("pk")


def test_the_first_page_says_what_a_file_needs(company: Company, clerk: Client) -> None:
    page = clerk.get(reverse("imports:list")).text

    assert "You see what a file does before anything is stored." in page
    assert "An invoice needs a customer, a number, a date, a due date and an amount" in page
    assert "No file was taken in yet." in page


def test_a_file_shows_its_columns_with_samples_and_what_it_would_do(
    company: Company, clerk: Client
) -> None:
    upload = bring(clerk, row("R1"), row("R2", due="2026-02-30"))

    page = clerk.get(url("upload", upload)).text

    assert "new columns: check each against its samples" in page
    assert '<option value="Due date" data-samples="2026-10-01 · 2026-02-30" selected>' in page
    assert "<b>1</b><span>new invoice</span>" in page
    assert "1 new customer" in page
    assert "<b>1</b><span>row refused</span>" in page
    assert not Invoice.objects.exists()


def test_the_rows_behind_a_number_open(company: Company, clerk: Client) -> None:
    upload = bring(clerk, row("R1"), row("R2", due="2026-02-30"))

    fragment = clerk.get(
        url("upload", upload) + "?rows=refused", headers=HTMX | {"HX-Target": "rows"}
    ).text
    page = clerk.get(url("upload", upload) + "?rows=new").text

    assert "<html" not in fragment
    assert "&quot;2026-02-30&quot; is not a date" in fragment
    assert "Due date" in fragment
    assert "R1" in page


def test_going_back_in_the_browser_brings_the_whole_page(company: Company, clerk: Client) -> None:
    upload = bring(clerk, row("1"))
    back = HTMX | {"HX-History-Restore-Request": "true", "HX-Target": "rows"}

    response = clerk.get(url("upload", upload), headers=back)

    assert response.text.startswith("<!doctype html>")
    assert "HX-Request" in response["Vary"]


def test_the_refused_rows_can_be_downloaded(company: Company, clerk: Client) -> None:
    upload = bring(clerk, row("R1"), row("R2", due="2026-02-30"))

    response = clerk.get(url("upload_refused", upload))
    text = downloaded(response)

    assert response["Content-Disposition"] == 'attachment; filename="refused rows of items.csv"'
    assert '"R2"' in text
    assert '"R1"' not in text


def test_a_doubtful_order_of_dates_is_asked_for_and_the_file_stays(
    company: Company, clerk: Client
) -> None:
    content = content_of("C1,Acme,R1,01/02/2026,03/04/2026,5.00,5.00")
    upload = bring(clerk, content=content)
    asked = clerk.get(url("upload", upload)).text

    clerk.post(url("read", upload), {"dates": "DMY"})
    page = clerk.get(url("upload", upload)).text

    assert "No date proves the order of day and month" in asked
    assert "Choose the order of dates below." in asked
    assert "--dates" not in asked
    assert "<b>1</b><span>new invoice</span>" in page


def test_a_date_order_that_the_file_proves_is_not_asked_for(
    company: Company, clerk: Client
) -> None:
    upload = bring(clerk, row("R1"))

    assert "Order of dates" not in clerk.get(url("upload", upload)).text


def test_a_column_is_chosen_by_hand(company: Company, clerk: Client) -> None:
    content = content_of(row("R1"), header=HEADER.replace("Due date", "Wann"))
    upload = bring(clerk, content=content)
    asked = clerk.get(url("upload", upload)).text
    mapping = {f"map_{field}": name for field, name in upload.seen["mapping"].items()}

    answered = clerk.post(url("read", upload), mapping | {"map_due_on": "Wann"}, headers=HTMX).text

    assert "No column was recognised as due date" in asked
    assert "Choose its column below." in asked
    assert "<b>1</b><span>new invoice</span>" in answered


def test_another_delimiter_makes_other_columns(company: Company, clerk: Client) -> None:
    content = content_of(row("R1"))
    upload = bring(clerk, content=content)
    mapping = {f"map_{field}": name for field, name in upload.seen["mapping"].items()}

    clerk.post(url("read", upload), mapping | {"encoding": "utf-8", "delimiter": ";"})
    upload.refresh_from_db()
    wrong = clerk.get(url("upload", upload)).text
    clerk.post(url("read", upload), {"encoding": "utf-8", "delimiter": ","})

    assert len(upload.seen["columns"]) == 1
    assert "No column was recognised" in wrong
    assert "<b>1</b><span>new invoice</span>" in clerk.get(url("upload", upload)).text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"x" * 70_000_000, "64 MB can be uploaded"),
    ],
    ids=["empty", "too large"],
)
def test_a_file_that_cannot_be_kept_is_refused_beside_its_field(
    company: Company, clerk: Client, content: bytes, sentence: str
) -> None:
    file = SimpleUploadedFile("items.csv", content)

    response = clerk.post(
        reverse("imports:bring"), {"id": uuid4(), "kind": "invoices", "file": file}
    )

    assert response.status_code == 422
    assert sentence in response.text
    assert 'aria-describedby="file-error"' in response.text
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.4", "This is a PDF document; save it as CSV or XLSX."),
        (b"PK\x03\x04 no workbook", "damaged or protected by a password"),
        ("Name\nMüller\n".encode("utf-16"), "No column was recognised"),
        (b"Menu;Price\nSoup;4\n", "No column was recognised as customer number"),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_what_to_do(
    company: Company, clerk: Client, content: bytes, sentence: str
) -> None:
    upload = bring(clerk, content=content)

    page = clerk.get(url("upload", upload)).text

    assert sentence in page
    assert "This file cannot be read" in page or "Nothing can be told before" in page
    assert "Take it in" not in page
    assert "Throw the file away" in page


@pytest.mark.parametrize("content", [b"not a workbook", b"<html>\n<td>1</td>\n</html>"])
def test_a_file_called_a_workbook_that_is_none_is_told_so(
    company: Company, clerk: Client, content: bytes
) -> None:
    fake = bring(clerk, content=content, name="fake.xlsx")
    text = bring(clerk, row("R1"), name="text.xlsx")

    assert "fake.xlsx is called a workbook and is none" in clerk.get(url("upload", fake)).text
    assert "1 new invoice" in clerk.get(url("upload", text)).text.replace("</b><span>", " ")


def test_a_file_that_breaks_something_is_kept_and_says_so(
    company: Company, clerk: Client, monkeypatch, caplog
) -> None:
    def stumble(*_args) -> None:
        raise ZeroDivisionError("what nobody foresaw")

    monkeypatch.setattr(storing, "insert_new", stumble)

    upload = bring(clerk, row("R1"))

    assert "through a fault of ours" in clerk.get(url("upload", upload)).text
    assert "what nobody foresaw" in caplog.text
    assert not Invoice.objects.exists()


def test_the_same_form_sent_twice_brings_one_file(company: Company, clerk: Client) -> None:
    id = uuid4()

    first, second = (bring(clerk, row("R1"), id=id) for _ in range(2))

    assert first == second
    assert Upload.objects.count() == 1


def test_a_double_click_takes_it_in_once(company: Company, clerk: Client) -> None:
    upload = bring(clerk, row("R1"))

    for _ in range(2):
        assert "Taking it in" in clerk.post(url("take_in", upload), headers=HTMX).text
    take_up_upload(upload.pk)
    take_up_upload(upload.pk)

    assert Import.objects.count() == 1
    assert Invoice.objects.get().number == "R1"


def test_a_file_taken_in_leads_to_its_import(company: Company, clerk: Client) -> None:
    imported = taken_in(clerk, row("R1"), row("R2", due="2026-02-30"))
    upload = Upload.objects.get()

    polled = clerk.get(url("upload", upload), headers=HTMX)
    page = clerk.get(url("upload", upload), follow=True).text

    assert polled["HX-Redirect"] == reverse("imports:detail", args=[imported.pk])
    assert "<b>1</b><span>new invoice</span>" in page
    assert "Rows were refused" in page
    assert '"R2"' in downloaded(clerk.get(reverse("imports:refused", args=[imported.pk])))


def test_a_known_source_shows_what_changes_first(company: Company, clerk: Client) -> None:
    taken_in(clerk, row("R1"))

    page = clerk.get(url("upload", bring(clerk, row("R1"), row("R2")))).text

    assert page.index("What it will do") < page.index("How it is read")
    assert "as confirmed before" in page
    assert "1 stays as it is." in page


def test_the_very_same_file_again_is_told(company: Company, clerk: Client) -> None:
    taken_in(clerk, row("R1"))

    page = clerk.get(url("upload", bring(clerk, row("R1")))).text

    assert "This very file was taken in before" in page
    assert "Take it in" not in page


def many(client: Client) -> Upload:
    """A file of all open items that lacks 29 of 30."""
    rows = [row(f"R{number}") for number in range(30)]
    upload = bring(client, *rows)
    mapping = {f"map_{field}": name for field, name in upload.seen["mapping"].items()}
    client.post(url("read", upload), mapping | {"brings": "open_items"})
    client.post(url("take_in", upload))
    take_up_upload(upload.pk)
    return bring(client, row("R1"))


def test_a_clerk_asks_a_manager_before_very_many_close(
    company: Company, clerk: Client, manager: Client
) -> None:
    upload = many(clerk)

    seen = clerk.get(url("upload", upload)).text
    clerk.post(url("take_in", upload), {"confirm": "1"})
    take_up_upload(upload.pk)
    assert Invoice.objects.filter(balance__gt=0).count() == 30

    assert "The file would close 29 of 30 open invoices" in seen
    assert "A manager has to confirm this" in seen
    assert "Waits for a manager" in clerk.get(reverse("imports:list")).text
    assert "Yes, close them and take it in" in manager.get(url("upload", upload)).text
    manager.post(url("take_in", upload), {"confirm": "1"})
    take_up_upload(upload.pk)
    assert Invoice.objects.filter(balance__gt=0).count() == 1


def test_an_import_is_undone_and_says_what_stays(company: Company, clerk: Client) -> None:
    imported = taken_in(clerk, row("R1"), row("R2"))
    paid = Invoice.objects.get(number="R2")
    factories.allocation(paid, "10.00", at=timezone.now() + dt.timedelta(seconds=1))

    answer = clerk.post(reverse("imports:undo", args=[imported.pk]), headers=HTMX).text
    page = clerk.get(reverse("imports:detail", args=[imported.pk])).text

    assert "Undone: 1 removed, 0 as before. 1 could not be taken back" in answer
    assert "R2 was paid since." in page
    assert "Undo this import" not in page
    assert list(Invoice.objects.values_list("number", flat=True)) == ["R2"]


def test_a_second_undo_changes_nothing(company: Company, clerk: Client) -> None:
    imported = taken_in(clerk, row("R1"))
    address = reverse("imports:undo", args=[imported.pk])

    clerk.post(address)
    again = clerk.post(address, follow=True).text

    assert "there is nothing to undo" in again


def test_earlier_imports_say_who_when_and_what(company: Company, clerk: Client) -> None:
    taken_in(clerk, row("R1"), source="ERP")

    page = clerk.get(reverse("imports:list")).text

    assert "items.csv" in page
    assert "ERP" in page
    assert "Ada" in page
    assert "1 new invoice, 1 new customer" in page


def test_an_auditor_sees_imports_and_brings_none(
    company: Company, clerk: Client, auditor: Client
) -> None:
    imported = taken_in(clerk, row("R1"))
    upload = bring(clerk, row("R2"))

    page = auditor.get(reverse("imports:list")).text
    seen = auditor.get(url("upload", upload)).text

    assert "Bring a file" not in page
    assert "Take it in" not in seen
    assert auditor.post(reverse("imports:bring")).status_code == 403
    for name in ("read", "take_in", "discard"):
        assert auditor.post(url(name, upload)).status_code == 403
    assert auditor.post(reverse("imports:undo", args=[imported.pk])).status_code == 403


def test_another_companys_files_are_not_found(company: Company, clerk: Client) -> None:
    imported = taken_in(clerk, row("R1"))
    upload = bring(clerk, row("R2"))
    Upload.objects.update(company=factories.company())
    imported.source.company = factories.company()
    imported.source.save()

    assert clerk.get(url("upload", upload)).status_code == 404
    assert clerk.get(url("upload_refused", upload)).status_code == 404
    for name in ("read", "take_in", "discard"):
        assert clerk.post(url(name, upload)).status_code == 404
    assert clerk.get(reverse("imports:detail", args=[imported.pk])).status_code == 404
    assert clerk.post(reverse("imports:undo", args=[imported.pk])).status_code == 404


def test_a_file_is_thrown_away(company: Company, clerk: Client) -> None:
    upload = bring(clerk, row("R1"))

    answer = clerk.post(url("discard", upload), follow=True).text

    assert "was thrown away. Nothing of it was stored." in answer
    assert not shelf.place_of(upload.pk).exists()


def test_the_name_of_a_file_is_in_no_address_and_no_log(
    company: Company, clerk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="collections_app")
    upload = bring(clerk, row("R1"), name="../salaries of Acme.csv")

    assert "salaries" not in url("upload", upload)
    assert shelf.place_of(upload.pk).name == str(upload.pk)
    assert "salaries" not in caplog.text


def test_payments_are_brought_too(company: Company, clerk: Client) -> None:
    taken_in(clerk, row("R1"))
    content = b"Date,Amount,Currency,Reference\n2026-11-01,100.00,EUR,R1\n2026-11-01,7.00,EUR,x\n"

    upload = bring(clerk, content=content, kind="payments")
    page = clerk.get(url("upload", upload) + "?rows=unapplied").text

    assert "<b>1</b><span>payment settles its invoice</span>" in page
    assert "<b>1</b><span>payment to be matched</span>" in page
    assert "names nobody" in page


def test_a_workbook_is_read_like_a_table(company: Company, clerk: Client, tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(["C1", "Acme", "R1", dt.date(2026, 9, 1), dt.date(2026, 10, 1), 100, 100])
    book.save(tmp_path / "items.xlsx")

    upload = bring(clerk, content=(tmp_path / "items.xlsx").read_bytes(), name="items.xlsx")
    page = clerk.get(url("upload", upload)).text

    assert "<b>1</b><span>new invoice</span>" in page
    assert "Sheet “Sheet”" in page
    assert "Encoding" not in page


def test_a_real_ledger_comes_in_from_the_browser(company: Company, clerk: Client) -> None:
    folder = shared("ledger")
    path = next(iter(sorted(folder.glob("*.csv"))))

    upload = bring(clerk, content=path.read_bytes(), name=path.name)
    take_up_upload(upload.pk)
    page = clerk.get(url("upload", upload)).text

    assert "new invoices" in page


@pytest.mark.django_db(transaction=True)
def test_a_look_does_not_wait_for_another_import(company: Company, clerk: Client) -> None:
    with another_line() as other:
        other.execute("select pg_advisory_xact_lock(hashtext('intake'), %s::int)", [company.pk])
        upload = bring(clerk, row("R1"))
        waiting = clerk.get(url("upload", upload)).text

    take_up_upload(upload.pk)

    assert "Waits for a worker." in waiting
    assert "new invoice" in clerk.get(url("upload", upload)).text
