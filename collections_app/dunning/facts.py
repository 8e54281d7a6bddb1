"""The plain values that the ladder's rules read, and those they answer with."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)
SET_ASIDE = ("disputed", "promised", "says_paid")  # parts of a balance that nobody demands
NEEDING_CONSENT = frozenset({"sms", "voice"})
STILL_OPEN = "still_open"  # the wording once a listed invoice has passed its last written level
IS_ON = "is_on"
OWN = ""  # among edits: the policy's own values
Edits = Mapping[str, Mapping[str, Any]]  # by level: values of its rung, and whether it is on
_OF_LADDER = ("minimum", "residual", "arrival_call_from", "call_round_limit")
_AMOUNTS = ("minimum", "residual", "arrival_call_from")


def read(said: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """What a draft says, from how it is stored: amounts are text there, and orders lists."""
    for key, value in said.items():
        if key in _AMOUNTS:
            yield key, None if value is None else Decimal(value)
        else:
            yield key, tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of a policy; `rank` 1 is the lowest, 0 is beside the ladder."""

    key: str
    rank: int
    is_call: bool
    after_due_days: int
    counts_business_days: bool
    gap_days: int
    pay_by_days: int
    channels: tuple[str, ...]
    needs_approval: bool = False
    after_call_rounds: int = 0
    before_due_days: int = 0
    track: str = "written"
    roles: tuple[str, ...] = ()
    attaches_letter: bool = False
    and_email: bool = False
    copies: bool = False
    arrival_call: bool = False
    minimum: Decimal = ZERO

    def edited(self, said: Mapping[str, Any]) -> "Rung":
        """As a draft has it."""
        values = {key: value for key, value in read(said) if key != IS_ON}
        return replace(self, **values) if values else self


@dataclass(frozen=True, slots=True)
class Ladder:
    """A policy; amounts are in the currency they are compared with.

    `rungs` are climbed; `courtesy` and `thanks` stand beside them; `optional` are those that are
    off until a manager orders one; `withheld` those that need a consent which is not given.
    """

    rungs: tuple[Rung, ...]
    minimum: Decimal = Decimal(20)
    residual: Decimal = Decimal(5)
    call_round_limit: int = 3
    arrival_call_from: Decimal | None = None
    courtesy: Rung | None = None
    thanks: Rung | None = None
    optional: tuple[Rung, ...] = ()
    withheld: tuple[Rung, ...] = ()
    segment: str = ""  # of the customers who climb it; empty: everybody else

    def with_ordered(self, key: str) -> "Ladder":
        """The ladder with the optional level that a manager ordered, under all its rules."""
        ordered = [one for one in self.optional if one.key == key]
        return replace(
            self,
            rungs=tuple(sorted([*self.rungs, *ordered], key=lambda r: r.rank)),
            optional=tuple(one for one in self.optional if one.key != key),
        )

    def edited(self, edits: "Edits") -> "Ladder":
        """The ladder as a draft has it: levels with other values, switched on or off."""
        off = {one.key for one in self.optional}
        kept: list[Rung] = []
        rest: list[Rung] = []
        for one in self.known:
            said = edits.get(one.key, {})
            is_on = said.get(IS_ON, one.key not in off)
            (kept if is_on else rest).append(one.edited(said))
        own = {key: value for key, value in read(edits.get(OWN, {})) if key in _OF_LADDER}
        return replace(self, optional=tuple(rest), withheld=(), **arranged(kept), **own)

    def reaching(self, reach: frozenset[str]) -> "Ladder":
        """The ladder of a customer: without levels that need a consent which is not given."""
        withheld = tuple(
            one
            for one in self.rungs
            if set(one.channels) <= NEEDING_CONSENT and not set(one.channels) & reach
        )
        rungs = tuple(one for one in self.rungs if one not in withheld)
        return replace(self, rungs=rungs, withheld=withheld) if withheld else self

    def asking(self, net: Decimal) -> "Ladder":
        """The ladder of who owes so much: without levels that are for more."""
        rungs = tuple(one for one in self.rungs if not one.minimum or net > one.minimum)
        return self if len(rungs) == len(self.rungs) else replace(self, rungs=rungs)

    @property
    def known(self) -> list[Rung]:
        """All its levels, those that are off or withheld too."""
        levels = (self.courtesy, *self.rungs, *self.withheld, self.thanks, *self.optional)
        return [one for one in levels if one]

    @property
    def written(self) -> tuple[Rung, ...]:
        return tuple(rung for rung in self.rungs if not rung.is_call)

    def last_written_rank(self, rounds: int) -> int:
        """The highest written level that an invoice can take after so many call rounds."""
        return max((r.rank for r in self.written if r.after_call_rounds <= rounds), default=0)

    @property
    def call_rank(self) -> int | None:
        return next((rung.rank for rung in self.rungs if rung.is_call), None)


def arranged(levels: Collection[Rung]) -> dict[str, Any]:
    """Levels that are on, by the place that each has in a ladder."""
    beside = {one.track: one for one in levels if not one.rank}
    climbed = sorted((one for one in levels if one.rank), key=lambda one: one.rank)
    return {
        "rungs": tuple(climbed),
        "courtesy": beside.get("courtesy"),
        "thanks": beside.get("thanks"),
    }


@dataclass(frozen=True, slots=True)
class Open:
    """An open invoice and where it stands on the ladder.

    `rank` is the highest level taken (0: none) and `taken_on` the day of its first acceptance;
    `pay_by` is the date last stated for it, `pay_by_was_posted` whether a letter stated it;
    `rounds` counts the call rounds it was part of; `released` names what ended since it was
    last written about (a hold, a dispute, a promise not kept), empty when nothing did;
    `restarted_on` is the day of a manager's new start, which began `episode`; `is_announced`
    says that a courtesy note named it before it was due.
    """

    id: int
    currency: str
    due_on: dt.date
    balance: Decimal
    demandable: Decimal
    rank: int = 0
    taken_on: dt.date | None = None
    pay_by: dt.date | None = None
    pay_by_was_posted: bool = False
    rounds: int = 0
    starts_at: int = 1
    in_review: bool = False
    held_until: dt.date | None = None
    held_for: str = ""  # the reason of that hold
    answer_overdue: bool = False
    eligible_from: dt.date | None = None
    released: str = ""
    broken_on: dt.date | None = None
    restarted_on: dt.date | None = None
    episode: int = 1
    is_announced: bool = False
    set_aside: tuple[str, ...] = ()  # why its demandable is less than its balance


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that a provider accepted."""

    on: dt.date
    wording: str = ""
    wording_rank: int = 0
    invoice_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the rules need to know of one customer on one day."""

    invoices: tuple[Open, ...]
    told: tuple[Told, ...] = ()  # oldest first; 30 days back and the last notice at least
    credits: Mapping[str, Decimal] = field(default_factory=dict)  # credit notes and unapplied cash
    reach: frozenset[str] = frozenset()  # channels that can reach the customer
    standing: str = ""  # empty unless it stops every contact
    review_on: dt.date | None = None
    held_until: dt.date | None = None
    held_for: str = ""  # the reason of that hold
    approval: str = ""  # why every level needs approval; empty when none does
    restored_on: dt.date | None = None  # the database had forgotten what was sent up to that day
    has_unfinished_notice: bool = False
    stood_since: dt.date | None = None  # acceptance of the first message that did not bounce
    round_number: int = 0  # of the call round that is open or rests; 0: there is none
    round_is_open: bool = False  # False: it rests, for there was nothing left to talk about
    in_round: frozenset[int] = frozenset()
    round_ended_on: dt.date | None = None
    called_on: dt.date | None = None  # the last dial
    paid_on: dt.date | None = None  # money was laid last on what the last notice listed
    thanked_on: dt.date | None = None  # the last thank-you
    written: tuple[dt.date, ...] = ()  # days of a person's own mails
    texted: tuple[dt.date, ...] = ()  # days of SMS and voice to its numbers, whoever it was about
    pressure_waived: bool = False  # a person lets today's notice go all the same
    promised_until: dt.date | None = None  # the last date of a promise that runs
    course: str = ""  # how a manager goes on after the call rounds; empty: nobody has decided
    course_until: dt.date | None = None  # the day on which that is looked at again
    rates: Mapping[str, Decimal] = field(default_factory=dict)  # to compare with minimums


@dataclass(frozen=True, slots=True)
class Line:
    """One invoice on a notice or in a call; `rank` 0 and no `level`: for information only."""

    invoice_id: int
    level: str
    rank: int
    balance: Decimal
    demanded: Decimal
    pay_by: dt.date | None
    released: str = ""
    episode: int = 1


@dataclass(frozen=True, slots=True)
class PlannedNotice:
    """The one message to a customer: its lines, words, channel and need for approval."""

    rung: Rung
    wording: str
    wording_rank: int
    opens_with_thanks: bool
    channel: str
    approval: str
    lines: tuple[Line, ...]
    is_automatic: bool = True  # False: a person lets it go beyond the contact pressure


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """Invoices that join a call round; without any, a round that rested opens again."""

    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """Something a person must do about this customer or one of its invoices."""

    kind: str
    subject_kind: str
    subject_id: int | None = None  # None: the customer
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the walk does about one customer today, why, and when it looks again."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    notice: PlannedNotice | None = None
    call: PlannedCall | None = None
    rests_round: bool = False  # nothing is left to talk about
    tasks: tuple[PlannedTask, ...] = ()
    look_on: dt.date | None = None
