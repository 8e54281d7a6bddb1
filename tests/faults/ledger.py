"""What a provider took: one line per message, on the disk before the provider says so."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Taken:
    """One message; `reference` is its Message-ID or, for an SMS, its text."""

    to: str
    reference: str


class Ledger:
    """Written by a stand-in, read by the judge."""

    def __init__(self, file: Path):
        self._file = file

    def write(self, taken: Taken) -> None:
        with self._file.open("ab") as handle:
            handle.write(json.dumps(asdict(taken)).encode() + b"\n")
            handle.flush()
            os.fsync(handle.fileno())

    def read(self) -> list[Taken]:
        return list(self._lines())

    def _lines(self) -> Iterator[Taken]:
        if self._file.exists():
            for line in self._file.read_text().splitlines():
                yield Taken(**json.loads(line))
