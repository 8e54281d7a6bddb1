"""Play one day: take in, judge, plan and send, once, in this process."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.dunning.walk import CannotWalk
from collections_app.jobs.arguments import a_day
from collections_app.jobs.day import Day, companies_at_work, noon_of, play


class Command(BaseCommand):
    help = "Plays a whole day of every company that is not off, its sending window reached."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=a_day, help="the day; default: today")
        parser.add_argument("--yes", action="store_true", help="a live company on another day")

    def handle(self, **options: Any) -> None:
        companies = list(companies_at_work())
        if not companies:
            raise CommandError("No company is in rehearsal or live. See `manage.py mode`.")
        for company in companies:
            self._play(company, options["as_of"], agreed=options["yes"])

    def _play(self, company: Company, as_of: dt.date | None, *, agreed: bool) -> None:
        now = timezone.now()
        today = company.day_of(now)
        day = as_of or today
        if company.mode == Mode.LIVE and day != today and not agreed:
            raise CommandError(
                f"{company} is live and {day} is not today: messages would reach customers with "
                "that date. Add --yes if you mean it."
            )
        try:
            done = play(company, day=day, now=noon_of(company, day, now))
        except CannotWalk as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_report(company, day, done))


def _report(company: Company, day: dt.date, done: Day) -> str:
    parts = [
        f"{company}, {day}, {company.get_mode_display().lower()}:",
        f"{done.looked_at} customers looked at,",
        f"{done.notices} notices and {done.calls} calls planned,",
        f"{done.sent} messages {'sent' if company.mode == Mode.LIVE else 'rehearsed'},",
        f"{done.printing} letters to print.",
    ]
    if done.files:
        parts.append(f"{done.files} files taken in.")
    if done.files_put_aside:
        parts.append(f"{done.files_put_aside} files were not: see Review.")
    if done.is_stale:
        known = company.ledger_as_of or "no day"
        consequence = "Nothing was sent." if company.mode == Mode.LIVE else ""
        parts.append(f"The ledger is as of {known}: too old. {consequence}".strip())
    return " ".join(parts)
