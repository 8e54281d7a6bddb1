"""Open a company, or change what it says of itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collections_app.companies.actions import OWN_WORDS, CannotChange, write_company
from collections_app.companies.models import Company
from collections_app.dunning.policies import give_default_policy


class Command(BaseCommand):
    help = (
        "Opens the company of that name with the default policy, or changes the one there is: "
        '`company "Talbruck GmbH" country=DE time_zone=Europe/Berlin iban=...`. '
        "Without a name it lists them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument("values", nargs="*", metavar="FIELD=VALUE")

    def handle(self, **options: Any) -> None:
        if options["name"] is None:
            for company in Company.objects.order_by("pk"):
                self.stdout.write(f"{company.pk}  {company}  {company.mode}")
            return
        values = dict(_pair(one) for one in options["values"])
        try:
            company, is_new = write_company(
                legal_name=options["name"], values=values, by="command", at=timezone.now()
            )
        except CannotChange as error:
            raise CommandError(str(error)) from error
        give_default_policy(company=company)
        self.stdout.write(f"{company} ({company.pk}) {'is opened' if is_new else 'is changed'}.")
        for field in sorted(OWN_WORDS):
            self.stdout.write(f"  {field}: {getattr(company, field)}")


def _pair(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign:
        raise CommandError(f'"{text}" is no FIELD=VALUE.')
    return field, value
