"""Thousands of messages under a hail of kills, until none is left; then the judge."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from collections_app.communications.choices import Channel, State
from collections_app.communications.models import Attempt
from tests.faults.hail import Hail
from tests.faults.judge import Judgement
from tests.faults.loading import owing, write_notices
from tests.faults.processes import until
from tests.faults.rig import Rig
from tests.faults.rules import Rule

SMS_EVERY = 10  # each so many customers are reached by SMS alone
BAD_DAYS = (
    Rule("RCPT", "451 4.7.1 greylisted", every=211),
    Rule("DOT", "keep drop", every=503),
    Rule("DOT", "drop", every=509),
)
ROUNDS = 5  # of ten minutes: two searches, and what goes again after them
MOST_ROUNDS = 15  # where a search of the last one let something go again
Tell = Callable[[str], object]


@dataclass
class Run:
    """What came of it."""

    judgement: Judgement
    faults: list[str]
    messages: int
    seconds: float
    kills: int
    attempts: int

    def __str__(self) -> str:
        return f"{self.judgement}, {self.messages / self.seconds:.0f} messages/s"


def run(rig: Rig, messages: int, seed: int, tell: Tell) -> Run:
    """Three workers of two children, two beats; a child dies each half second."""
    prepare(rig, messages, seed, tell)
    rig.smtp.does(*BAD_DAYS)
    rig.twilio.does(Rule("CREATE", "torn", every=101), Rule("CREATE", "cut", every=103))
    began = time.monotonic()
    hail = Hail(rig, workers=3, children=2, beats=2, seed=seed)
    while not hail.until(lambda: not rig.untried(), seconds=10):
        tell(f"{rig.states()}, {hail.kills} kills")
    seconds = time.monotonic() - began
    rig.smtp.does()
    rig.twilio.does()
    settle(rig, hail)
    return Run(
        rig.judgement(), rig.faults(), messages, seconds, hail.kills, Attempt.objects.count()
    )


def prepare(rig: Rig, messages: int, seed: int, tell: Tell) -> None:
    """So many customers, in an order of chance, each with a message that is ready."""
    channels = [Channel.SMS if n % SMS_EVERY == 0 else Channel.EMAIL for n in range(messages)]
    random.Random(seed).shuffle(channels)
    with transaction.atomic():
        for channel in channels:
            owing(rig.company, channel, rig.day)
    tell("writing their messages")
    write_notices(rig.company, rig.now)


def settle(rig: Rig, hail: Hail) -> None:
    """What died is started for the last time; leases end, and Twilio is asked what it has."""
    hail.ends()
    for number in range(MOST_ROUNDS):
        if number >= ROUNDS and not rig.waiting():
            break
        rig.clock.move(minutes=10)
        until(lambda: not rig.waiting(), 20)
        until(lambda: State.SENDING not in rig.states(), 10)
        rig.leases_end()
        assert until(lambda: State.SENDING not in rig.states(), 60), rig.states()
    assert not rig.waiting(), rig.states()
