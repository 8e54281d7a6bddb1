"""The open print runs, and closing one by the number of letters posted."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize
from django.utils import timezone

from collections_app.communications.models import PrintRun
from collections_app.communications.posting import CannotClose
from collections_app.communications.printing import letters_in
from collections_app.desk.print_runs import post_run
from collections_app.jobs.arguments import a_day


class Command(BaseCommand):
    help = "Lists the open print runs, or closes one: `print_run 3 --posted 12 --on 2026-05-12`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", nargs="?", type=int)
        parser.add_argument("--posted", type=int, help="how many letters were posted")
        parser.add_argument(
            "--lost", type=int, nargs="+", default=[], help="letters that were not, by number"
        )
        parser.add_argument("--on", type=a_day, help="the posting date")

    def handle(self, **options: Any) -> None:
        if options["run"] is None:
            self._list()
        elif options["posted"] is None or options["on"] is None:
            raise CommandError("Say how many letters were posted and when: --posted N --on DATE.")
        else:
            self._close(options["run"], options["posted"], options["on"], options["lost"])

    def _list(self) -> None:
        for run in PrintRun.objects.filter(closed_at=None).select_related("company"):
            path = settings.MEDIA_ROOT / run.pdf if run.pdf else "its file is made within a minute"
            self.stdout.write(f"{run.pk}  {run.company}  {_letters(len(letters_in(run)))}  {path}")

    def _close(self, number: int, posted: int, on: dt.date, lost: list[int]) -> None:
        run = PrintRun.objects.filter(pk=number).first()
        if run is None:
            raise CommandError(f"There is no print run {number}.")
        try:
            count = post_run(
                run=run, posted=posted, posted_on=on, lost=lost, by="command", at=timezone.now()
            )
        except CannotClose as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Print run {number} is closed: {_letters(count)} posted on {on}.")


def _letters(count: int) -> str:
    return f"{count} letter{pluralize(count)}"
