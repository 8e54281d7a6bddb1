"""How good the word of a customer is: how many of their last promises were not kept. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from collections_app.promises.choices import State

JUDGED = (State.KEPT, State.PARTLY_KEPT, State.BROKEN)
LAST = 10  # promises that are counted


@dataclass(frozen=True)
class PromiseRecord:
    """Promises that were judged, of the last ones; what was kept in part was not kept."""

    count: int
    failed: int
    in_a_row: int  # failed, up to the latest

    @property
    def words(self) -> str:
        """ "3 of the last 5 not kept, the latest 2 in a row"; empty where none was judged."""
        if not self.count:
            return ""
        last = f"the last {self.count}" if self.count > 1 else "the only one so far"
        if not self.failed:
            return f"All of {last} kept" if self.count > 1 else f"Kept {last}"
        if self.count == 1:
            return f"Not kept {last}"
        row = f", the latest {self.in_a_row} in a row" if self.in_a_row > 1 else ""
        return f"{self.failed} of {last} not kept{row}"


def promise_record(states: Sequence[str]) -> PromiseRecord:
    """`states` of the promises that were judged, the latest first."""
    failed = [state != State.KEPT for state in states]
    return PromiseRecord(len(failed), sum(failed), len(list(takewhile(bool, failed))))
