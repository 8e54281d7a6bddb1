"""Twilio's stand-in as a process of its own: `python -m tests.faults.twilio PORT FOLDER`.

A rule at CREATE names a mood of the stand-in: "torn", "cut", "slow 20", ...
"""

import datetime as dt
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.clock import now_by
from tests.faults.ledger import Ledger as File
from tests.faults.ledger import Taken
from tests.faults.rules import Rules
from tests.stand_ins.twilio import Ledger, Server


@dataclass
class KeptLedger(Ledger):
    """Every message is on the disk before it is answered; the moods are those of the rules."""

    folder: Path = Path()
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.rules = Rules(self.folder / "rules.json")
        self.file = File(self.folder / "ledger.jsonl")

    def mood_for(self, to: str) -> str:
        with self.lock:
            mood, _, seconds = self.rules.at("CREATE", to).partition(" ")
        self.delay = float(seconds or 0)
        return mood

    def now(self) -> dt.datetime:
        return now_by(self.folder.parent / "clock").replace(microsecond=0)

    def take(self, sent: dict[str, str]) -> dict[str, Any]:
        with self.lock:
            self.file.write(Taken(sent["To"], sent["Body"]))
            return super().take(sent)


if __name__ == "__main__":
    ledger = KeptLedger(folder=Path(sys.argv[2]))
    Server(("127.0.0.1", int(sys.argv[1])), ledger).serve_forever()
