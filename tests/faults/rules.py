"""What a provider's stand-in does at which step; written by a test, read again at every step."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Rule:
    """At a step, for addresses that contain `to`, do this instead of what is usual.

    `first`: only so many times for each address. `nth`: only that time. `every`: each so many
    times. Otherwise always.
    """

    at: str
    do: str
    to: str = ""
    first: int = 0
    nth: int = 0
    every: int = 0


def tell(file: Path, rules: Sequence[Rule]) -> None:
    """From the next step on; counting begins anew."""
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps([asdict(rule) for rule in rules]))
    draft.replace(file)


class Rules:
    """The rules of a file, each with how often it was met."""

    def __init__(self, file: Path):
        self._file = file
        self._read_as = 0
        self._rules: list[Rule] = []
        self._met: Counter[tuple[int, str]] = Counter()

    def at(self, step: str, address: str = "") -> str:
        """What to do there; empty for what is usual."""
        self._read()
        for number, rule in enumerate(self._rules):
            if rule.at == step and rule.to in address and self._is_its_turn(number, address):
                return rule.do
        return ""

    def _read(self) -> None:
        seen = self._file.stat().st_mtime_ns if self._file.exists() else 0
        if seen != self._read_as:
            self._read_as, self._met = seen, Counter()
            self._rules = [Rule(**one) for one in json.loads(self._file.read_text())]

    def _is_its_turn(self, number: int, address: str) -> bool:
        rule = self._rules[number]
        met = (number, address if rule.first else "")
        self._met[met] += 1
        times = self._met[met]
        if rule.first:
            return times <= rule.first
        if rule.nth:
            return times == rule.nth
        return times % rule.every == 0 if rule.every else True
