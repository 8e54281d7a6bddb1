"""Who works on which customer just now: a hint for colleagues, kept where it may be lost."""

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from redis.exceptions import RedisError

from collections_app.users.models import User

logger = logging.getLogger(__name__)
cache = ConnectionProxy(caches, "hints")

FORGOTTEN_AFTER = dt.timedelta(minutes=10)  # without a sign of life
SILENT_SECONDS = 30.0  # in which a server that failed is not asked again
_SECONDS = int(FORGOTTEN_AFTER.total_seconds())


@dataclass(frozen=True)
class Taken:
    """A person is on a customer since then."""

    user_id: int
    name: str
    since: dt.datetime

    @classmethod
    def read(cls, kept: tuple[int, str, str]) -> "Taken":
        user_id, name, since = kept
        return cls(user_id, name, dt.datetime.fromisoformat(since))

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2])

    @property
    def kept(self) -> tuple[int, str, str]:
        return self.user_id, self.name, self.since.isoformat()


@dataclass
class _Server:
    silent_until: float = 0.0  # of this process's own clock


_server = _Server()


def take(*, customer_id: int, user: User, at: dt.datetime) -> Taken:
    """A sign of life at this customer; who has it: the first who came, until they go or rest.

    Nobody is on two customers: the one before is free again.
    """
    mine = Taken(user.pk, user.display_name, at)
    return _or_nobody(lambda: _take(customer_id, mine)) or mine


def _take(customer_id: int, mine: Taken) -> Taken:
    at, on = _of_user(mine.user_id), _of_customer(customer_id)
    known = cache.get_many([at, on])
    _leave_other_than(customer_id, known.get(at), mine.user_id)
    cache.set(at, customer_id, _SECONDS)
    if on not in known and cache.add(on, mine.kept, _SECONDS):
        return mine
    holder = _holder(customer_id, known.get(on)) or mine
    if holder.user_id == mine.user_id:
        cache.touch(on, _SECONDS)
    return holder


def _holder(customer_id: int, known: tuple[int, str, str] | None = None) -> Taken | None:
    kept = known or cache.get(_of_customer(customer_id))
    return Taken.read(kept) if kept else None


def leave(*, user: User) -> None:
    """They went on, or back to the queue."""
    _or_nobody(lambda: _leave_other_than(None, cache.get(_of_user(user.pk)), user.pk))


def _leave_other_than(customer_id: int | None, before: int | None, user_id: int) -> None:
    """`before` is the customer on whom the person was."""
    if before is None or before == customer_id:
        return
    holder = _holder(before)
    if holder and holder.user_id == user_id:
        cache.delete(_of_customer(before))


def taken_by_others(customer_ids: Iterable[int], *, user: User) -> dict[int, Taken]:
    """By customer id, who else is on it."""
    ids = {_of_customer(id): id for id in customer_ids}
    found = _or_nobody(lambda: cache.get_many(ids)) or {}
    taken = {ids[key]: Taken.read(kept) for key, kept in found.items()}
    return {id: one for id, one in taken.items() if one.user_id != user.pk}


def _or_nobody[Answer](ask: Callable[[], Answer]) -> Answer | None:
    """Without the server nobody is known to be anywhere, and all work goes on.

    It is left alone for a while then: each page would wait for it, and each would say so.
    """
    if time.monotonic() < _server.silent_until:
        return None
    try:
        return ask()
    except RedisError:
        logger.warning("Nobody knows who is on which customer: Redis does not answer.")
        _server.silent_until = time.monotonic() + SILENT_SECONDS
        return None


def _of_customer(id: int) -> str:
    return f"taken:{id}"


def _of_user(id: int) -> str:
    return f"at:{id}"
