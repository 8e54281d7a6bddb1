"""The import commands: what they print, what they ask for, what they store."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from collections_app.customers.models import Customer
from collections_app.intake.models import Source
from collections_app.invoices.models import Invoice
from collections_app.payments.models import Payment

from .ledger import balances, content_of, make_company, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company()


@pytest.fixture
def items(tmp_path):
    path = tmp_path / "items.csv"
    path.write_bytes(content_of(row("R1"), row("R2", due="2026-02-30"), row("R3")))
    return path


def said(*args, **options) -> str:
    out = StringIO()
    call_command(*map(str, args), stdout=out, **options)
    return out.getvalue()


def test_a_first_file_shows_how_it_is_read_and_asks_to_be_confirmed(company, items):
    out = StringIO()

    with pytest.raises(CommandError, match="again with --yes"):
        call_command("import_invoices", str(items), stdout=out)

    shown = out.getvalue()
    assert 'Encoding utf-8, columns separated by ","' in shown
    assert re.search(r"due_on +<- Due date", shown)
    assert "2 new invoices and 1 new customer" in shown
    assert not Invoice.objects.exists()


def test_a_confirmed_file_is_stored_and_the_rejects_are_named(company, items):
    shown = said("import_invoices", items, "--yes")

    rejects = items.with_name("items.csv.rejects.csv")
    assert f"Refused rows: {rejects}" in shown
    assert 'Line 3, column "Due date": "2026-02-30" is not a date' in shown
    assert "2026-02-30" in rejects.read_text("utf-8-sig")
    assert set(balances(company)) == {"R1", "R3"}


def test_the_same_file_again_needs_nothing_and_changes_nothing(company, items):
    said("import_invoices", items, "--yes")

    shown = said("import_invoices", items)

    assert "taken in before (sha256 " in shown
    assert "no change" in shown


def test_a_dry_run_stores_nothing(company, items):
    shown = said("import_invoices", items, "--dry-run")

    assert "2 new invoices" in shown
    assert "Nothing was stored." in shown
    assert not Source.objects.exists()


def test_options_say_how_the_file_is_read_and_are_kept(company, tmp_path):
    path = tmp_path / "op.txt"
    path.write_bytes("Kd|Bel|Dat|Fae|Summe\nK1|B1|01.02.2026|03.04.2026|1.234\n".encode("cp1252"))
    options = ["--map", "customer=Kd", "invoice=Bel", "issued=Dat", "due=Fae", "amount=Summe"]
    options += ["--dates", "DMY", "--decimal", ",", "--delimiter", "|", "--encoding", "cp1252"]

    said("import_invoices", path, *options, "--currency", "CHF", "--source", "SAP", "--yes")
    said("import_invoices", path, "--source", "SAP")

    invoice = Invoice.objects.get()
    assert (str(invoice.due_on), invoice.amount, invoice.currency) == ("2026-04-03", 1234, "CHF")


def test_an_import_is_undone_by_its_number(company, items):
    shown = said("import_invoices", items, "--yes")
    number = re.search(r"Import (\d+) is stored", shown)[1]

    assert "2 removed, 0 as before." in said("import_invoices", "--undo", number)
    assert not Customer.objects.exists()
    with pytest.raises(CommandError, match="nothing to undo"):
        said("import_invoices", "--undo", number)


def test_payments_come_in_the_same_way(company, items, tmp_path):
    said("import_invoices", items, "--yes", "--as-of", "2026-10-01")
    path = tmp_path / "bank.csv"
    path.write_text("invoice,date,amount\nR1,2026-10-02,100.00\n")

    shown = said("import_payments", path, "--yes", "--as-of", "2026-10-05")

    assert "1 new payment, 1 settled what they name" in shown
    assert balances(company)["R1"] == "0.00"
    assert Payment.objects.get().reference == "R1"


def test_a_file_that_cannot_be_taken_in_says_why(company, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")

    with pytest.raises(CommandError, match="empty"):
        said("import_invoices", empty, "--yes")
    with pytest.raises(CommandError, match="No such file"):
        said("import_invoices", tmp_path / "absent.csv")
    with pytest.raises(CommandError, match="Name a file"):
        said("import_invoices")


def test_of_several_companies_one_has_to_be_named(company, items):
    make_company(legal_name="Südlicht GmbH")

    with pytest.raises(CommandError, match="--company"):
        said("import_invoices", items, "--yes")
    with pytest.raises(CommandError, match='No company is called "Nobody"'):
        said("import_invoices", items, "--company", "Nobody")
    said("import_invoices", items, "--yes", "--company", "nordlicht gmbh")

    assert set(balances(company)) == {"R1", "R3"}
