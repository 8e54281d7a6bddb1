"""Open a company, or change what it says of itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collections_app.companies.actions import (
    OWN_WORDS,
    CannotChange,
    change_company,
)
from collections_app.companies.models import Company
from collections_app.companies.queries import company_named
from collections_app.dunning.policies import begin_company

BY = "command"


class Command(BaseCommand):
    help = (
        "Changes the company that has this name or part of a name, or opens it with --new and the "
        'default policy: `company "Talbruck GmbH" --new country=DE time_zone=Europe/Berlin '
        "iban=...`. Without values it shows the company, without a name it lists them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="*", metavar="NAME FIELD=VALUE")
        # It takes words too, so that it may stand anywhere between them.
        parser.add_argument(
            "--new", nargs="*", metavar="", help="open a company of exactly this name"
        )

    def handle(self, **options: Any) -> None:
        is_new = options["new"] is not None
        words = [*options["words"], *(options["new"] or [])]
        if words:
            self._write(words[0], dict(_pair(one) for one in words[1:]), is_new)
        elif is_new:
            raise CommandError("Say the legal name of the new company.")
        else:
            for company in Company.objects.order_by("pk"):
                self.stdout.write(f"{company.pk}  {company}  {company.mode}")

    def _write(self, name: str, values: dict[str, str], is_new: bool) -> None:
        try:
            company = (_open if is_new else _change)(name, values)
        except CannotChange as error:
            raise CommandError(str(error)) from error
        done = "is opened" if is_new else "is changed" if values else "is as before"
        self.stdout.write(f"{company} ({company.pk}) {done}.")
        for field in sorted(OWN_WORDS):
            self.stdout.write(f"  {field}: {getattr(company, field)}")


def _open(name: str, values: dict[str, str]) -> Company:
    return begin_company(legal_name=name, values=values, by=BY, at=timezone.now())


def _change(name: str, values: dict[str, str]) -> Company:
    try:
        company = company_named(name)
    except Company.DoesNotExist as error:
        raise CommandError(f"{error} To open one of this name, add --new.") from error
    if values:
        change_company(company=company, values=values, by=BY, at=timezone.now())
    return company


def _pair(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign:
        raise CommandError(f'"{text}" is no FIELD=VALUE.')
    return field, value
