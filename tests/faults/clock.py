"""The business clock of the rig: how far it is ahead of the one that only counts seconds."""

import datetime as dt
import time
from pathlib import Path


def offset_in(file: Path) -> float:
    return float(file.read_text())


def now_by(file: Path) -> dt.datetime:
    """The business moment, whatever clock this process believes in."""
    return dt.datetime.fromtimestamp(time.monotonic() + offset_in(file), dt.UTC)


class Clock:
    """Starts at noon of the next business day, ahead of the database's clock; it can be moved on.

    Ahead, because what the database dates must not lie in the future of those who read it.
    """

    def __init__(self, file: Path):
        self.file = file
        file.touch()
        # The disk does not travel in time, as this process may.
        real = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
        self._write(_next_business_noon(real).timestamp() - time.monotonic())

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


def _next_business_noon(real: dt.datetime) -> dt.datetime:
    tomorrow = real.replace(hour=12, minute=0, second=0) + dt.timedelta(1)
    return tomorrow + dt.timedelta(7 - tomorrow.weekday() if tomorrow.weekday() > 4 else 0)
