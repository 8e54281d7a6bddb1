"""The contact history: every communication, newest first, and exactly what was sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from collections_app.communications.choices import Channel, Direction, State
from collections_app.communications.models import Attempt, Communication
from collections_app.companies.choices import Mode
from collections_app.customers.models import Customer
from collections_app.reports.words import level_name, reason_words
from collections_app.users.models import User

ENTRIES = 30
KINDS = {
    "": ("All", Q()),
    "written": ("Written", Q(channel__in=[Channel.EMAIL, Channel.SMS, Channel.LETTER])),
    "calls": ("Calls", Q(channel__in=[Channel.CALL, Channel.VOICE])),
    "notes": ("Notes", Q(channel=Channel.NOTE)),
}


@dataclass(frozen=True)
class Line:
    """An invoice as the message listed it."""

    invoice: str
    level: str
    currency: str
    balance: Decimal
    demanded: Decimal


@dataclass(frozen=True)
class Entry:
    """One communication as the page shows it."""

    communication: Communication
    title: str
    by: str
    why: str
    reason: str
    lines: list[Line]
    attempts: list[Attempt]
    is_copy: bool

    @property
    def is_reply(self) -> bool:
        """Written by the customer; a call that came in is one that a clerk writes down."""
        one = self.communication
        return one.direction == Direction.IN and one.channel != Channel.CALL

    @property
    def is_rehearsal(self) -> bool:
        return self.communication.mode == Mode.REHEARSAL


@dataclass(frozen=True)
class Chapter:
    """Some entries, and the id of the last one where there are earlier ones."""

    entries: list[Entry]
    earlier_than: Any = None


def chapter_of(
    customer: Customer, *, before: Communication | None = None, kind: str = ""
) -> Chapter:
    """The newest entries, or those before one of them, in a fixed number of queries."""
    _, condition = KINDS[kind]
    rows = _communications(Q(customer=customer) & condition)
    if before:
        same = Q(created_at=before.created_at, pk__lt=before.pk)
        rows = rows.filter(Q(created_at__lt=before.created_at) | same)
    found = list(rows[: ENTRIES + 1])
    entries = entries_of(found[:ENTRIES])
    last = found[ENTRIES - 1].pk if len(found) > ENTRIES else None
    return Chapter(entries, last)


def _communications(condition: Q) -> QuerySet[Communication]:
    return (
        Communication.objects.filter(condition)
        .select_related("wording", "company", "contact", "notice_message__notice")
        .prefetch_related("attempts")
        .order_by("-created_at", "-pk")
    )


def entries_of(communications: Sequence[Communication]) -> list[Entry]:
    names = actor_names(one.by for one in communications)
    return [_entry(one, names) for one in communications]


def _entry(one: Communication, names: dict[str, str]) -> Entry:
    message = getattr(one, "notice_message", None)
    return Entry(
        communication=one,
        title=title_of(one),
        by=names[one.by],
        why=_why(one),
        reason=reason_words(one.reason) if one.reason and one.state != State.SENT else "",
        lines=[_line(line) for line in one.lines],
        attempts=sorted(one.attempts.all(), key=lambda attempt: attempt.number),
        is_copy=message is not None and not message.carries,
    )


def title_of(one: Communication) -> str:
    """What it was, in a word or two."""
    if one.channel == Channel.CALL:
        return OUTCOME_TITLES.get(one.why.get("outcome", ""), "Call")
    return level_name(one.purpose)


OUTCOME_TITLES = {
    "reached": "Spoke",
    "voicemail": "Left a voicemail",
    "no_answer": "Called, no answer",
    "wrong_person": "Called, wrong person",
}


def _why(one: Communication) -> str:
    """What planned it: the level that was due, or the person who did it."""
    if level := one.why.get("level"):
        how = "was sent by hand" if one.why.get("sent_by") else "was due"
        return f"{level_name(level)} {how}."
    return ""


def _line(line: dict[str, str]) -> Line:
    return Line(
        invoice=line["invoice"],
        level=level_name(line["level"]) if line.get("level") else "For information",
        currency=line["currency"],
        balance=Decimal(line["balance"]),
        demanded=Decimal(line["demanded"]),
    )


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """How people read the log's actors: "user:7" is a person, "import:12" is import 12."""
    wanted = set(actors)
    ids = {int(one.removeprefix("user:")) for one in wanted if one.startswith("user:")}
    people = {f"user:{one.pk}": one.display_name for one in User.objects.filter(pk__in=ids)}
    return {one: people.get(one) or one.replace(":", " ").capitalize() for one in wanted}
