"""Who works on which customer just now: a hint for colleagues, kept where it may be lost."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from collections_app.lib import hints
from collections_app.users.models import User

FORGOTTEN_AFTER = dt.timedelta(minutes=10)  # without a sign of life
LOST = "Nobody knows who is on which customer"
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


def take(*, customer_id: int, user: User, at: dt.datetime) -> Taken:
    """A sign of life at this customer; who has it: the first who came, until they go or rest.

    Nobody is on two customers: the one before is free again.
    """
    mine = Taken(user.pk, user.display_name, at)
    return hints.or_nothing(lambda: _take(customer_id, mine), lost=LOST) or mine


def _take(customer_id: int, mine: Taken) -> Taken:
    at, on = _of_user(mine.user_id), _of_customer(customer_id)
    known = hints.cache.get_many([at, on])
    _leave_other_than(customer_id, known.get(at), mine.user_id)
    hints.cache.set(at, customer_id, _SECONDS)
    if on not in known and hints.cache.add(on, mine.kept, _SECONDS):
        return mine
    holder = _holder(customer_id, known.get(on)) or mine
    if holder.user_id == mine.user_id:
        hints.cache.touch(on, _SECONDS)
    return holder


def _holder(customer_id: int, known: tuple[int, str, str] | None = None) -> Taken | None:
    kept = known or hints.cache.get(_of_customer(customer_id))
    return Taken.read(kept) if kept else None


def leave(*, user: User) -> None:
    """They went on, or back to the queue."""

    def gone() -> None:
        _leave_other_than(None, hints.cache.get(_of_user(user.pk)), user.pk)

    hints.or_nothing(gone, lost=LOST)


def _leave_other_than(customer_id: int | None, before: int | None, user_id: int) -> None:
    """`before` is the customer on whom the person was."""
    if before is None or before == customer_id:
        return
    holder = _holder(before)
    if holder and holder.user_id == user_id:
        hints.cache.delete(_of_customer(before))


def taken_by_others(customer_ids: Iterable[int], *, user: User) -> dict[int, Taken]:
    """By customer id, who else is on it."""
    ids = {_of_customer(id): id for id in customer_ids}
    found = hints.or_nothing(lambda: hints.cache.get_many(ids), lost=LOST) or {}
    taken = {ids[key]: Taken.read(kept) for key, kept in found.items()}
    return {id: one for id, one in taken.items() if one.user_id != user.pk}


def _of_customer(id: int) -> str:
    return f"taken:{id}"


def _of_user(id: int) -> str:
    return f"at:{id}"
