"""The business clock of the rig: how far it is ahead of the one that only counts seconds."""

import datetime as dt
import time
from pathlib import Path


def offset_in(file: Path) -> float:
    return float(file.read_text())


def now_by(file: Path) -> dt.datetime:
    """The business moment, whatever clock this process believes in."""
    return dt.datetime.fromtimestamp(time.monotonic() + offset_in(file), dt.UTC)


START = dt.datetime(2030, 3, 5, 12, tzinfo=dt.UTC)  # a Tuesday, and no holiday is near


class Clock:
    """Starts at noon of a day that no real clock has reached, and can be moved on.

    What the database dates by its own clock then never lies in the future of those who read it.
    """

    def __init__(self, file: Path):
        self.file = file
        self._write(START.timestamp() - time.monotonic())

    def now(self) -> dt.datetime:
        return now_by(self.file)

    def move(self, **by: float) -> dt.datetime:
        """So much later: move(minutes=6)."""
        self._write(offset_in(self.file) + dt.timedelta(**by).total_seconds())
        return self.now()

    def _write(self, offset: float) -> None:
        draft = self.file.with_suffix(".draft")
        draft.write_text(str(offset))
        draft.replace(self.file)
