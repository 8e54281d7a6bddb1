"""Sending one message as a worker does, in tests that look at what becomes of it."""

import datetime as dt
from collections.abc import Sequence

from collections_app.communications.claiming import Check, Settle
from collections_app.communications.models import Communication
from collections_app.communications.rules import GO, Verdict
from collections_app.communications.sending import HandOver, hand_over, send


def nothing_against(communications: Sequence[Communication]) -> list[Verdict]:
    return [GO] * len(communications)


def nothing_follows(communications: Sequence[Communication]) -> None:
    """Stands where no ladder is."""


def send_one(
    communication: Communication,
    *,
    now: dt.datetime,
    check: Check = nothing_against,
    settle: Settle = nothing_follows,
    carrier: HandOver = hand_over,
) -> str | None:
    """Its new state; None when it was not to be taken."""
    states = send([communication.pk], check=check, settle=settle, now=now, carrier=carrier)
    return states.get(communication.pk)
