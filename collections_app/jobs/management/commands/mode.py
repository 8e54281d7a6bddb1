"""Switch a company off, to rehearsal or live."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.companies.queries import company_named
from collections_app.dunning.modes import switch_mode
from collections_app.jobs.readiness import missing_for
from collections_app.replies.arriving import last_seen_at


class Command(BaseCommand):
    help = "Switches a company's mode, or names what is missing. Without a mode it shows it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("company", help="its legal name or number")
        parser.add_argument("mode", nargs="?", choices=Mode.values)

    def handle(self, **options: Any) -> None:
        try:
            company = company_named(options["company"])
        except Company.DoesNotExist as error:
            raise CommandError(str(error)) from error
        if options["mode"]:
            self._switch(company, options["mode"])
        self.stdout.write(f"{company} is in mode {company.mode}.")
        if company.answers_to:
            self.stdout.write(_heard(company))

    def _switch(self, company: Company, mode: str) -> None:
        now = timezone.now()
        day = company.day_of(now)
        if missing := missing_for(company, mode, day=day, now=now):
            lacks = "\n".join(f"  - {what}" for what in missing)
            raise CommandError(f"{company} cannot be switched to {mode}. It lacks:\n{lacks}")
        switch_mode(company=company, mode=mode, on=day, by="command", at=now)


def _heard(company: Company) -> str:
    seen_at = last_seen_at(company)
    if seen_at is None:
        return f"No mail for {company.answers_to} was seen yet."
    local = seen_at.astimezone(company.zone)
    return f"A mail for {company.answers_to} was last seen on {local:%Y-%m-%d at %H:%M}."
