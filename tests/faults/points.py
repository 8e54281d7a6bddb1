"""Where a process of the rig can be made to die or to stop: names, and the functions they mean.

Nothing of this is in the product: entry.py wraps the functions before Celery starts. A function
that was renamed is missed there and then, loudly. `CRASH=before_eod:3` kills the process as it
gets there for the third time, `CRASH=after_250:1:STOP` stops it; once in a rig, not once in
every process that comes after.
"""

import datetime as dt
import functools
import importlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMUNICATIONS = "collections_app.communications"
TRANSPORTS = f"{COMMUNICATIONS}.transports"


@dataclass(frozen=True)
class Point:
    """Before or after a call of a function, where `when` says so of its arguments or answer."""

    function: str
    is_after: bool = False
    when: Callable[..., bool] = lambda *_args, **_more: True


def _is_dot(_smtp: Any, data: bytes | str) -> bool:
    return data == b".\r\n"


def _is_sms(_client: Any, method: str, *_args: Any, **_more: Any) -> bool:
    return method == "POST"


CLAIM = Point(f"{COMMUNICATIONS}.sending:claim", is_after=True, when=lambda it: bool(it[0]))
TAKE_SHEET = Point(f"{COMMUNICATIONS}.printing:_take", is_after=True)
REQUEST = f"{TRANSPORTS}.twilio_client:OneRequest.request"
# The letter's are those of its print run: there is no wire, but a file and a person's word.
POINTS: dict[str, tuple[Point, ...]] = {
    "after_claim": (CLAIM, TAKE_SHEET),
    "before_eod": (Point("smtplib:SMTP.send", when=_is_dot), Point(REQUEST, when=_is_sms)),
    "after_250": (
        Point(f"{TRANSPORTS}.smtp:PhasedSmtp.data", is_after=True),
        Point(REQUEST, is_after=True),
    ),
    "before_mark": (
        Point(f"{COMMUNICATIONS}.sending:mark_all"),
        Point(f"{COMMUNICATIONS}.printing:print_again"),
    ),
    "mid_mark": (
        Point(f"{COMMUNICATIONS}.marking:_are_sent", is_after=True),
        Point(f"{COMMUNICATIONS}.printing:move", is_after=True),
    ),
    "after_render": (Point("collections_app.dunning.composing:write_messages", is_after=True),),
    "mid_import": (Point("collections_app.intake.invoices:_write_customers", is_after=True),),
}
# Time limits that a case shortens, in seconds: `LIMITS=deadline=3,lease=6`.
LIMITS = {
    "deadline": f"{COMMUNICATIONS}.claiming:DEADLINE",
    "lease": f"{COMMUNICATIONS}.claiming:LEASE",
    "step": f"{TRANSPORTS}.smtp:STEP_SECONDS",
    "quit": f"{TRANSPORTS}.smtp:QUIT_SECONDS",
    "connect": f"{TRANSPORTS}.twilio:CONNECT_SECONDS",
    "read": f"{TRANSPORTS}.twilio:READ_SECONDS",
}


def install_crash(told: str, folder: Path) -> None:
    """Wrap the functions of the point that `told` names."""
    name, times, how = [*told.split(":"), *["1", "KILL"][told.count(":") :]]
    crash = Crash(name, int(times), signal.Signals[f"SIG{how}"], folder)
    for point in POINTS[name]:
        owner, attribute = owner_of(point.function)
        setattr(owner, attribute, crash.around(getattr(owner, attribute), point))


def install_limits(told: str) -> None:
    for one in told.split(","):
        name, seconds = one.split("=")
        owner, attribute = owner_of(LIMITS[name])
        kind = type(getattr(owner, attribute))
        value = dt.timedelta(seconds=float(seconds)) if kind is dt.timedelta else float(seconds)
        setattr(owner, attribute, value)


def owner_of(dotted: str) -> tuple[Any, str]:
    """What holds the function or value, and its name there; AttributeError when it is gone."""
    module, _, path = dotted.partition(":")
    *owners, attribute = path.split(".")
    owner: Any = importlib.import_module(module)
    for one in owners:
        owner = getattr(owner, one)
    getattr(owner, attribute)
    return owner, attribute


@dataclass
class Crash:
    """Ends (or stops) this very process when it meets its point for the nth time."""

    name: str
    times: int
    how: signal.Signals
    folder: Path
    met: int = 0

    def around(self, function: Callable[..., Any], point: Point) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(*args: Any, **more: Any) -> Any:
            if not point.is_after and point.when(*args, **more):
                self._meet()
            answer = function(*args, **more)
            if point.is_after and point.when(answer):
                self._meet()
            return answer

        return wrapped

    def _meet(self) -> None:
        self.met += 1
        if self.met == self.times and self._is_first():
            os.kill(os.getpid(), self.how)

    def _is_first(self) -> bool:
        try:
            with mark_of(self.folder, self.name).open("x") as mark:
                mark.write(str(os.getpid()))
        except FileExistsError:
            return False
        return True


def mark_of(folder: Path, name: str) -> Path:
    """The file that says that it happened, and to which process."""
    return folder / f"crashed-{name}"
