"""Workers and beats under kill -9: a child every half second, a whole process every ten."""

import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.processes import children_of, send
from tests.faults.rig import Rig

WHOLE_SECONDS = 10.0


@dataclass
class Hail:
    """Starts what was killed again, as a supervisor does."""

    rig: Rig
    workers: int
    children: int
    beats: int
    seed: int
    every: float = 0.5  # seconds between the kills of children
    beat_seconds: float = 1.0
    kills: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._workers = [self.rig.worker(self.children) for _ in range(self.workers)]
        self._beats = [self.rig.beat(self.beat_seconds) for _ in range(self.beats)]
        self._next_whole = time.monotonic() + WHOLE_SECONDS

    def until(self, is_over: Callable[[], bool], seconds: float) -> bool:
        """Kill until it is over, or the time is."""
        ends = time.monotonic() + seconds
        while not is_over() and time.monotonic() < ends:
            time.sleep(self.every)
            self._kill_child()
            if time.monotonic() > self._next_whole:
                self._next_whole = time.monotonic() + WHOLE_SECONDS
                self._kill_whole()
        return is_over()

    def ends(self) -> None:
        """Whatever died is started once more, and lives."""
        for process in self._workers + self._beats:
            if not process.is_running:
                process.kill()
                process.start()

    def _kill_child(self) -> None:
        worker = self.random.choice(self._workers)
        if children := children_of(worker.pid):
            send(self.random.choice(children), signal.SIGKILL)
            self.kills += 1

    def _kill_whole(self) -> None:
        victim = self.random.choice(self._workers + self._beats)
        victim.kill()
        victim.start()
        self.kills += 1
