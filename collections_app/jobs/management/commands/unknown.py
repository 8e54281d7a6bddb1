"""List the sends of which nobody knows whether they went, and decide them."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collections_app.communications.choices import State
from collections_app.communications.evidence import CannotResolve, resolve
from collections_app.communications.models import Communication
from collections_app.dunning.sending import settle_when_known
from collections_app.reports.chronology import Record, records_of

BY = "command"


class Command(BaseCommand):
    help = "Lists unknown sends; --went says that one arrived, --again sends it once more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--went", type=UUID, metavar="ID", help="it arrived; its level counts")
        act.add_argument(
            "--again", type=UUID, metavar="ID", help="send it again; it may arrive twice"
        )

    def handle(self, **options: Any) -> None:
        if id := options["went"] or options["again"]:
            self._resolve(id, went=bool(options["went"]))
        else:
            self._list()

    def _resolve(self, id: UUID, *, went: bool) -> None:
        now = timezone.now()
        communication = Communication.objects.filter(pk=id).first()
        if communication is None:
            raise CommandError(f"There is no communication {id}.")
        settle = settle_when_known(now=now)
        try:
            resolve(communication=communication, went=went, settle=settle, by=BY, at=now)
        except CannotResolve as error:
            raise CommandError(str(error)) from error
        done = "is noted as sent" if went else "is ready to be sent again"
        self.stdout.write(f"{id} {done}.")

    def _list(self) -> None:
        rows = Communication.objects.filter(state=State.UNKNOWN, company__is_replay=False)
        rows = rows.select_related("customer").order_by("created_at", "pk")
        records = records_of(list(rows))
        for one in records:
            self._show(one)
        self.stdout.write(f"{len(records)} unknown sends.")

    def _show(self, record: Record) -> None:
        one = record.entry.communication
        self.stdout.write(f"{one.pk}  {one.customer}  {record.entry.title}  to {one.recipient}")
        for attempt in (each.attempt for each in record.attempts):
            said = attempt.reply or "no answer"
            self.stdout.write(
                f"  attempt {attempt.number}, {attempt.started_at:%Y-%m-%d %H:%M} UTC: "
                f"{attempt.outcome}, {said}"
            )
        for found in record.learned:
            when = f"{found.at:%Y-%m-%d %H:%M}"
            self.stdout.write(
                f"  {when} UTC, of attempt {found.attempt}. {found.source}: {found.what}"
            )
