"""Whether messages leave, and the one stop for everything."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collections_app.communications.choices import State
from collections_app.communications.models import Communication
from collections_app.companies.choices import Mode
from collections_app.companies.installation import STOPPED, stop_sending
from collections_app.dunning.brakes import resume
from collections_app.reports.silence import silence_at

BY = "command"


class Command(BaseCommand):
    help = "Shows whether messages leave and what keeps them; stops everything, or lets it go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--stop", action="store_true", help="nothing leaves, for any company")
        act.add_argument("--resume", action="store_true", help="messages may leave again")
        parser.add_argument("--yes", action="store_true", help="after a restore or a move: go on")

    def handle(self, **options: Any) -> None:
        if options["stop"]:
            stop_sending(by=BY, at=timezone.now())
        if options["resume"]:
            self._resume(options["yes"])
        self._show()

    def _resume(self, is_sure: bool) -> None:
        now = timezone.now()
        before = silence_at(now)
        if before.code not in ("", STOPPED) and before.goes_on and not is_sure:
            raise CommandError(f"{before.words} {before.goes_on} To let it go on, add --yes.")
        resume(by=BY, at=now)

    def _show(self) -> None:
        now = timezone.now()
        silence = silence_at(now)
        who = f", by {silence.by}" if silence.by else ""
        since = f" Since {silence.since:%Y-%m-%d %H:%M} UTC{who}." if silence.since else ""
        self.stdout.write(f"{silence.words or 'Messages may leave.'}{since}")
        for rest in silence.rests:
            self.stdout.write(f"{rest.label} rests until {rest.until:%H:%M} UTC: {rest.why}")
        live = Communication.objects.filter(mode=Mode.LIVE, company__is_replay=False)
        self.stdout.write(f"{live.filter(state=State.UNKNOWN).count()} unknown sends.")
        due = live.filter(state=State.READY, send_after__lte=now).order_by("send_after")
        oldest = due.values_list("send_after", flat=True).first()
        waits = f", the oldest since {oldest:%Y-%m-%d %H:%M} UTC" if oldest else ""
        self.stdout.write(f"{due.count()} messages are ready and due{waits}.")
