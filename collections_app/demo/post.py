"""How messages go out in the rehearsed past."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.holding import Wordings
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.rules import GO, Verdict
from collections_app.communications.sending import hand_over, send
from collections_app.communications.transports.base import Result
from collections_app.companies.models import Company
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.composing import compose
from collections_app.dunning.last_look import check_at
from collections_app.dunning.models import Notice
from collections_app.dunning.sending import settle_at

UNKNOWN_USER = "550 5.1.1 The mailbox does not exist."


@dataclass(frozen=True)
class Post:
    """Writes what is planned and sends what is ready; some addresses do not exist."""

    company: Company
    dead_addresses: Collection[str]

    def write(self, *, at: dt.datetime, on_paper: bool) -> None:
        planned = Notice.objects.filter(company=self.company, state=NoticeState.PLANNED)
        wordings = Wordings(self.company.pk)
        for notice in planned.select_related("customer", "company").order_by("customer__number"):
            compose(notice=notice, wordings=wordings, now=at, on_paper=on_paper)

    def send(self, day: dt.date, *, at: dt.datetime) -> None:
        """All that is ready, and what takes the place of a message that was refused."""
        check, settle = check_at(day=day, now=at, in_window=True), settle_at(day=day, now=at)
        while ready := self._ready():
            for id, written_at in ready:
                sure = written_at == at  # nothing happened since the walk of this very morning
                send(
                    [id],
                    check=_nothing_happened if sure else check,
                    settle=settle,
                    now=at,
                    carrier=self.carry,
                )

    def _ready(self) -> list[tuple[UUID, dt.datetime]]:
        ready = Communication.objects.filter(company=self.company, state=State.READY)
        return list(ready.order_by("customer__number", "key").values_list("pk", "created_at"))

    def carry(self, attempt: Attempt) -> Result:
        one = attempt.communication
        if one.channel == Channel.EMAIL and one.recipient in self.dead_addresses:
            return Result(Outcome.REJECTED_FOR_GOOD, reply=UNKNOWN_USER, marks_address=True)
        return hand_over(attempt)


def _nothing_happened(communications: Sequence[Communication]) -> list[Verdict]:
    return [GO] * len(communications)
