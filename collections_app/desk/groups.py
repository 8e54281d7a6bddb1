"""One decision for many notices: those that wait for one reason, and those that were ticked."""

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from collections_app.desk.actions import CannotSkip, skip_notice
from collections_app.dunning.approving import CannotApprove, approve_notice
from collections_app.dunning.models import Notice


@dataclass
class Done:
    """How many were decided, how many are left where the time was over, and what was refused."""

    decided: int = 0
    left: int = 0
    refused: list[str] = field(default_factory=list)


def approve_together(
    *,
    notices: Iterable[Notice],
    on: dt.date,
    by: str,
    at: dt.datetime,
    seen_at: dt.datetime,
    seconds: float,
) -> Done:
    """Release them one after another."""
    return _each(notices, partial(approve_notice, on=on, by=by, at=at, seen_at=seen_at), seconds)


def skip_together(
    *, notices: Iterable[Notice], note: str, on: dt.date, by: str, at: dt.datetime, seconds: float
) -> Done:
    """None of them goes, for the one reason."""
    return _each(notices, partial(skip_notice, note=note, on=on, by=by, at=at), seconds)


def _each(notices: Iterable[Notice], decide: Callable[..., None], seconds: float) -> Done:
    """Each in a transaction of its own: what stops halfway goes on from there."""
    done, ends = Done(), time.monotonic() + seconds
    for notice in notices:
        if time.monotonic() >= ends:
            done.left += 1
            continue
        try:
            decide(notice=notice)
        except (CannotApprove, CannotSkip) as error:
            done.refused.append(str(error))
            continue
        done.decided += 1
    return done
