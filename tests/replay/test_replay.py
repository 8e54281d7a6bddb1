"""The past, replayed by the product and judged from the raw files."""

import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from collections_app.companies.models import Company
from tests.replay.facts import Line, read_ledger, read_lines
from tests.replay.judge import judge
from tests.replay.ledger import END, START, generate
from tests.replay.timing import LEVELS

REAL_LEDGER = Path(__file__).parents[3] / "shared" / "data" / "ledger" / "receivables-2012.csv"
REAL_COLUMNS = {
    "customer": "customerID",
    "invoice": "invoiceNumber",
    "issued": "InvoiceDate",
    "due": "DueDate",
    "amount": "InvoiceAmount",
    "settled": "SettledDate",
}
REAL_WINDOW = date(2012, 1, 1), date(2013, 12, 31)
# Of the minute that a replay may take; the rest is the database's. A wall clock would also
# measure what else the machine does.
PROCESSOR_SECONDS = 40

pytestmark = pytest.mark.django_db(transaction=True)


def replayed(
    directory: Path, ledger: Path, window: tuple[date, date], *options: object
) -> list[Line]:
    """What `manage.py replay` exports for this ledger."""
    export = directory / "LINES.csv"
    start, end = window
    asked = ["--from", start, "--to", end, "--export", export, *options]
    call_command("replay", *map(str, [ledger, *asked]))
    return read_lines(export)


@pytest.mark.skipif(not REAL_LEDGER.exists(), reason=f"{REAL_LEDGER.name} is not at hand")
def test_replay_of_a_real_ledger_breaks_no_rule(tmp_path):
    columns = [f"--map={field}={column}" for field, column in REAL_COLUMNS.items()]
    began = time.process_time()

    lines = replayed(tmp_path, REAL_LEDGER, REAL_WINDOW, "--dates", "MDY", *columns)

    assert time.process_time() - began < PROCESSOR_SECONDS
    invoices, payments = read_ledger(REAL_LEDGER, columns=REAL_COLUMNS, dates="%m/%d/%Y")
    start, end = REAL_WINDOW
    assert judge(invoices, payments, lines, start=start, end=end) == []
    assert {line.level for line in lines} >= set(LEVELS)


def test_replay_of_a_generated_ledger_breaks_no_rule(tmp_path):
    ledger = generate()
    invoices, payments = ledger.write(tmp_path)

    lines = replayed(tmp_path, invoices, (START, END), "--payments", payments)

    assert judge(ledger.invoices, ledger.payments, lines, start=START, end=END) == []
    reached = Counter(line.level for line in lines)
    assert min(reached[level] for level in LEVELS) >= 1000


def test_replay_removes_its_company_unless_it_is_kept(tmp_path):
    invoices, payments = generate(customers=1).write(tmp_path)
    window = START, date(2023, 12, 31)

    replayed(tmp_path, invoices, window, "--payments", payments)
    assert not Company.objects.exists()

    replayed(tmp_path, invoices, window, "--payments", payments, "--keep")
    assert Company.objects.count() == 1
