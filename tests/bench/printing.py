"""One line per figure: name, ours, limit, ratio, aim, two spaces between them."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

SEPARATOR = "  "


class GateFailed(Exception):
    """What was timed did not do what it had to do; the timing does not count."""


@dataclass(frozen=True)
class Figure:
    """What was measured in rounds, ours and the limit in turn; the medians are printed.

    The ratio says how much of the limit's speed is reached, for rates and for times alike.
    """

    name: str
    ours: Sequence[float]
    limit: Sequence[float] = ()
    unit: str = "s"  # "s": seconds; "/s": a rate; any other is a number of such things
    aim: str = "-"

    def line(self) -> str:
        ours, limit = self._shown(self.ours), self._shown(self.limit)
        return SEPARATOR.join([self.name, ours, limit, self._ratio(), self.aim])

    def _shown(self, values: Sequence[float]) -> str:
        if not values:
            return "-"
        middle = median(values)
        if self.unit == "s":
            return shown_time(middle)
        return f"{middle:,.0f}{self.unit}" if self.unit == "/s" else f"{middle:,.0f} {self.unit}"

    def _ratio(self) -> str:
        if not self.limit:
            return "-"
        speeds = [
            one / best if self.unit == "/s" else best / one
            for one, best in zip(self.ours, self.limit, strict=True)
        ]
        return f"{median(speeds):.0%}"


def shown_time(seconds: float) -> str:
    """With the unit that leaves about three digits."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} us"
    return f"{seconds * 1e3:,.1f} ms" if seconds < 10 else f"{seconds:.1f} s"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def gate(name: str, found: object, wanted: object) -> None:
    """Refuse a timing whose result is not the one that was asked for."""
    if found != wanted:
        raise GateFailed(f"{name}: {found} where {wanted} was wanted.")
