"""How a communication moves from state to state, and what an outcome makes of it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from collections_app.communications.choices import Outcome, State

# Every step that a communication may take. The database refuses all others: its trigger is made
# from this table.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.WAITING: frozenset({State.READY, State.CANCELLED}),
    # To sent: late evidence about an earlier attempt arrived before the next was begun.
    State.READY: frozenset(
        {State.SENDING, State.PRINTING, State.WAITING, State.CANCELLED, State.SENT}
    ),
    State.SENDING: frozenset({State.READY, State.SENT, State.FAILED, State.UNKNOWN}),
    # To ready: it was lost between the printer and the post, and is printed again.
    State.PRINTING: frozenset({State.SENT, State.CANCELLED, State.READY}),
    State.SENT: frozenset({State.DELIVERED, State.BOUNCED}),
    State.DELIVERED: frozenset({State.BOUNCED}),
    State.UNKNOWN: frozenset({State.SENT, State.READY, State.FAILED}),
    # A person had let it go again, and it did not; then it turns out that the first one went.
    State.CANCELLED: frozenset({State.SENT}),
    State.FAILED: frozenset({State.SENT}),
}
STEPS = [(before, after) for before, ways in TRANSITIONS.items() for after in sorted(ways)]

# An outcome is written once; only what is unknown may become known.
OUTCOME_STEPS = [("", outcome) for outcome in Outcome.values] + [
    (Outcome.UNKNOWN, outcome) for outcome in Outcome.values if outcome != Outcome.UNKNOWN
]

LEASE = dt.timedelta(minutes=5)
DEADLINE = dt.timedelta(seconds=90)  # the last moment for the irreversible byte
MOST_TRIES = 8  # that a server answered; what never reached it counts for nothing
SEARCH_AFTER = dt.timedelta(minutes=5)  # a provider lists what it took within this time


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


def state_after(outcome: str, refusals: int) -> str:
    """What an attempt's outcome makes of its communication; `refusals` counts this one."""
    if outcome == Outcome.ACCEPTED:
        return State.SENT
    if outcome == Outcome.UNKNOWN:
        return State.UNKNOWN
    if outcome == Outcome.REJECTED_FOR_GOOD:
        return State.FAILED
    is_spent = outcome == Outcome.REJECTED_FOR_NOW and refusals >= MOST_TRIES
    return State.FAILED if is_spent else State.READY


def next_try(now: dt.datetime, refusals: int) -> dt.datetime:
    """Five minutes, then twice as long after each refusal, at most four hours.

    What never reached the server is not its refusal.
    """
    return now + min(dt.timedelta(minutes=5) * 2 ** max(refusals - 1, 0), dt.timedelta(hours=4))


FAILURES_TO_REST = 3
FAILURES_TO_TELL = 7  # a quarter of an hour of rests: somebody is asked to look
LONGEST_REST = dt.timedelta(minutes=30)


def rest_of(failures: int, *, must_be_mended: bool, asked: float | None = None) -> dt.timedelta:
    """How long a channel rests after so many failures in a row: a minute, then twice as long.

    `asked`: the seconds that the provider itself named. A set-up that is refused rests at once.
    """
    if asked is not None:
        return min(dt.timedelta(seconds=max(asked, 1)), LONGEST_REST)
    over = failures - (0 if must_be_mended else FAILURES_TO_REST)
    if over < 0:
        return dt.timedelta()
    return min(dt.timedelta(minutes=1) * 2 ** min(over, 10), LONGEST_REST)
