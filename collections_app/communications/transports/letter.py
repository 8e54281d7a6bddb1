"""Letter: paper has no wire; a letter is accepted when a person closes its print run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.base import Result, Transport

if TYPE_CHECKING:
    from collections_app.communications.models import Attempt, Communication


class LetterTransport(Transport):
    """Answers from the print run: posted on the day typed at closing, or not sent yet."""

    def send(self, communication: Communication, attempt: Attempt) -> Result:
        run = communication.print_run
        if run is None or run.posted_on is None:
            return Result(Outcome.NOT_SENT, reply="The letter lies in no closed print run.")
        sheet = f"{run.pk}/{communication.sheet}"
        return Result(Outcome.ACCEPTED, provider_id=sheet, reply=f"Posted on {run.posted_on}.")
