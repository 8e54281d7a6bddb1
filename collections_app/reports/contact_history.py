"""The contact history of a company: every contact in or out, narrowed and searched.

A page is the newest rows of an index that stands in that order, or of the index of words.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from collections_app.communications.choices import Channel, Direction, State
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.reports.chronology import Entry, entries_of
from collections_app.reports.filters import as_query, customer_named, day_said
from collections_app.users.models import PERSON

ROWS = 50
ORDER = ("-created_at", "-pk")
SORTED = ((F("created_at") + Value(dt.timedelta())).desc(), "-pk")
WINDOWS = (1_000, 20_000)  # the newest rows that are looked through for words
FEW = 200  # customers
MACHINE, NOBODY = "machine", "nobody"
MOST = 10**12
# The configurations that `communications_words` (see the migration) reads the texts with.
CONFIGURATIONS = ("english", "german", "spanish", "simple")
Place = tuple[dt.datetime, UUID]  # of a row in the order
_CURSOR = re.compile(r"([0-9]{1,17})_([0-9a-f-]{36})")


@dataclass(frozen=True)
class Asked:
    """What the history is narrowed to, as an address says it; empty: everything."""

    words: str = ""  # in what was said
    customer: str = ""  # a part of the name, or the number
    by: str = ""  # an actor of the log, or "machine"
    channel: str = ""
    purpose: str = ""
    direction: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    collector: str = ""  # a person's number, or "nobody"
    amount: str = ""  # demanded at least, in one currency

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Asked":
        """What nobody knows counts as not said."""
        said = {one.name: asked.get(one.name, "").strip()[:100] for one in fields(cls)}
        known = {"channel": Channel.values, "direction": Direction.values, "state": State.values}
        for name, values in known.items():
            said[name] = said[name] if said[name] in values else ""
        for name in ("since", "until"):
            said[name] = said[name] if day_said(said[name]) else ""
        said["amount"] = said["amount"] if _amount(said["amount"]) else ""
        if not (said["collector"] == NOBODY or said["collector"].isdecimal()):
            said["collector"] = ""
        return cls(**{name: value.replace("\x00", "") for name, value in said.items()})

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return as_query(vars(self))

    @property
    def is_narrow(self) -> bool:
        """By more than words and a customer."""
        return any(name not in ("words", "customer") for name, _ in self.said)

    @property
    def said(self) -> list[tuple[str, str]]:
        """What is not empty."""
        return [(name, value) for name, value in vars(self).items() if value]

    def of_rows(self, company: Company) -> Q:
        said = {name: getattr(self, name) for name in ("channel", "purpose", "direction", "state")}
        meant = Q(**{name: value for name, value in said.items() if value})
        meant &= self._of_actor() & self._of_collector()
        if amount := _amount(self.amount):
            meant &= Q(demanded__gte=amount)
        return meant & self._of_days(company)

    def _of_actor(self) -> Q:
        if self.by == MACHINE:
            return ~Q(by__startswith=PERSON)
        return Q(by=self.by) if self.by else Q()

    def _of_collector(self) -> Q:
        if self.collector == NOBODY:
            return Q(customer__collector__isnull=True)
        return Q(customer__collector=self.collector) if self.collector else Q()

    def _of_days(self, company: Company) -> Q:
        """From the beginning of a day of the company to the end of one."""
        since, until = day_said(self.since), day_said(self.until)
        found = Q()
        if since:
            found &= Q(created_at__gte=_midnight(since, company))
        if until:
            found &= Q(created_at__lt=_midnight(until + dt.timedelta(1), company))
        return found


@dataclass(frozen=True)
class Page:
    """Some entries, newest first, and where the next ones begin."""

    entries: list[Entry]
    after: str = ""


def page_of(company: Company, *, asked: Asked, after: str = "") -> Page:
    found = _next_rows(company, asked, _cursor(after))
    entries = entries_of(found[:ROWS])
    is_more = len(found) > ROWS
    return Page(entries, _told(found[ROWS - 1]) if is_more else "")


def _next_rows(company: Company, asked: Asked, after: Place | None) -> list[Communication]:
    """A page and one more.

    Words that many say are found among the newest rows, and would be too many in the index; words
    that few say are few there. So the newest are looked through first, then more of them, and at
    last the index of words is asked, by an order that no other index has.
    """
    rows = _after(found_contacts(company, asked), after).defer("html", "lines")
    for count in WINDOWS if asked.words else ():
        newest = _after(Communication.objects.filter(company=company), after).order_by(*ORDER)
        found = list(rows.filter(pk__in=newest.values("pk")[:count])[: ROWS + 1])
        if len(found) > ROWS:
            return found
    return list((rows.order_by(*SORTED) if asked.words else rows)[: ROWS + 1])


def _after(rows: QuerySet[Communication], place: Place | None) -> QuerySet[Communication]:
    if place is None:
        return rows
    at, id = place
    return rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=id))


def found_contacts(company: Company, asked: Asked) -> QuerySet[Communication]:
    """Newest first."""
    rows = Communication.objects.filter(asked.of_rows(company), company=company)
    if asked.customer:
        rows = rows.filter(customer__in=_customers_named(company, asked.customer))
    if asked.words:
        rows = rows.filter(SaysWords(asked.words))
    light = rows.select_related("customer", "contact", "notice_message").defer("html")
    return light.order_by(*ORDER)


def _customers_named(company: Company, words: str) -> Any:
    """By name, number, or the e-mail address of a contact.

    Few are named one by one, so that their contacts are found by an index of theirs.
    """
    is_meant = Q(contacts__email__icontains=words) if "@" in words else customer_named(words, "")
    named = Customer.objects.filter(is_meant, company=company).values("pk").distinct()
    few = list(named.values_list("pk", flat=True)[: FEW + 1])
    return named if len(few) > FEW else few


class SaysWords(Func):
    """Whether what was said has these words, or "these words" one after another.

    A text is in one language and the words are tried in each, so that none can be excluded.
    """

    output_field = BooleanField()
    conditional = True
    template = "(%(expressions)s)"
    arg_joiner = " @@ "

    def __init__(self, words: str) -> None:
        words = re.sub(r"(?<!\S)-", "", words)
        asked = [SearchQuery(words, config=one, search_type="websearch") for one in CONFIGURATIONS]
        said = RawSQL("communications_communication.words", ())
        super().__init__(said, reduce(or_, asked))


def _amount(text: str) -> Decimal | None:
    """None where it is no amount above zero."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 < amount < MOST else None


def _midnight(day: dt.date, company: Company) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), company.zone)


def _told(last: Communication) -> str:
    """As it stands in an address."""
    micros = (last.created_at - _EPOCH) // dt.timedelta(microseconds=1)
    return f"{micros}_{last.pk}"


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _cursor(text: str) -> Place | None:
    """None where the text is no place of ours."""
    found = _CURSOR.fullmatch(text)
    try:
        return found and (_EPOCH + dt.timedelta(microseconds=int(found[1])), UUID(found[2]))
    except (ValueError, OverflowError):
        return None
