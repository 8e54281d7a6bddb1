"""List the notices that wait for approval, and release them."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from collections_app.dunning.approving import CannotApprove, approve_notice
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice
from collections_app.jobs.day import noon_of


class Command(BaseCommand):
    help = "Approves notices by number, or all; without either it lists what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("notices", nargs="*", type=int, metavar="NOTICE")
        parser.add_argument("--all", action="store_true", dest="every")
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="the day; default: today")

    def handle(self, **options: Any) -> None:
        waiting = Notice.objects.filter(state=NoticeState.WAITING, company__is_replay=False)
        waiting = waiting.select_related("customer", "company").order_by("pk")
        if not options["notices"] and not options["every"]:
            self._list(list(waiting))
            return
        if not options["every"]:
            waiting = Notice.objects.filter(pk__in=options["notices"])
            _check_known(options["notices"], waiting)
        self._approve(list(waiting), options["as_of"])

    def _list(self, notices: list[Notice]) -> None:
        for one in notices:
            reason = one.reason.get("approval", "")
            self.stdout.write(f"{one.pk}  {one.customer}  {one.level}  {one.day}  {reason}")
        self.stdout.write(f"{len(notices)} notices wait for approval.")

    def _approve(self, notices: list[Notice], as_of: dt.date | None) -> None:
        now = timezone.now()
        for one in notices:
            on = as_of or one.company.working_day(now)
            at = noon_of(one.company, on, now)
            try:
                approve_notice(notice=one, on=on, by="command", at=at)
            except CannotApprove as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{len(notices)} notices approved.")


def _check_known(numbers: list[int], found: QuerySet[Notice]) -> None:
    known = set(found.values_list("pk", flat=True))
    if unknown := [str(number) for number in numbers if number not in known]:
        raise CommandError(f"There is no notice {', '.join(unknown)}; nothing was approved.")
