"""The sending guarantee: claim, commit, send, mark (RELIABILITY 2.5).

An attempt is committed before the first byte leaves, so nothing goes that the log does not know.
What a provider answered is on this machine's disk before it is marked. A claim that nobody marked
is unknown: evidence or a person resolves it, and no timer ever sends it again.
"""

import datetime as dt
import math
import time
from collections.abc import Callable, Sequence
from typing import Any

from collections_app.communications.choices import Outcome
from collections_app.communications.claiming import Check, Settle, claim
from collections_app.communications.journal import Sheet
from collections_app.communications.marking import Answers, mark_all
from collections_app.communications.models import Attempt
from collections_app.communications.transports import transport_of
from collections_app.communications.transports.base import Result
from collections_app.companies.choices import Mode

HandOver = Callable[[Attempt], Result]

MOST_AT_ONCE = 50
SECONDS_OF_A_BATCH = 2.0  # what is claimed waits no longer for its turn
HANDED_BACK = Result(Outcome.NOT_SENT, reply="Its turn did not come in time.", was_tried=False)


def hand_over(attempt: Attempt) -> Result:
    """Give it to the channel's transport; a rehearsal accepts and sends nothing."""
    communication = attempt.communication
    if communication.mode != Mode.LIVE:
        return Result(Outcome.ACCEPTED, provider_id="rehearsal", reply="Rehearsal: nothing left.")
    return transport_of(communication.channel).send(communication, attempt)


def send_all(
    ids: Sequence[Any],
    *,
    check: Check,
    settle: Settle,
    now: dt.datetime,
    ends: float = math.inf,
) -> dict[Any, str]:
    """Send these in batches until `ends` (monotonic seconds); the states of those that were ours.

    Batches grow while they are quick, so that a slow server is not left with claims that wait.
    """
    states: dict[Any, str] = {}
    size, place = 1, 0
    while place < len(ids) and (began := time.monotonic()) < ends:
        states |= send(ids[place : place + size], check=check, settle=settle, now=now)
        place += size
        was_quick = time.monotonic() - began < SECONDS_OF_A_BATCH / 4
        size = min(2 * size, MOST_AT_ONCE) if was_quick else max(size // 4, 1)
    return states


def send(
    ids: Sequence[Any],
    *,
    check: Check,
    settle: Settle,
    now: dt.datetime,
    carrier: HandOver = hand_over,
) -> dict[Any, str]:
    """Send each of these at most once; the new states of those that were ours to take.

    `check` runs under the customers' locks in the claim's transaction; `settle` in those that
    mark the results, or that cancel. A rehearsed past has a `carrier` of its own.
    """
    attempts, sheet = claim(ids, check=check, settle=settle, now=now)
    try:
        answers = _hand_over_in_turn(attempts, sheet, carrier)
        sheet.to_disk()
        states = mark_all(answers, settle=settle, now=now)
        sheet.strike()
        return states
    finally:
        sheet.close()


def _hand_over_in_turn(attempts: Sequence[Attempt], sheet: Sheet, carrier: HandOver) -> Answers:
    """One after another; what a failing channel or a slow server keeps waiting is handed back."""
    ends = time.monotonic() + SECONDS_OF_A_BATCH
    failing: set[str] = set()
    answers = []
    for attempt in attempts:
        channel = attempt.communication.channel
        result = HANDED_BACK
        if channel not in failing and time.monotonic() < ends:
            sheet.begin(attempt.token)
            result = carrier(attempt)
        sheet.answer(attempt.token, result)
        if result.rests_channel or result.stops_channel:
            failing.add(channel)
        answers.append((attempt, result))
    return answers
