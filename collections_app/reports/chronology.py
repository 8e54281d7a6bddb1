"""The contact history: every communication, newest first, and exactly what was sent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from collections_app.communications.choices import OWN_MAIL, Channel, Direction, FiledAs, State
from collections_app.communications.models import Attempt, Communication, Evidence
from collections_app.companies.choices import Mode
from collections_app.customers.models import Customer
from collections_app.reports.agreed import agreed_words
from collections_app.reports.words import level_name, reason_words
from collections_app.users.models import User

ENTRIES = 30
CROSSED = "crossed"
OF_AN_ENTRY = (
    "customer_id",
    "channel",
    "direction",
    "state",
    "reason",
    "mode",
    "purpose",
    "why",
    "by",
    "sender",
    "recipient",
    "recipient_name",
    "text",
    "created_at",
    "sent_at",
    *(f"contact__{name}" for name in ("name", "email", "mobile", "phone")),
    "notice_message__carries",
)
KINDS = {
    "": ("All", Q()),
    "written": ("Written", ~Q(channel__in=[Channel.CALL, Channel.VOICE, Channel.NOTE])),
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
class Learned:
    """What was learned of an attempt afterwards, from whom and when."""

    attempt: int
    at: dt.datetime
    source: str
    what: str


@dataclass(frozen=True)
class Try:
    """An attempt, and who ordered it where an earlier one may have gone."""

    attempt: Attempt
    ordered_by: str


@dataclass(frozen=True)
class Entry:
    """One communication as a line of a list."""

    communication: Communication
    title: str
    by: str
    is_copy: bool
    agreed: str = ""  # what was agreed in a conversation

    @property
    def is_reply(self) -> bool:
        """Written by the customer; a call that came in is one that a clerk writes down."""
        one = self.communication
        return one.direction == Direction.IN and one.channel != Channel.CALL

    @property
    def waits_for_answer(self) -> bool:
        """It stands on the customer's page in whole, with its answer."""
        return self.is_reply and not {"answered", "filed_as"} & set(self.communication.why)

    @property
    def is_rehearsal(self) -> bool:
        return self.communication.mode == Mode.REHEARSAL

    @property
    def has_crossed(self) -> bool:
        """What it asks for was paid, promised or disputed while it was being sent."""
        return self.communication.reason.get("code") == CROSSED


@dataclass(frozen=True)
class Record:
    """All that is known of one communication: what an entry opens to."""

    entry: Entry
    why: str
    reason: str
    lines: list[Line]
    approved_by: str
    changed_by: str  # who said it in words of their own
    attempts: list[Try]
    learned: list[Learned]


@dataclass(frozen=True)
class Chapter:
    """Some entries, and the id of the last one where there are earlier ones."""

    entries: list[Entry]
    earlier_than: Any = None
    pinned: list[Entry] = field(default_factory=list)  # notes that stay on top


def chapter_of(
    customer: Customer, *, before: Communication | None = None, kind: str = ""
) -> Chapter:
    """The newest entries, or those before one of them, in a fixed number of queries."""
    return chapter_from(newest_of(customer, before=before, kind=kind))


def chapter_from(
    rows: Iterable[Communication],
    pinned: Sequence[Communication] = (),
    known: Iterable[User] = (),
) -> Chapter:
    """The chapter of these rows; the one beyond it only says that there are more.

    `known` are people who need not be asked for.
    """
    found = list(rows)
    entries = entries_of([*pinned, *found[:ENTRIES]], known)
    last = found[ENTRIES - 1].pk if len(found) > ENTRIES else None
    return Chapter(entries[len(pinned) :], last, entries[: len(pinned)])


def newest_of(
    customer: Any, *, before: Communication | None = None, kind: str = ""
) -> QuerySet[Communication]:
    """The rows of a chapter, and one more where there are earlier ones.

    They hold what a line of the history shows; the rest is read when its record is opened.
    """
    _, condition = KINDS[kind]
    rows = Communication.objects.filter(condition, customer=customer).order_by("-created_at", "-pk")
    if before:
        same = Q(created_at=before.created_at, pk__lt=before.pk)
        rows = rows.filter(Q(created_at__lt=before.created_at) | same)
    return rows.select_related("contact", "notice_message").only(*OF_AN_ENTRY)[: ENTRIES + 1]


def entries_of(communications: Sequence[Communication], known: Iterable[User] = ()) -> list[Entry]:
    names = actor_names({one.by for one in communications}, known)
    return [_entry(one, names) for one in communications]


def records_of(communications: Sequence[Communication]) -> list[Record]:
    prefetch_related_objects(communications, "attempts__evidence")
    names = actor_names({actor for one in communications for actor in _actors(one)}) | SOURCES
    return [_record(one, names) for one in communications]


def _actors(one: Communication) -> set[str]:
    """Whoever had a part in it: wrote, approved, ordered it again, or learned what became of it."""
    found = {each.source for each in _evidence_of(one)}
    again = {attempt.authorized_by for attempt in one.attempts.all()}
    return {one.by, _approver(one), _changer(one)} | found | again


def _approver(one: Communication) -> str:
    message = getattr(one, "notice_message", None)
    return message.notice.approved_by if message else ""


def _changer(one: Communication) -> str:
    actor: str = one.changed.get("by", "")
    return actor


def _evidence_of(one: Communication) -> list[Evidence]:
    found = [each for attempt in one.attempts.all() for each in attempt.evidence.all()]
    return sorted(found, key=lambda each: (each.at, each.pk))


SOURCES = {
    "journal": "This machine's journal",
    "search": "Search at the provider",
    "worker": "The worker, late",
}


def _entry(one: Communication, names: dict[str, str]) -> Entry:
    message = getattr(one, "notice_message", None)
    return Entry(
        communication=one,
        title=title_of(one),
        by=names[one.by],
        is_copy=message is not None and not message.carries,
        agreed=agreed_words(one),
    )


def _record(one: Communication, names: dict[str, str]) -> Record:
    return Record(
        entry=_entry(one, names),
        why=_why(one),
        reason=reason_words(one.reason) if _says_why(one) else "",
        lines=lines_of(one),
        approved_by=names.get(_approver(one), ""),
        changed_by=names.get(_changer(one), ""),
        attempts=[
            Try(attempt, names.get(attempt.authorized_by, ""))
            for attempt in sorted(one.attempts.all(), key=lambda attempt: attempt.number)
        ],
        learned=[_learned(found, names) for found in _evidence_of(one)],
    )


def _says_why(one: Communication) -> bool:
    """Of what went only a crossing is told; why it waited before is over."""
    went = one.state in (State.SENT, State.DELIVERED)
    return bool(one.reason) and (not went or one.reason.get("code") == CROSSED)


def _learned(found: Evidence, names: dict[str, str]) -> Learned:
    what = found.get_outcome_display().lower() or "nothing found"
    said = f"{what}. {found.said}" if found.said else what
    return Learned(found.attempt.number, found.at, names[found.source], said)


def title_of(one: Communication) -> str:
    """What it was, in a word or two."""
    if one.channel == Channel.CALL:
        return OUTCOME_TITLES.get(one.why.get("outcome", ""), "Call")
    return TITLES.get(one.purpose) or level_name(one.purpose)


TITLES = {"follow_up": "Follow-up mail", "answer": "Answer", OWN_MAIL: "Mail"}  # what no level is
OUTCOME_TITLES = {
    "reached": "Spoke",
    "voicemail": "Left a voicemail",
    "no_answer": "Called, no answer",
    "wrong_person": "Called, wrong person",
    "refused": "Spoke, they refused",
    "call_back": "Called, asked to call back",
}


def _why(one: Communication) -> str:
    """What planned it: the level that was due, or the person who did it."""
    if filed_as := one.why.get("filed_as"):
        return f"Filed as: {FiledAs(filed_as).label.lower()}."
    if level := one.why.get("level"):
        how = "was sent by hand" if one.why.get("sent_by") else "was due"
        return f"{level_name(level)} {how}."
    return ""


def lines_of(one: Communication) -> list[Line]:
    return [_line(line) for line in one.lines]


def _line(line: dict[str, str]) -> Line:
    return Line(
        invoice=line["invoice"],
        level=level_name(line["level"]) if line.get("level") else "For information",
        currency=line["currency"],
        balance=Decimal(line["balance"]),
        demanded=Decimal(line["demanded"]),
    )


def actor_names(actors: Iterable[str], known: Iterable[User] = ()) -> dict[str, str]:
    """How people read the log's actors: "user:7" is a person, "import:12" is import 12."""
    wanted = set(actors)
    people = {one.actor: one.display_name for one in known}
    asked = (one for one in wanted - set(people) if one.startswith("user:"))
    ids = {int(one.removeprefix("user:")) for one in asked}
    if ids:
        people |= {one.actor: one.display_name for one in User.objects.filter(pk__in=ids)}
    return {one: people.get(one) or one.replace(":", " ").capitalize() for one in wanted}
