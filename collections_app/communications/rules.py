"""How a communication moves from state to state, and what an outcome makes of it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from collections_app.communications.choices import Outcome, State

TRANSITIONS: dict[str, frozenset[str]] = {
    State.WAITING: frozenset({State.READY, State.CANCELLED}),
    State.READY: frozenset({State.SENDING, State.PRINTING, State.WAITING, State.CANCELLED}),
    State.SENDING: frozenset({State.READY, State.SENT, State.FAILED, State.UNKNOWN}),
    State.PRINTING: frozenset({State.SENT, State.CANCELLED}),
    State.SENT: frozenset({State.DELIVERED, State.BOUNCED}),
    State.DELIVERED: frozenset({State.BOUNCED}),
    State.UNKNOWN: frozenset({State.SENT, State.READY, State.FAILED, State.DELIVERED}),
}

LEASE = dt.timedelta(minutes=5)
DEADLINE = dt.timedelta(seconds=90)  # the last moment for the irreversible byte
MOST_TRIES = 8


class CannotMove(Exception):
    """The log knows no such step between two states."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of the last look before sending: go, wait until a moment, or cancel and why."""

    answer: str
    reason: dict[str, Any] = field(default_factory=dict)
    until: dt.datetime | None = None  # set where the answer is wait


GO = Verdict("go")


def cancel(code: str, **values: Any) -> Verdict:
    return Verdict("cancel", {"code": code, **values})


def wait(code: str, until: dt.datetime) -> Verdict:
    return Verdict("wait", {"code": code}, until)


def check_move(before: str, after: str) -> None:
    """Refuse a step that the table does not have."""
    if after not in TRANSITIONS.get(before, frozenset()):
        raise CannotMove(f"A communication cannot go from {before} to {after}.")


def state_after(outcome: str, tries: int) -> str:
    """What an attempt's outcome makes of its communication; `tries` counts this one."""
    if outcome == Outcome.ACCEPTED:
        return State.SENT
    if outcome == Outcome.UNKNOWN:
        return State.UNKNOWN
    if outcome == Outcome.REJECTED_FOR_GOOD or tries >= MOST_TRIES:
        return State.FAILED
    return State.READY


def next_try(now: dt.datetime, tries: int) -> dt.datetime:
    """Five minutes, then twice as long each time, at most four hours."""
    return now + min(dt.timedelta(minutes=5) * 2 ** (tries - 1), dt.timedelta(hours=4))
