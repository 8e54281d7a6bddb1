"""What a worker began and what it was told, on this machine until the database has it
(RELIABILITY 2.5).

One file for each batch of attempts that was claimed together. A line is there as soon as it is
written, whoever dies then; an answer is on the disk before it is marked. So a database that goes
away makes no unknown, and of a worker that died it is known which messages it never began.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.base import Result
from collections_app.companies.installation import memory

logger = logging.getLogger(__name__)

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NEVER_BEGUN = Result(Outcome.NOT_SENT, reply="The worker ended before it began.", was_tried=False)
DISK_TROUBLE = "The journal cannot be written; what follows goes to the database alone."


class Sheet:
    """The notes of one batch, locked for as long as their worker lives.

    A disk that takes no more notes costs the safety, not the sending: without the file nobody
    takes a message for one that was never begun.
    """

    def __init__(self, tokens: Sequence[str]) -> None:
        self.file: BinaryIO | None = None
        if tokens:
            self._open(tokens)

    def _open(self, tokens: Sequence[str]) -> None:
        path = _folder() / f"{tokens[0]}.sheet"
        draft = path.with_suffix(".draft")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.file = os.fdopen(
                os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", 0
            )
            fcntl.flock(self.file, fcntl.LOCK_EX)
            self._note(claimed=list(tokens), boot=_boot())
            draft.rename(path)
            self.path = path
        except OSError:
            self.path = draft
            self._go_without()

    def begin(self, token: str) -> None:
        """Before anything of that message leaves."""
        self._keep(begun=token)

    def answer(self, token: str, result: Result) -> None:
        """As soon as it is known."""
        self._keep(token=token, **asdict(result))

    def to_disk(self) -> None:
        """All notes outlive the machine's own end when it returns."""
        try:
            if self.file:
                os.fsync(self.file.fileno())
        except OSError:
            logger.exception(DISK_TROUBLE)

    def strike(self) -> None:
        """The database has it all."""
        if self.file:
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        if self.file:
            self.file.close()

    def _keep(self, **values: Any) -> None:
        try:
            if self.file:
                self._note(**values)
        except OSError:
            self._go_without()

    def _note(self, **values: Any) -> None:
        assert self.file
        line = json.dumps(values).encode() + b"\n"
        if self.file.write(line) != len(line):
            raise OSError("only a part of the line was written")

    def _go_without(self) -> None:
        logger.exception(DISK_TROUBLE)
        self.path.unlink(missing_ok=True)
        self.close()
        self.file = None


@dataclass
class Found:
    """The notes that a worker left when it ended."""

    path: Path
    claimed: list[str] = field(default_factory=list)
    answers: dict[str, Result] = field(default_factory=dict)
    never_begun: list[str] = field(default_factory=list)

    def strike(self) -> None:
        self.path.unlink(missing_ok=True)


def left_behind() -> Iterator[Found]:
    """The sheets of workers that ended before the database had it all, the oldest first.

    Each is locked while it is looked at, so that two readers do not work on the same.
    """
    for path in sorted(_folder().glob("*.sheet"), key=_written_at):
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield _read(path, file)
        except (FileNotFoundError, BlockingIOError):
            continue  # struck meanwhile, or its worker lives


def forget_never_begun() -> None:
    """The database was restored: what these sheets never began may have been begun by others since.

    Their answers stay; what has none will be unknown.
    """
    for path in _folder().glob("*.sheet"):
        with path.open("ab", buffering=0) as file:
            file.write(b'\n{"restored": true}\n')


def _read(path: Path, file: BinaryIO) -> Found:
    """The last line of a worker that was killed as it wrote may be cut off.

    After a power failure there may be no line at all: that says nothing of anything.
    """
    first, *notes = [note for line in file if (note := _note_of(line))] or [{}]
    found = Found(path, claimed=first.get("claimed", []))
    begun = {one["begun"] for one in notes if "begun" in one}
    for one in notes:
        if "token" in one:
            token = one.pop("token")
            found.answers[token] = Result(**one | {"outcome": Outcome(one["outcome"])})
    # After a restart of the machine a note that was made may be missing.
    is_whole = first.get("boot") and first["boot"] == _boot()
    if is_whole and not any("restored" in one for one in notes):
        known = begun | found.answers.keys()
        found.never_begun = [token for token in found.claimed if token not in known]
    return found


def _note_of(line: bytes) -> dict[str, Any] | None:
    """Nothing where the line was cut off."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def _boot() -> str:
    """Names the time since the machine was started; empty where it cannot be named."""
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""


def _folder() -> Path:
    return memory() / "journal"


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
