"""What every channel's transport answers, and what it is given (RELIABILITY 2.2)."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collections_app.communications.choices import Outcome

if TYPE_CHECKING:
    from collections_app.communications.models import Attempt, Communication


@dataclass(frozen=True)
class Result:
    """What became of one try.

    `marks_address`: the address itself was refused. `opts_out`: the person does not want
    this channel any more. `rests_channel`: the server is away or busy for everybody, and asks to
    come back after `retry_after` seconds where it says so. `stops_channel`: no message can pass
    until somebody mends the set-up. `was_tried`: else its turn never came, and it may go at once.
    """

    outcome: Outcome
    provider_id: str = ""
    reply: str = ""
    marks_address: bool = False
    opts_out: bool = False
    rests_channel: bool = False
    retry_after: float | None = None
    stops_channel: bool = False
    was_tried: bool = True


@dataclass(frozen=True)
class Told:
    """How a provider says that something stands which it took; no status: it knows no such."""

    status: str = ""
    code: str = ""


class Transport(ABC):
    """Hands one stored communication to a provider and says what is known of it afterwards.

    A transport never tries again, never raises for what a provider or the network does, and
    answers `unknown` whenever the last byte may have been taken.
    """

    @abstractmethod
    def send(self, communication: Communication, attempt: Attempt) -> Result:
        """One try, which ends before the attempt's deadline."""

    def look_for(self, communication: Communication, attempt: Attempt) -> Result | None:
        """What the provider knows of an unknown attempt; None where nobody can be asked.

        `not_sent`: it was asked and does not know the message.
        """
        return None

    def told_of(self, attempt: Attempt) -> Told | None:
        """How what was accepted stands now; None where nobody can be asked at this moment."""
        return None


def deadline_of(attempt: Attempt) -> float:
    """The attempt's time on the monotonic clock: its dates may be those of a rehearsed day.

    It runs from the claim, also while the process is stopped.
    """
    began = time.monotonic() if attempt.clock is None else attempt.clock
    return began + (attempt.deadline_at - attempt.started_at).total_seconds()


def seconds_left(deadline: float, most: float) -> float:
    """How long one step may take; TimeoutError when nothing is left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no time left for this attempt")
    return min(most, left)
