"""The history as a file: what the page is narrowed to, for whoever asked."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from collections_app.communications.actions import log_contact
from collections_app.communications.choices import Channel
from collections_app.companies.models import Company
from collections_app.jobs.tasks import find_exports, write_file
from collections_app.reports import exports
from collections_app.reports.models import Export
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, walked

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def talked(company: Company) -> Company:
    customer = factories.customer(company, name="=HYPERLINK Marine")
    late_invoice(customer, 12, "1234.50")
    walked(company)
    log_contact(
        customer=customer,
        channel=Channel.NOTE,
        purpose="note",
        text="Their run is on Friday.",
        by="user:999",
        at=timezone.now(),
    )
    return company


def begin(client: Client, company: Company, kind: str = "csv", **asked: str):
    values = {"of": company.pk, "kind": kind} | asked
    return client.post(reverse("begin_export"), values, headers=HTMX)


def fetched(client: Client, company: Company, kind: str = "csv", **asked: str) -> bytes:
    begin(client, company, kind, **asked)
    export = Export.objects.get()
    write_file(str(export.pk))
    return client.get(reverse("export_file", args=[export.pk])).getvalue()


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True))


def test_every_contact_with_its_words_and_sums(talked: Company, manager: Client) -> None:
    note, reminder = rows(fetched(manager, talked))

    assert note["Text"] == "Their run is on Friday."
    assert note["Customer"] == "'=HYPERLINK Marine"
    assert (reminder["What"], reminder["Demanded"]) == ("Reminder", "1234.50")
    assert reminder["Currency"] == "EUR"
    assert "thank you for your order" in reminder["Text"]


def test_a_trial_ahead_of_the_clock_is_in_the_file_as_on_the_page(
    talked: Company, manager: Client
) -> None:
    tomorrow = timezone.now() + dt.timedelta(1)
    customer = talked.customers.get()
    what = {"channel": Channel.NOTE, "purpose": "note", "text": "Tried ahead.", "by": "user:999"}
    log_contact(customer=customer, at=tomorrow, **what)
    Company.objects.filter(pk=talked.pk).update(walked_on=talked.day_of(tomorrow))

    found = rows(fetched(manager, talked))

    assert [one["Text"] for one in found][:2] == ["Tried ahead.", "Their run is on Friday."]


def test_what_the_page_is_narrowed_to_as_a_sheet(talked: Company, manager: Client) -> None:
    content = fetched(manager, talked, "xlsx", channel="note")

    sheet = load_workbook(io.BytesIO(content)).active
    head, only = sheet.iter_rows(values_only=True)
    assert (head[2], only[2]) == ("Customer", "=HYPERLINK Marine")
    assert isinstance(only[0], dt.datetime)


def test_it_is_watched_while_it_is_written(talked: Company, manager: Client, monkeypatch) -> None:
    monkeypatch.setattr(exports, "CHUNK", 1)
    assert "Waits for a worker." in begin(manager, talked).text
    export = Export.objects.get()
    seen: list[str] = []

    def clock() -> dt.datetime:
        seen.append(manager.get(reverse("export", args=[export.pk]), headers=HTMX).text)
        return timezone.now()

    exports.write_export(export, clock=clock)

    assert any("1 of 2 contacts" in one for one in seen)
    whole = manager.get(reverse("export", args=[export.pk]), headers=HTMX).text
    assert "Fetch CSV, 2 contacts" in whole
    assert "Fetch CSV, 2 contacts" in manager.get(reverse("history")).text


def test_a_worker_that_died_is_followed_by_another(talked: Company, manager: Client) -> None:
    begin(manager, talked)
    long_ago = timezone.now() - dt.timedelta(minutes=2)
    Export.objects.update(tries=1, alive_at=timezone.now())
    assert exports.unwritten(at=timezone.now()) == []
    Export.objects.update(alive_at=long_ago)

    [silent] = exports.unwritten(at=timezone.now())
    write_file(str(silent.pk))

    assert Export.objects.get().is_whole


def test_what_fails_thrice_says_so(talked: Company, manager: Client) -> None:
    begin(manager, talked)
    Export.objects.update(tries=3, alive_at=timezone.now() - dt.timedelta(minutes=2))

    find_exports()

    export = Export.objects.get()
    answer = manager.get(reverse("export", args=[export.pk]), headers=HTMX)
    assert "It could not be written." in answer.text
    assert manager.get(reverse("export_file", args=[export.pk])).status_code == 404


def test_more_rows_than_a_sheet_has_are_refused(talked, manager: Client, monkeypatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    begin(manager, talked, "xlsx")
    export = Export.objects.get()

    write_file(str(export.pk))

    answer = manager.get(reverse("export", args=[export.pk]), headers=HTMX)
    assert "A sheet holds 1 rows, and these are 2: narrow them, or take CSV." in answer.text


def test_it_is_gone_after_a_day_and_when_another_is_asked_for(
    talked: Company, manager: Client
) -> None:
    fetched(manager, talked)
    first = exports.path_of(Export.objects.get())
    assert first.exists()

    begin(manager, talked)
    assert not first.exists() and Export.objects.count() == 1
    Export.objects.update(asked_at=timezone.now() - dt.timedelta(hours=25))
    find_exports()

    assert not Export.objects.exists()


def test_it_is_the_askers_alone_and_a_clerk_takes_none(
    talked: Company, manager: Client, clerk: Client
) -> None:
    fetched(manager, talked)
    export = Export.objects.get()
    other = client_of(person("manager", talked))

    assert other.get(reverse("export_file", args=[export.pk])).status_code == 404
    assert other.get(reverse("export", args=[export.pk])).status_code == 404
    assert begin(clerk, talked).status_code == 403
    assert "Export" not in clerk.get(reverse("history")).text
    foreign = factories.company(legal_name="Another")
    assert begin(manager, foreign).status_code == 404
