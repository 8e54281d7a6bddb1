"""Ours and the limit in turn, so that a busy minute of the machine meets both."""

import gc
import time
from collections.abc import Callable

Act = Callable[[], object]


def timed(act: Act) -> float:
    """Seconds; the collector waits, so that neither side pays for the other's rubbish."""
    gc.collect()
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
