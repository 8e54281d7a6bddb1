"""A printer as the process above it holds it: a child that prints one letter after another."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PRINTER = Path(__file__).with_name("printer.py")
# What Python, Pango and fontconfig look at; passwords and keys stay here.
TOLD = ("PATH", "PYTHONPATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH")
TOLD_ABOUT_FONTS = ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME", "XDG_DATA_HOME")


class CannotPrint(Exception):
    """The letter asks for what it may not have, or for more than its limits."""


class PrinterDied(CannotPrint):
    """The child is gone, by a limit or by a stranger's hand."""


@dataclass(frozen=True)
class Limits:
    """What one letter may take, and how many a printer makes before another takes its place."""

    memory_mib: int = 1024  # of address space
    cpu_seconds: int = 30
    seconds: float = 60
    letters: int = 200


@dataclass(frozen=True)
class Page:
    """What is printed: a stylesheet, HTML, the logo as PNG, and the address on it as plain text."""

    stylesheet: str
    html: str
    logo: bytes = b""
    address: str = ""

    @property
    def messages(self) -> list[bytes]:
        """As the child takes it in."""
        return [self.stylesheet.encode(), self.html.encode(), self.logo, self.address.encode()]


class Printer:
    """A child that prints letters one after another, as the process above holds it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.letters = 0
        self.is_late = False
        self.folder = tempfile.mkdtemp(prefix="dunwell-printer-")
        self.line, theirs = multiprocessing.Pipe()
        with theirs:
            self.process = self._start(theirs.fileno())

    def _start(self, line: int) -> subprocess.Popen[bytes]:
        told = {name: os.environ[name] for name in TOLD + TOLD_ABOUT_FONTS if name in os.environ}
        allowed = [self.limits.memory_mib << 20, self.limits.cpu_seconds]
        # -P: this package must not hide a library from a script that lies in it.
        command = [sys.executable, "-P", PRINTER, line, settings.LETTER_FONTS, *allowed]
        return subprocess.Popen(
            [str(word) for word in command],
            cwd="/",
            env=told | {"TMPDIR": self.folder},
            stdin=subprocess.DEVNULL,
            pass_fds=[line],
            start_new_session=True,  # Ctrl-C is for the process above, which ends this one
        )

    @property
    def is_spent(self) -> bool:
        return self.letters >= self.limits.letters or self.process.poll() is not None

    def print(self, page: Page) -> tuple[str, bytes]:
        """Why not, and the PDF: one of them is empty."""
        self.letters += 1
        with self._in_time():
            try:
                for message in page.messages:
                    self.line.send_bytes(message)
                return self.line.recv_bytes().decode(), self.line.recv_bytes()
            except (EOFError, OSError) as error:
                raise self._death() from error

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Killed when time is up; whoever waits for the child then hears of its end."""
        alarm = threading.Timer(self.limits.seconds, self._time_out)
        alarm.daemon = True
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()

    def _time_out(self) -> None:
        self.is_late = True
        self.process.kill()

    def _death(self) -> CannotPrint:
        code = self.process.wait()
        if self.is_late:
            return CannotPrint(f"The letter took longer than {self.limits.seconds:g} seconds.")
        if code == -signal.SIGXCPU:
            return PrinterDied(
                f"The letter needs more than {self.limits.cpu_seconds} seconds of computing."
            )
        if code == errno.ENOMEM:
            return PrinterDied(f"The letter needs more than {self.limits.memory_mib} MB of memory.")
        return PrinterDied(f"The process that printed the letter ended with code {code}.")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.line.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def let_go(self) -> None:
        """After a fork: it is the other process's child, and must notice when that one ends."""
        self.line.close()
        self.process.returncode = 0  # nothing of ours to wait for
