"""Processes that the rig starts, stops, freezes and kills; none outlives the one that tests."""

import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from collections_app import env
from collections_app.jobs.leash import end_with_parent

PATIENCE_SECONDS = 180.0  # for a machine that does other things too


def until(is_true: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.1)
    return bool(is_true())


class Process:
    """A command of ours with a group of its own and a log."""

    def __init__(self, command: list[str], log: Path, more: Mapping[str, str] | None = None):
        self.command, self.log, self.environment = command, log, os.environ | dict(more or {})
        self.start()

    def start(self) -> None:
        with self.log.open("a") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=env.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=functools.partial(end_with_parent, signal.SIGKILL),
            )

    @property
    def pid(self) -> int:
        return self.child.pid

    @property
    def is_running(self) -> bool:
        return self.child.poll() is None

    def terminate(self, seconds: float = 40.0) -> int:
        """Ask it to end, as a deployment does; its code."""
        if self.is_running:
            self.child.send_signal(signal.SIGTERM)
        return self.child.wait(seconds)

    def kill(self) -> None:
        """It and all its children, at once; also those that it left when it died by itself."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.child.wait()

    def said(self) -> str:
        return self.log.read_text(errors="replace")


def send(pid: int, what: signal.Signals) -> None:
    """It may have ended a moment ago."""
    with suppress(ProcessLookupError):
        os.kill(pid, what)


def children_of(pid: int) -> list[int]:
    """Those it has at this moment."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(one) for one in told.split()]
