"""Sending by hand in words: why it cannot be, what it goes ahead of, what became of it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from collections_app.communications.models import Communication
from collections_app.dunning.models import Notice
from collections_app.dunning.sending_now import can_undo
from collections_app.reports.words import (
    Values,
    channel_name,
    day_name,
    decision_words,
    level_name,
    notice_words,
)

REFUSALS: dict[str, Callable[[Values], str]] = {
    "switched_off": lambda values: "Sending is switched off. A manager switches it on in Settings.",
    "stopped": lambda values: "Sending is stopped. A manager lets it go on.",
    "stale_ledger": lambda values: (
        "The ledger is too old to send on: what is open may be paid. Import the open invoices."
    ),
    "call_first": lambda values: (
        f"A promise was not kept: call first, or write from {day_name(values['until'])} on."
    ),
    "call_next": lambda values: "All letters have gone; the next step is a call.",
    "must_stand": lambda values: _must_stand(values),
    "not_next": lambda values: (
        f"{level_name(values['level'])} is not the next level of any invoice. "
        "No level is skipped or taken twice."
    ),
    "unfinished_notice": lambda values: "A notice is on its way or waits in Review already.",
    "not_confirmed": lambda values: "It goes earlier than the ladder would: say that it shall.",
    "not_looked_at": lambda values: "Look at what would go, then send it.",
    "has_changed": lambda values: (
        "Something changed since this was shown. Look at it again, then send it."
    ),
    "cannot_be_written": lambda values: f"Its words cannot be written: {values['error']}",
}

AHEAD_OF: dict[str, Callable[[dt.date], str]] = {
    "due": lambda on: f"By itself it would go on {day_name(on)}.",
    "asked": lambda on: f"The last message asked for payment by {day_name(on)}, not over yet.",
    "pressure": lambda on: f"1 notice in 7 days and 3 in 30: free again on {day_name(on)}.",
    "patience": lambda on: f"All letters have gone; the next was to wait until {day_name(on)}.",
    "window": lambda on: f"It is outside the hours of sending, which begin {_moment(on)} there.",
}


def _must_stand(values: Values) -> str:
    level = level_name(values["level"])
    if not values["until"]:
        return f"{level} cannot go: no earlier message has reached this customer."
    return (
        f"{level} waits until an earlier message has stood three days without coming back: "
        f"{day_name(values['until'])}."
    )


def _moment(on: dt.date) -> str:
    return f"{day_name(on)}, {on:%H:%M}"


def refusal_words(code: str, values: Values) -> str:
    """Why nothing goes by hand; what stops the ladder is said in the ladder's own words."""
    say = REFUSALS.get(code)
    return say(values) if say else decision_words(code, values)


def ahead_of_words(ahead_of: Mapping[str, dt.date]) -> list[str]:
    return [AHEAD_OF[code](on) for code, on in ahead_of.items()]


@dataclass(frozen=True)
class Going:
    """A notice sent by hand: to whom, what became of it, and whether it can still be stopped."""

    notice: Notice
    to: str
    words: str
    can_undo: bool


def going_of(notice: Notice, carried: Sequence[Communication]) -> Going:
    """`carried` are its messages."""
    words = notice_words(notice)
    return Going(notice, to_whom(carried), words, can_undo=can_undo(notice, carried))


def to_whom(messages: Iterable[Communication]) -> str:
    """Names and channels: "Femke Oldaal by e-mail and post"."""
    by_name: dict[str, list[str]] = {}
    for one in messages:
        by_name.setdefault(one.recipient_name, []).append(channel_name(one.channel))
    return ", ".join(f"{name} by {' and '.join(ways)}" for name, ways in by_name.items())
