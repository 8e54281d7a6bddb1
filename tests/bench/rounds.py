"""Ours and the limit in turn, so that a busy minute of the machine meets both."""

import gc
import time
from collections.abc import Callable, Sequence
from statistics import quantiles

Act = Callable[[], object]


def timed(act: Act, *, is_long: bool = False) -> float:
    """Seconds; before a long act rubbish is collected, so that no side pays for the other's."""
    if is_long:
        gc.collect()
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def p95(values: Sequence[float]) -> float:
    """95 of 100 are not above it."""
    return quantiles(values, n=20, method="inclusive")[-1]
