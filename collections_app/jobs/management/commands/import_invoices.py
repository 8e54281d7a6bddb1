"""Take in a file of customers and invoices."""

from argparse import ArgumentParser
from typing import Any

from collections_app.intake.choices import Kind
from collections_app.intake.invoices import import_invoices
from collections_app.intake.outcomes import Outcome
from collections_app.intake.sources import Prepared
from collections_app.jobs.importing import ImportCommand


class Command(ImportCommand):
    help = "Takes in a file of invoices: shows what it does, stores it, or undoes an import."
    kind = Kind.INVOICES

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--brings", default="", choices=["", "changes", "open-items"])
        parser.add_argument(
            "--confirm", action="store_true", help="it may close very many, or be an older file"
        )

    def take_in(self, prepared: Prepared, options: dict[str, Any], **how: Any) -> Outcome:
        return import_invoices(prepared=prepared, confirms_closing=options["confirm"], **how)
