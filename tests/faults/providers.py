"""The stand-ins for providers, started as processes; each with its folder of rules and ledger."""

from pathlib import Path

from tests.faults.ledger import Ledger
from tests.faults.processes import Process, until
from tests.faults.rules import Rule, tell
from tests.ops.places import free_port, takes_calls


class Provider:
    """One server on a port that stays its own, whether it runs or not."""

    def __init__(self, kind: str, folder: Path, *more: str):
        folder.mkdir()
        self.folder, self.port = folder, free_port()
        self.command = [f"tests.faults.{kind}", str(self.port), str(folder), *more]
        self.ledger = Ledger(folder / "ledger.jsonl")
        self.process: Process | None = None

    def start(self) -> None:
        self.process = Process(self.command, self.folder / "log")
        assert until(lambda: takes_calls(self.port)), self.process.said()

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process = None

    def does(self, *rules: Rule) -> None:
        """From now on; nothing at all means that it works as documented."""
        tell(self.folder / "rules.json", rules)

    def heard(self, word: str) -> int:
        """How often a verb or path was heard."""
        lines = (self.folder / "heard").read_text().splitlines()
        return sum(line.upper().startswith(word) for line in lines)
