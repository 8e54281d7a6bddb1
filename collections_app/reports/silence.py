"""What keeps messages from leaving, for every page: the one switch, and channels that rest."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Subquery
from django.db.models.functions import JSONObject

from collections_app.communications.choices import Channel
from collections_app.communications.models import Gate
from collections_app.companies.installation import (
    FOREIGN,
    RESTORED,
    STOPPED,
    SWITCHED_OFF,
    code_of_here,
    why_silent,
)
from collections_app.companies.models import Installation
from collections_app.reports.chronology import actor_names

WORDS = {
    STOPPED: "Everything is stopped: nothing leaves, for any company.",
    RESTORED: (
        "Nothing leaves: this database is older than what this machine sent. "
        "Some messages may have gone that it does not know."
    ),
    FOREIGN: (
        "Nothing leaves: this database belongs to another installation. "
        "A copy stays silent; after a move a manager lets it go on here."
    ),
    SWITCHED_OFF: "Nothing leaves from this machine: its environment says SENDING=off.",
}
_CAREFUL = (
    "What is ready now waits in Review until somebody approves it or says that it went already, "
    "and up to the end of the next business day nothing leaves without approval."
)
GOES_ON = {
    STOPPED: (
        "What is ready leaves again within minutes, inside each company's hours, after a last "
        "look at what is still owed."
    ),
    RESTORED: _CAREFUL,
    FOREIGN: (
        "This machine becomes the one that sends, and the other one falls silent only if it works "
        f"on this same database: stop it first. {_CAREFUL}"
    ),
}


@dataclass(frozen=True)
class Rest:
    """A channel that failed and is left alone for a while."""

    channel: str
    label: str
    until: dt.datetime
    why: str


@dataclass(frozen=True)
class Silence:
    """Why nothing leaves, empty where messages may; and the channels that rest."""

    code: str
    since: dt.datetime | None
    by: str
    rests: list[Rest]

    @property
    def words(self) -> str:
        return WORDS[self.code] if self.code else ""

    @property
    def goes_on(self) -> str:
        """What happens when somebody lets it go on; empty where no button can."""
        return GOES_ON.get(self.code, "")


def silence_at(now: dt.datetime) -> Silence:
    """In one query; in two while it is stopped, for the person's name."""
    return silence_of(Installation.objects.values_list(_row(now), flat=True).first())


def installation_at(now: Any) -> Subquery:
    """The installation's row, to be read along with others: every page asks for it."""
    return Subquery(Installation.objects.values(row=_row(now))[:1])


def _row(now: Any) -> JSONObject:
    resting = Gate.objects.filter(shut_until__gt=now).order_by("channel")
    rests = ArraySubquery(
        resting.values(one=JSONObject(channel="channel", until="shut_until", why="why"))
    )
    stopped = {name: name for name in ("stopped_because", "stopped_at", "stopped_by")}
    return JSONObject(code="code", rests=rests, **stopped)


def silence_of(row: Mapping[str, Any] | None) -> Silence:
    """What a row of the installation says; None where this machine has not asked yet."""
    if row is None:
        return Silence(why_silent(Installation(code=code_of_here())), None, "", [])
    here = Installation(code=row["code"], stopped_because=row["stopped_because"])
    code, by = why_silent(here), row["stopped_by"]
    since = dt.datetime.fromisoformat(row["stopped_at"]) if row["stopped_at"] else None
    is_person = code == STOPPED  # a restore is noticed by the machine
    name = actor_names([by])[by] if is_person else ""
    return Silence(code, since, name, [_rest(**one) for one in row["rests"]])


def _rest(*, channel: str, until: str, why: str) -> Rest:
    return Rest(channel, Channel(channel).label, dt.datetime.fromisoformat(until), why)
