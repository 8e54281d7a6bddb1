"""Files that people bring: looked at, corrected, taken in once, thrown away, found again."""

import datetime as dt
import os
from uuid import uuid4

import pytest
from django.conf import settings

from collections_app.intake import shelf, uploads
from collections_app.intake.choices import Kind, Stage, State
from collections_app.intake.models import Import, Upload
from collections_app.intake.outcomes import quietly
from collections_app.intake.refusals import CannotImport
from collections_app.invoices.models import Invoice

from .ledger import HEADER, NOON, TODAY, balances, content_of, make_company, row
from .ledger import take_in as take_in_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def company():
    return make_company()


def brought(company, *rows, content=None, kind=Kind.INVOICES, header=HEADER, at=NOON) -> Upload:
    content = content if content is not None else content_of(*rows, header=header)
    return uploads.receive(
        id=uuid4(),
        company=company,
        kind=kind,
        source="",
        file_name="items.csv",
        size=len(content),
        chunks=[content],
        by="user:1",
        at=at,
    )


def worked(upload, at=NOON, progress=quietly) -> Upload:
    """As a worker does it."""
    claimed = uploads.claim(id=upload.pk, at=at)
    uploads.work_at(upload=claimed, at=at, today=TODAY, progress=progress)
    upload.refresh_from_db()
    return upload


def looked_at(company, *rows, **how) -> Upload:
    return worked(brought(company, *rows, **how))


def group(upload, code):
    return next((one for one in upload.seen["groups"] if one["code"] == code), None)


def test_a_look_tells_how_the_file_is_read_and_stores_nothing(company):
    upload = looked_at(company, row("R1"), row("R2", due="2026-02-30"))

    assert upload.stage == Stage.READ
    assert upload.seen["mapping"]["due_on"] == "Due date"
    assert upload.seen["columns"][2] == {"name": "Invoice number", "samples": ["R1", "R2"]}
    assert (upload.seen["encoding"], upload.seen["delimiter"]) == ("utf-8", ",")
    assert group(upload, "new")["rows"][0][:2] == ["R1", "Acme Ltd"]
    line, column, sentence = group(upload, "refused")["rows"][0]
    assert (line, column) == ("3", "Due date")
    assert '"2026-02-30" is not a date' in sentence
    assert "2026-02-30" in shelf.rejects_of(upload.pk).read_text("utf-8-sig")
    assert not Invoice.objects.exists()


def test_the_rows_behind_each_number_say_what_moves(company):
    kept = [row(f"R{n}") for n in range(1, 5)]
    take_in_file(company, *kept, row("R8"), source="invoices", told={"brings": "open_items"})

    upload = looked_at(
        company,
        row("R1", amount="120.00"),
        row("R2", due="2026-10-15"),
        row("R3", amount="100.00", balance="40.00"),
        row("R4"),
        row("R9"),
    )

    assert [one["code"] for one in upload.seen["groups"]] == [
        "new",
        "amount",
        "balance",
        "due",
        "left",
    ]
    assert group(upload, "amount")["rows"][0][3] == "100.00 EUR → 120.00 EUR"
    assert group(upload, "due")["rows"][0][2] == "Thu 1 Oct 2026 → Thu 15 Oct 2026"
    assert group(upload, "balance")["rows"][0][4] == "100.00 EUR → 40.00 EUR"
    assert group(upload, "left")["rows"][0][0] == "R8"


def test_what_hinders_a_look_is_told_and_mended_by_an_answer(company):
    doubtful = row("R1", due="01/02/2026").replace("2026-09-01", "03/04/2025")
    upload = looked_at(company, doubtful)

    assert upload.seen["problem"]["asks"] == "dates"
    assert "--dates" not in upload.seen["problem"]["fact"]
    assert uploads.answer(upload=upload, answers={"dates": "DMY"}, at=NOON)
    worked(upload)

    assert "problem" not in upload.seen
    assert group(upload, "new")["rows"][0][2] == "Sun 1 Feb 2026"


def test_a_column_that_was_not_recognised_is_chosen_by_hand(company):
    upload = looked_at(company, row("R1"), header=HEADER.replace("Due date", "Wann"))
    mapping = upload.seen["mapping"] | {"due_on": "Wann"}

    assert upload.seen["problem"]["asks"] == "due_on"
    uploads.answer(upload=upload, answers={"mapping": mapping}, at=NOON)
    worked(upload)

    assert group(upload, "new")["count"] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 ...", "save it as CSV or XLSX"),
        (b"PK\x03\x04 broken", "damaged or protected"),
        (b"Customer,Invoice\n", "a header and no rows"),
        (b"\x00\x00\n", "empty"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence_and_kept(company, content, sentence):
    upload = looked_at(company, content=content)

    assert upload.stage == Stage.READ
    assert sentence in upload.seen["problem"]["fact"]
    assert shelf.place_of(upload.pk).exists()


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
@pytest.mark.parametrize(
    "junk", [b"\x00", b"\xff\xfe", b"\xc3", b"a\x00" * 40, b"=1+1", b"\x1b[31m"]
)
def test_bytes_that_are_no_text_are_told_and_break_nothing(company, junk, delimiter):
    rows = [row("R1").encode(), row("R2").encode().replace(b"Acme", junk), row("R3").encode()]
    content = b"\n".join([HEADER.encode().replace(b"Balance", b"Bal" + junk), *rows])

    upload = looked_at(company, content=content.replace(b",", delimiter))

    assert upload.stage == Stage.READ
    assert upload.seen.get("groups") or upload.seen["problem"]["fact"]


def test_a_file_too_large_for_a_browser_is_refused_before_it_is_kept(company, media):
    with pytest.raises(CannotImport, match="64 MB can be uploaded"):
        uploads.receive(
            id=uuid4(),
            company=company,
            kind=Kind.INVOICES,
            source="",
            file_name="a.csv",
            size=shelf.MAX_BYTES + 1,
            chunks=[],
            by="user:1",
            at=NOON,
        )
    with pytest.raises(CannotImport, match="empty"):
        brought(company, content=b"")
    assert not any(media.rglob("*.*"))


def test_it_is_taken_in_once_however_often_it_is_asked_for(company):
    upload = looked_at(company, row("R1"), row("R2", due="2026-02-30"))

    first = uploads.ask_to_take_in(upload=upload, confirms=False, by="user:2", at=NOON)
    again = uploads.ask_to_take_in(upload=upload, confirms=False, by="user:2", at=NOON)
    worked(upload)

    assert (first, again) == (True, False)
    assert uploads.claim(id=upload.pk, at=NOON) is None
    assert upload.stage == Stage.DONE
    assert (upload.imported.by, upload.imported.state) == ("user:2", State.COMMITTED)
    assert upload.imported.rejects == str(shelf.rejects_of(upload.pk))
    assert balances(company) == {"R1": "100.00"}


def test_a_worker_that_lost_its_claim_stores_nothing(company):
    upload = looked_at(company, row("R1"))
    uploads.ask_to_take_in(upload=upload, confirms=False, by="user:1", at=NOON)
    slow = uploads.claim(id=upload.pk, at=NOON)
    late = NOON + uploads.SILENT_AFTER + dt.timedelta(seconds=1)

    assert uploads.waiting_for_a_worker(at=late) == [upload.pk]
    uploads.work_at(upload=slow, at=late, today=TODAY, progress=quietly)

    assert not Import.objects.exists()
    assert not Invoice.objects.exists()
    worked(upload, at=late)
    assert balances(company) == {"R1": "100.00"}


def test_a_worker_that_stops_again_and_again_hands_the_file_back(company):
    upload = looked_at(company, row("R1"))
    uploads.ask_to_take_in(upload=upload, confirms=False, by="user:1", at=NOON)
    at = NOON
    for _ in range(uploads.MOST_TRIES):
        assert uploads.claim(id=upload.pk, at=at)
        at += uploads.SILENT_AFTER + dt.timedelta(seconds=1)
        found = uploads.waiting_for_a_worker(at=at)

    upload.refresh_from_db()
    assert (found, upload.stage) == ([], Stage.READ)
    assert "nothing of it was stored" in upload.trouble
    assert uploads.ask_to_take_in(upload=upload, confirms=False, by="user:1", at=at)


def test_closing_very_many_is_a_question_and_needs_to_be_confirmed(company):
    many = [row(f"R{n}") for n in range(30)]
    take_in_file(company, *many, source="invoices", told={"brings": "open_items"})
    upload = looked_at(company, row("R1"))

    assert upload.seen["question"]["asks"] == "closing"
    uploads.ask_to_take_in(upload=upload, confirms=False, by="user:1", at=NOON)
    worked(upload)
    assert upload.stage == Stage.READ
    assert "would close 29 of 30" in upload.trouble

    uploads.ask_to_take_in(upload=upload, confirms=True, by="user:2", at=NOON)
    worked(upload)
    assert upload.stage == Stage.DONE
    assert Invoice.objects.filter(balance__gt=0).count() == 1


def test_what_changed_since_the_look_is_asked_when_it_is_taken_in(company):
    take_in_file(company, row("R1"), source="invoices", told={"brings": "open_items"})
    upload = looked_at(company, row("R1"))
    many = [row(f"R{n}") for n in range(30)]
    take_in_file(company, *many, source="invoices")

    uploads.ask_to_take_in(upload=upload, confirms=False, by="user:1", at=NOON)
    worked(upload)

    assert upload.stage == Stage.READ
    assert "would close 29 of 30" in upload.trouble
    assert upload.seen["question"]["asks"] == "closing"


def test_the_same_file_again_says_that_it_changes_nothing(company):
    upload = looked_at(company, row("R1"))
    uploads.ask_to_take_in(upload=upload, confirms=False, by="user:1", at=NOON)
    worked(upload)

    again = looked_at(company, row("R1"))

    assert again.seen["again"] == upload.imported_id
    assert again.seen["changes_nothing"]


def test_a_file_thrown_away_leaves_nothing(company, media):
    upload = looked_at(company, row("R1", due="2026-02-30"), row("R2"))

    assert uploads.discard(upload=upload)

    assert not Upload.objects.exists()
    assert not [one for one in media.rglob("*") if one.is_file()]


def test_nothing_is_thrown_away_while_it_is_taken_in(company):
    upload = looked_at(company, row("R1"))
    uploads.ask_to_take_in(upload=upload, confirms=False, by="user:1", at=NOON)

    assert not uploads.discard(upload=upload)
    assert not uploads.answer(upload=upload, answers={}, at=NOON)


def test_files_that_nobody_touches_are_thrown_away_and_those_under_way_are_not(company):
    old = looked_at(company, row("R1"))
    new = looked_at(company, row("R2"), at=NOON + dt.timedelta(days=3))
    orphan = shelf.place_of(uuid4())
    orphan.write_bytes(b"left by a crash")
    os.utime(orphan, (NOON.timestamp(), NOON.timestamp()))

    uploads.tidy(at=NOON + uploads.KEPT_FOR + dt.timedelta(hours=2))

    assert list(Upload.objects.values_list("pk", flat=True)) == [new.pk]
    assert shelf.place_of(new.pk).exists()
    assert not shelf.place_of(old.pk).exists()
    assert not orphan.exists()
