"""Who asks for a page that is open to the world, and how often."""

import logging

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from redis.exceptions import RedisError

cache = ConnectionProxy(caches, "hints")
logger = logging.getLogger(__name__)

SECONDS = 60


def is_too_often(asks: str, *, most: int) -> bool:
    """Whether it asked more than `most` times within a minute.

    Counted where it may be lost: while nobody counts, everybody is let in.
    """
    key = f"asks:{asks}"
    try:
        cache.add(key, 0, SECONDS)
        return bool(cache.incr(key) > most)
    except ValueError:  # the minute ended in between
        return False
    except RedisError as error:
        logger.warning("Nobody counts who asks: %s.", type(error).__name__)
        return False
