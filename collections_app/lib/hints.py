"""What is kept where it may be lost: asked of Redis, and never waited for."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
cache = ConnectionProxy(caches, "hints")

SILENT_SECONDS = 30.0  # in which a server that failed is not asked again


@dataclass
class _Server:
    silent_until: float = 0.0  # of this process's own clock


_server = _Server()


def or_nothing[Answer](ask: Callable[[], Answer], *, lost: str) -> Answer | None:
    """None without the server, and all work goes on; `lost` says what is not known then.

    It is left alone for a while: each page would wait for it, and each would say so.
    """
    if time.monotonic() < _server.silent_until:
        return None
    try:
        return ask()
    except RedisError:
        logger.warning("%s: Redis does not answer.", lost)
        _server.silent_until = time.monotonic() + SILENT_SECONDS
        return None
