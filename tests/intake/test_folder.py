"""Drop folders: finished files are taken in and archived, the others are left or put aside."""

import datetime as dt

import pytest

from collections_app.intake import folder, storing
from collections_app.intake.choices import Kind, State
from collections_app.intake.folder import folder_of, take_in
from collections_app.intake.models import Import
from collections_app.intake.refusals import OUR_FAULT
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.models import Task

from .ledger import NOON, balances, content_of, make_company, row
from .ledger import take_in as take_in_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "ROOT", tmp_path)
    monkeypatch.setattr(folder, "STILL_SECONDS", 0)
    company = make_company()
    take_in_file(company, row("R1"))
    return company


def drop(company, *rows, kind=Kind.INVOICES, name="items.csv", content=None):
    place = folder_of(company, kind)
    place.mkdir(parents=True, exist_ok=True)
    path = place / name
    path.write_bytes(content if content is not None else content_of(*rows))
    return path


def names(path, kept):
    return sorted(one.name for one in path.parent.glob(f"{kept}/*/*"))


def test_a_file_of_a_known_source_is_taken_in_and_archived(company):
    path = drop(company, row("R1"), row("R2"), row("R3", due="2026-02-30"))

    taken = take_in(company=company, now=NOON)

    assert [one.state for one in taken] == [State.COMMITTED]
    assert set(balances(company)) == {"R1", "R2"}
    assert not path.exists()
    kept = names(path, "archive")
    assert [name.partition("-")[2] for name in kept] == ["items.csv", "items.csv.rejects.csv"]
    assert taken[0].rejects.endswith("items.csv.rejects.csv")


def test_an_empty_folder_or_none_is_no_trouble(company):
    assert take_in(company=company, now=NOON) == []
    drop(company, row("R1")).unlink()
    assert take_in(company=company, now=NOON) == []


@pytest.mark.parametrize("name", ["items.csv.part", ".items.csv", "items.tmp", "~items.csv"])
def test_a_file_that_is_still_written_is_left(company, name):
    path = drop(company, row("R2"), name=name)

    assert take_in(company=company, now=NOON) == []
    assert path.exists()


def test_a_growing_file_is_left(company, monkeypatch):
    path = drop(company, row("R2"))
    monkeypatch.setattr(folder.time, "sleep", lambda _: path.write_bytes(path.read_bytes() * 2))

    assert take_in(company=company, now=NOON) == []
    assert path.exists()


def test_the_same_file_again_is_archived_and_changes_nothing(company):
    drop(company, row("R1"), row("R2"))
    take_in(company=company, now=NOON)
    path = drop(company, row("R1"), row("R2"))

    taken = take_in(company=company, now=NOON + dt.timedelta(1))

    assert (taken, path.exists()) == ([], False)


def test_a_file_that_cannot_be_read_is_put_aside_with_its_reason(company):
    path = drop(company, content=b"%PDF-1.7")

    (taken,) = take_in(company=company, now=NOON)

    assert taken.state == State.REFUSED
    (reason,) = path.parent.glob("refused/*/*.reason.txt")
    assert "PDF" in reason.read_text()
    assert not path.exists()


def test_a_file_that_breaks_something_is_put_aside_and_the_next_is_taken_in(
    company, monkeypatch, caplog
):
    def stumble(terms, imported):
        if Import.objects.get(pk=imported).file_name == "a.csv":
            raise ZeroDivisionError("what nobody foresaw")
        return insert_new(terms, imported)

    insert_new = storing.insert_new
    monkeypatch.setattr(storing, "insert_new", stumble)
    broken = drop(company, row("R1"), row("R8"), name="a.csv")
    drop(company, row("R1"), row("R2"), name="b.csv")

    taken = take_in(company=company, now=NOON)

    assert {one.file_name: one.state for one in taken} == {
        "a.csv": State.REFUSED,
        "b.csv": State.COMMITTED,
    }
    assert set(balances(company)) == {"R1", "R2"}
    assert not broken.exists()
    (reason,) = broken.parent.glob("refused/*/*.reason.txt")
    assert reason.read_text() == f"{OUR_FAULT}\n"
    assert Task.objects.get(kind=TaskKind.MEND_FILE).values["why"] == OUR_FAULT
    assert "what nobody foresaw" in caplog.text


def test_a_file_that_cannot_be_opened_stays_and_the_next_is_taken_in(company, monkeypatch, caplog):
    locked = drop(company, row("R8"), name="a.csv")
    drop(company, row("R1"), row("R2"), name="b.csv")
    read_bytes = folder.Path.read_bytes

    def refuse(path):
        if path == locked:
            raise PermissionError("not yours")
        return read_bytes(path)

    monkeypatch.setattr(folder.Path, "read_bytes", refuse)

    taken = take_in(company=company, now=NOON)

    assert [one.file_name for one in taken] == ["b.csv"]
    assert locked.exists()
    assert "a.csv stays where it is" in caplog.text


def test_a_row_with_more_open_than_its_amount_is_refused_and_the_others_are_taken_in(company):
    drop(company, row("R1", amount="10.00", balance="20.00"), row("R2"))

    (taken,) = take_in(company=company, now=NOON)

    assert (taken.state, taken.counts["refused"]) == (State.COMMITTED, 1)
    assert balances(company) == {"R1": "100.00", "R2": "100.00"}


def test_a_file_of_an_unknown_header_waits_where_it_is_and_is_named_once(company):
    content = b"Customer;Invoice;Issued;Due;Amount\nC1;R9;2026-09-01;2026-10-01;5\n"
    path = drop(company, content=content)

    (waiting,) = take_in(company=company, now=NOON)
    again = take_in(company=company, now=NOON)

    assert (waiting.state, again) == (State.WAITING, [])
    assert path.exists()
    assert "has to be confirmed" in waiting.sentences[0]
    task = Task.objects.get(kind=TaskKind.MEND_FILE)
    assert task.values["file"] == "items.csv"
    assert "has to be confirmed" in task.values["why"]


def test_once_somebody_has_confirmed_it_the_waiting_file_is_taken_in(company):
    content = b"Customer;Invoice;Issued;Due;Amount\nC1;R9;2026-09-01;2026-10-01;5\n"
    path = drop(company, content=content)
    take_in(company=company, now=NOON)
    take_in_file(company, content=content.replace(b"R9", b"R8"))

    (taken,) = take_in(company=company, now=NOON)

    assert (taken.state, path.exists()) == (State.COMMITTED, False)
    assert not Import.objects.filter(state=State.WAITING).exists()
    assert Task.objects.get(kind=TaskKind.MEND_FILE).state == "done"


def test_payments_follow_invoices_and_other_companies_are_left_alone(company):
    other = make_company(legal_name="Südlicht GmbH")
    theirs = drop(other, row("R1"))
    payments = b"invoice,date,amount\nR2,2026-11-02,100.00\n"
    path = drop(company, kind=Kind.PAYMENTS, content=payments)
    drop(company, row("R1"), row("R2", balance="100.00"))

    first = take_in(company=company, now=NOON)

    assert [one.state for one in first] == [State.COMMITTED, State.WAITING]
    assert path.exists()
    assert theirs.exists()
