"""Check what must always be true; name what is not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collections_app.jobs.verifying import CHECKS, verify


class Command(BaseCommand):
    help = "Checks what must always be true of the data, and names the rows of which it is not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files", action="store_true", help="read every stored paper too")

    def handle(self, **options: Any) -> None:
        findings = verify(files=options["files"])
        for one in findings:
            self.stdout.write(str(one))
        if findings:
            verb = "is" if len(findings) == 1 else "are"
            raise CommandError(f"{len(findings)} of the things that must be true {verb} not.")
        papers = ", and every stored paper is there" if options["files"] else ""
        self.stdout.write(f"All {len(CHECKS)} checks hold{papers}.")
