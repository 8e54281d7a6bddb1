"""What the two import commands share: options, questions, and the report."""

import datetime as dt
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from collections_app.companies.models import Company
from collections_app.companies.queries import company_named
from collections_app.intake.diff import SHOWN_REFUSALS
from collections_app.intake.models import Import
from collections_app.intake.outcomes import Outcome
from collections_app.intake.refusals import CannotImport, NeedsAnswer
from collections_app.intake.sources import File, Prepared, Told, prepare
from collections_app.intake.undo import CannotUndo, undo_import

BY = "command"


class ImportCommand(BaseCommand):
    """A file in: what it would do is shown, and done when the source is known or confirmed."""

    kind = ""

    def take_in(self, prepared: Prepared, options: dict[str, Any], **how: Any) -> Outcome:
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="CSV or XLSX")
        parser.add_argument("--company", default="", help="legal name or number")
        parser.add_argument("--source", default="", help="the system that wrote the file")
        parser.add_argument("--map", nargs="+", action="extend", default=[], metavar="FIELD=COLUMN")
        parser.add_argument("--dates", default="", choices=["", "DMY", "MDY", "YMD"])
        parser.add_argument("--encoding", default="")
        parser.add_argument("--delimiter", default="")
        parser.add_argument("--decimal", default="", choices=["", ".", ","])
        parser.add_argument("--currency", default="", help="of rows that name none")
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="the day of the file")
        parser.add_argument(
            "--zeros",
            nargs="+",
            action="extend",
            default=[],
            metavar="[FIELD=]RULE",
            help="leading zeros: keep, strip or pad:8",
        )
        parser.add_argument("--dry-run", action="store_true", help="show the diff, store nothing")
        parser.add_argument("--yes", action="store_true", help="the guesses shown are right")
        parser.add_argument("--undo", type=int, metavar="IMPORT", help="take an import back")

    def handle(self, **options: Any) -> None:
        try:
            if options["undo"]:
                self._undo(options["undo"])
            else:
                self._import(options)
        except (CannotImport, CannotUndo, Company.DoesNotExist, OSError) as error:
            raise CommandError(str(error)) from error

    def _import(self, options: dict[str, Any]) -> None:
        if options["file"] is None:
            raise CommandError("Name a file, or an import with --undo.")
        path = options["file"]
        company = _company(options["company"])
        now = timezone.now()
        prepared = prepare(
            company=company,
            kind=self.kind,
            source=options["source"],
            file=File(path.name, path.read_bytes()),
            told=_told(options),
            today=company.day_of(now),
        )
        how = {"by": BY, "at": now, "today": company.day_of(now), "progress": _bar}
        if options["dry_run"] or not prepared.is_known:
            self._show_reading(prepared)
        if options["dry_run"]:
            self._report(self.take_in(prepared, options, **how, commit=False))
            return
        if not (prepared.is_known or options["yes"]):
            self._ask(self.take_in(prepared, options, **how, commit=False))
        rejects = path.with_name(f"{path.name}.rejects.csv")
        outcome = self.take_in(prepared, options, **how, is_confirmed=True, rejects_to=rejects)
        self._report(outcome)

    def _show_reading(self, prepared: Prepared) -> None:
        self.stdout.write("\n".join(prepared.reading()))

    def _ask(self, outcome: Outcome) -> None:
        self._report(outcome)
        if not sys.stdin.isatty():
            raise NeedsAnswer("Nothing was stored. If all this is right, run it again with --yes.")
        if input("Take it in like this? [y/N] ").strip().lower() not in {"y", "yes"}:
            raise CommandError("Nothing was stored.")

    def _report(self, outcome: Outcome) -> None:
        for sentence in outcome.diff.sentences():
            self.stdout.write(sentence)
        for refusal in outcome.refusals[:SHOWN_REFUSALS]:
            self.stdout.write(str(refusal))
        if len(outcome.refusals) > SHOWN_REFUSALS:
            self.stdout.write(f"... and {len(outcome.refusals) - SHOWN_REFUSALS:,} more.")
        self.stdout.write(_ending(outcome))

    def _undo(self, number: int) -> None:
        imported = Import.objects.filter(pk=number, source__kind=self.kind).first()
        if imported is None:
            raise CommandError(f"There is no import {number} of {self.kind}.")
        now = timezone.now()
        today = imported.source.company.day_of(now)
        undone = undo_import(imported=imported, by=BY, at=now, today=today)
        self.stdout.write(f"{undone.removed:,} removed, {undone.restored:,} as before.")
        for sentence in undone.stays:
            self.stdout.write(f"Stays: {sentence}")


def _ending(outcome: Outcome) -> str:
    imported, prepared = outcome.imported, outcome.prepared
    if imported is None and prepared.is_repetition:
        return f"The same file was taken in before (sha256 {prepared.table.checksum}): no change."
    if imported is None:
        return "Nothing was stored."
    rejects = f" Refused rows: {imported.rejects}." if imported.rejects else ""
    return f"Import {imported.pk} is stored, sha256 {imported.checksum}.{rejects}"


def _company(name: str) -> Company:
    """The company named, or the only one there is."""
    if name:
        return company_named(name)
    companies = list(Company.objects.filter(is_replay=False)[:2])
    if not companies:
        raise CommandError("There is no company yet; `make run` brings one.")
    if len(companies) != 1:
        raise CommandError("Say with --company for whom; give its legal name or number.")
    return companies[0]


def _told(options: dict[str, Any]) -> Told:
    return Told(
        mapping=tuple(options["map"]),
        dates=options["dates"],
        encoding=options["encoding"],
        delimiter=options["delimiter"],
        decimal=options["decimal"],
        currency=options["currency"],
        zeros=tuple(options["zeros"]),
        brings=options.get("brings", "").replace("-", "_"),
        as_of=options["as_of"],
    )


def _bar(rows: Iterable[Any], total: int) -> Iterable[Any]:
    """A progress bar on a terminal, nothing in a log."""
    return tqdm(rows, total=total, unit=" rows", disable=None)
