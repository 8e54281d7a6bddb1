"""Check the tone and the parts of all wordings: those that shipped, or those a company uses."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collections_app.communications.drafting import findings_for
from collections_app.communications.models import DRAFT, Wording
from collections_app.communications.shipped import shipped_wordings
from collections_app.communications.tone.check import check_wording
from collections_app.communications.tone.findings import Finding
from collections_app.companies.models import Company
from collections_app.companies.queries import company_named


class Command(BaseCommand):
    help = (
        "Checks the wordings that come with the product; with --company those that it wrote "
        "itself, its drafts too, by its own list. Ends with an error where one must not go."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", help="its legal name or number")

    def handle(self, **options: Any) -> None:
        checked = stopped = found = 0
        for name, findings in self._checked(options["company"]):
            checked += 1
            found += len(findings)
            stopped += any(one.stops for one in findings)
            self._tell(name, findings)
        self.stdout.write(f"{checked} wordings, {found} findings, {stopped} must not go.")
        if stopped:
            raise CommandError("Mend what must not go.")

    def _checked(self, company: str | None) -> Iterator[tuple[str, list[Finding]]]:
        if company is None:
            for one in shipped_wordings():
                name = f"{one.key} {one.channel} {one.language}"
                yield name, check_wording(one, language=one.language)
            return
        try:
            found = company_named(company)
        except Company.DoesNotExist as error:
            raise CommandError(str(error)) from error
        for wording in _last_versions(found):
            yield str(wording), findings_for(wording, found, wording.language)

    def _tell(self, name: str, findings: list[Finding]) -> None:
        for one in findings:
            grade = "must not go" if one.stops else "advice"
            self.stdout.write(f"{name}: {one.says} {one.suggestion} ({grade})")


def _last_versions(company: Company) -> list[Wording]:
    """At each place what holds of the company's own, and its draft."""
    rows = Wording.objects.filter(company=company).order_by("key", "channel", "language", "version")
    last = {(one.key, one.channel, one.language, one.version == DRAFT): one for one in rows}
    return list(last.values())
