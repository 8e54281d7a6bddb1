"""Phone numbers: the clocks on the wall where one rings."""

from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

UNKNOWN = timezone.UNKNOWN_TIMEZONE


@lru_cache(maxsize=10_000)
def zones_of(number: str) -> tuple[ZoneInfo, ...]:
    """Every zone in which a number in E.164 may ring; none where nobody knows."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ()
    names = timezone.time_zones_for_number(parsed)
    return tuple(ZoneInfo(name) for name in names if name != UNKNOWN)
