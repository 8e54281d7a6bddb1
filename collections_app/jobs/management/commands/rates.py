"""Take in exchange rates, and show the last ones."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.companies.queries import company_named
from collections_app.companies.rates import CannotTakeRates, latest_rates
from collections_app.intake.rates import import_rates

BY = "command"


class Command(BaseCommand):
    help = (
        "Takes in a CSV file with the columns currency, day and rate (what one unit is worth in "
        "the company's currency), and shows the last rates."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("company", help="its legal name or number")
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        try:
            company = company_named(options["company"])
            day = company.day_of(now)
            if file := options["file"]:
                content = file.read_bytes()
                import_rates(company=company, content=content, on=day, by=BY, at=now)
        except (Company.DoesNotExist, CannotTakeRates, OSError) as error:
            raise CommandError(str(error)) from error
        for one in latest_rates(company, day):
            worth = f"{one.rate.normalize():f} {company.base_currency}"
            self.stdout.write(f"1 {one.currency} = {worth}, {one.on_day}")
