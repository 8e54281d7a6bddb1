"""What a provider answered, kept on this machine until the database has it (RELIABILITY 2.5).

One file per attempt, on the disk before anything else happens: a database that goes away
between the answer and its mark makes no unknown.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.base import Result
from collections_app.companies.installation import memory

logger = logging.getLogger(__name__)


def write(token: str, result: Result) -> None:
    """On the disk when it returns; a full disk costs the safety, not the mark that follows."""
    file = _file(token)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            json.dump(asdict(result), handle)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(file)
    except OSError:
        logger.exception("The journal cannot be written; the answer goes to the database alone.")


def strike(token: str) -> None:
    """The database has it."""
    _file(token).unlink(missing_ok=True)


def entries() -> Iterator[tuple[str, Result]]:
    """Token and answer of what was not struck yet, the oldest first."""
    files = sorted(_folder().glob("*.json"), key=lambda file: (_written_at(file), file.name))
    for file in files:
        # Another worker may have marked and struck it meanwhile.
        try:
            values = json.loads(file.read_text())
        except FileNotFoundError:
            continue
        yield file.stem, Result(**values | {"outcome": Outcome(values["outcome"])})


def _folder() -> Path:
    return memory() / "journal"


def _file(token: str) -> Path:
    return _folder() / f"{token}.json"


def _written_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
