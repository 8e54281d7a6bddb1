"""`python -m tests.faults.entry celery ...` (or `manage ...`): a process as in production.

Except that its clock is the rig's, that beat may tick faster, and that a point may end it.
"""

import os
import runpy
import sys
from datetime import timedelta
from pathlib import Path

import django
import time_machine
from celery import signals
from django.conf import settings

from collections_app import env
from collections_app.celery import app
from tests.faults.clock import now_by, offset_in
from tests.faults.points import install_crash, install_limits

FOLDER = Path(os.environ["RIG_FOLDER"])
CLOCK = FOLDER / "clock"


class Traveller:
    """Believes in the rig's clock, also when it was moved since."""

    def __init__(self) -> None:
        self.offset = offset_in(CLOCK)
        self.coordinates = time_machine.travel(now_by(CLOCK), tick=True).start()

    def catch_up(self, **_more: object) -> None:
        if offset_in(CLOCK) != self.offset:
            self.offset = offset_in(CLOCK)
            self.coordinates.move_to(now_by(CLOCK), tick=True)


def main() -> None:
    # Static files come from their sources, as in a trial; nobody has collected them here.
    env.PRODUCTION = False
    django.setup()
    # One machine with the test itself, whose letters and files are its own.
    settings.INSTALLATION_DIR = os.environ["RIG_MACHINE"]
    traveller = Traveller()
    # Weakly held otherwise, and gone at once.
    signals.task_prerun.connect(traveller.catch_up, weak=False)
    if limits := os.environ.get("LIMITS"):
        install_limits(limits)
    if crash := os.environ.get("CRASH"):
        install_crash(crash, FOLDER)
    if seconds := os.environ.get("BEAT_SECONDS"):
        tick_every(float(seconds))
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def tick_every(seconds: float) -> None:
    """What has a rhythm has a faster one; what has an hour keeps it."""
    rhythms = [one for one in app.conf.beat_schedule.values() if type(one["schedule"]) is timedelta]
    for entry in rhythms:
        entry["schedule"] = timedelta(seconds=seconds)
        entry["options"] = {"expires": max(seconds, 5)}


if __name__ == "__main__":
    main()
