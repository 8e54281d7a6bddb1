"""Import: a file of open invoices through the command, against COPY and an upsert."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command
from django.db.models import Sum

from collections_app import env
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.invoices.models import Invoice, Summary
from tests.bench.data import DAY, PER_CUSTOMER, new_company
from tests.bench.databases import clone, kept
from tests.bench.limits import copy_and_upsert
from tests.bench.printing import Figure, gate
from tests.bench.rounds import timed

COLUMNS = {  # as the file names them, with the type that the limit's staging table gives them
    "customer": "text",
    "name": "text",
    "email": "text",
    "street": "text",
    "postal_code": "text",
    "city": "text",
    "country": "text",
    "invoice": "text",
    "issued_on": "date",
    "due_on": "date",
    "currency": "text",
    "amount": "numeric",
    "balance": "numeric",
}
FIELDS = {"customer": "customer_number", "name": "customer_name", "invoice": "number"}
Take = Callable[[Company, Path], None]


def import_figures(rows: int, rounds: int) -> Iterator[Figure]:
    """Taken in new, and once more unchanged; each side into its own empty company."""
    file = env.VAR / f"invoices-{rows}.csv"
    owed = _write_file(file, rows)
    database = kept("company", lambda: new_company())
    ours, limit = [], []
    for _ in range(rounds):
        limit.append(_round(database, _limit, file, rows, owed))
        ours.append(_round(database, _ours, file, rows, owed))
    for place, what in enumerate(("new", "unchanged")):
        rates = [[rows / one[place] for one in many] for many in (ours, limit)]
        name = f"import, {rows:,} rows {what}"
        yield Figure(name, *rates, unit="/s", aim=">= 50%")


def _round(database: str, take: Take, file: Path, rows: int, owed: Decimal) -> tuple[float, float]:
    clone(database)
    company = Company.objects.get()
    seconds = []
    for _ in range(2):
        seconds.append(timed(lambda: take(company, file), is_long=True))
        _check(rows, owed)
    if take is _ours:
        kept_sum = Summary.objects.aggregate(sum=Sum("balance"))["sum"]
        gate("sum of the summaries", kept_sum, owed)
    return seconds[0], seconds[1]


def _ours(company: Company, file: Path) -> None:
    mapping = [f"{FIELDS.get(name, name)}={name}" for name in COLUMNS]
    options = ["--company", company.legal_name, "--as-of", str(DAY), "--yes", "--map", *mapping]
    with redirect_stdout(io.StringIO()):
        call_command("import_invoices", str(file), *options)


def _limit(company: Company, file: Path) -> None:
    copy_and_upsert(company, file, COLUMNS)


def _check(rows: int, owed: Decimal) -> None:
    gate("invoices stored", Invoice.objects.count(), rows)
    gate("customers stored", Customer.objects.count(), -(-rows // PER_CUSTOMER))
    gate("sum of the balances", Invoice.objects.aggregate(sum=Sum("balance"))["sum"], owed)


def _write_file(file: Path, rows: int) -> Decimal:
    """The rows of each customer stand together; the sum of their balances."""
    owed = Decimal(0)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for number in range(rows):
            customer, due_on = number // PER_CUSTOMER, DAY + dt.timedelta(30 - number * 7919 % 90)
            amount = Decimal(100 + number * 7919 % 990_000) / 100
            balance = amount if number % 5 else (amount / 2).quantize(Decimal("0.01"))
            owed += balance
            name, street = f"Vandrel Optics {customer}", f"Lenskade {customer % 200}"
            told = [f"C-{customer}", name, f"a{customer}@vandrel.example", street, "2031 EX"]
            told += ["Haarlem", "NL", f"I-{number:07}", due_on - dt.timedelta(30), due_on, "EUR"]
            writer.writerow([*told, amount, balance])
    return owed
