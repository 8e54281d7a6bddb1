"""Rehearse the past: what would the ladder have sent on a ledger that is history?"""

import csv
import datetime as dt
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from collections_app.demo.ledgers import read_past
from collections_app.demo.replay import ReplayedLine, rehearse
from collections_app.intake.refusals import CannotImport
from collections_app.jobs.arguments import a_day
from collections_app.lib.money import currencies

LEVELS = ("reminder", "first_letter", "second_letter", "call")


class Command(BaseCommand):
    help = "Walks the ladder over a past ledger and says what would have been sent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("invoices", type=Path, help="CSV or XLSX")
        parser.add_argument("--payments", type=Path, help="invoice,date,amount; negative: reversal")
        parser.add_argument("--from", dest="first", type=a_day, required=True)
        parser.add_argument("--to", dest="last", type=a_day, required=True)
        parser.add_argument("--currency", type=str.upper, default="EUR")
        parser.add_argument("--dates", default="", choices=["", "DMY", "MDY", "YMD"])
        parser.add_argument("--map", nargs="+", action="extend", default=[], metavar="FIELD=COLUMN")
        parser.add_argument("--export", type=Path, help="one row per invoice line, as CSV")
        parser.add_argument("--keep", action="store_true", help="keep the company afterwards")

    def handle(self, **options: Any) -> None:
        if options["last"] < options["first"]:
            raise CommandError("The replay ends before it begins: give --to a later day.")
        if options["currency"] not in currencies():
            raise CommandError(f'"{options["currency"]}" is not a currency; say EUR, for example.')
        if options["export"]:
            _check_writable(options["export"])
        try:
            ledger = read_past(
                options["invoices"],
                options["payments"],
                currency=options["currency"],
                dates=options["dates"],
                told=options["map"],
            )
        except (CannotImport, OSError) as error:
            raise CommandError(str(error)) from error
        for refusal in ledger.refusals:
            self.stderr.write(f"Line {refusal.line} was left out: {refusal.sentence}")
        company, lines, unmatched = rehearse(
            ledger,
            first=options["first"],
            last=options["last"],
            currency=options["currency"],
            keep=options["keep"],
            progress=_progress,
        )
        if unmatched:
            self.stderr.write(f"{unmatched} payments name no invoice of the ledger.")
        self.stdout.write(_table(lines))
        if options["export"]:
            _export(options["export"], lines)
            self.stdout.write(f"{len(lines)} lines are in {options['export']}.")
        if options["keep"]:
            self.stdout.write(f'The company "{company}" was kept.')


def _progress(days: Sequence[dt.date]) -> Iterator[dt.date]:
    return iter(tqdm(days, unit=" days", file=sys.stderr, disable=not sys.stderr.isatty()))


def _table(lines: Sequence[ReplayedLine]) -> str:
    """Levels taken per month, the months as rows."""
    counts = Counter((line.date.strftime("%Y-%m"), line.level) for line in lines if line.level)
    months = sorted({month for month, _ in counts})
    rows = [(month, *(counts[month, level] for level in LEVELS)) for month in months]
    total = ("all", *(sum(counts[month, level] for month in months) for level in LEVELS))
    notices = len({(line.customer, line.date) for line in lines if line.channel != "call"})
    heading = ("month", *(level.replace("_", " ") for level in LEVELS))
    text = "\n".join(
        "  ".join(str(cell).rjust(13) for cell in row) for row in [heading, *rows, total]
    )
    return f"{text}\nInvoices that took a level; {notices} notices in all."


def _check_writable(path: Path) -> None:
    """Before a run of minutes, not after it; what is in the file stays until then."""
    try:
        path.open("a").close()
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error


def _export(path: Path, lines: Sequence[ReplayedLine]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(ReplayedLine._fields)
        rows.writerows(lines)
