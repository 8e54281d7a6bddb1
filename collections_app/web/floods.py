"""Who asks for a page that is open to the world, and how often."""

from collections_app.lib import hints

SECONDS = 60
LOST = "Nobody counts who asks"


def is_too_often(asks: str, *, most: int) -> bool:
    """Whether it asked more than `most` times within a minute; while nobody counts, it did not."""
    return (hints.or_nothing(lambda: _times(f"asks:{asks}"), lost=LOST) or 0) > most


def _times(key: str) -> int:
    hints.cache.add(key, 0, SECONDS)
    try:
        return int(hints.cache.incr(key))
    except ValueError:  # the minute ended in between
        return 1
