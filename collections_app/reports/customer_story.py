"""One customer's chronology: what was owed, said, promised, disputed and paid, in order."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Prefetch, QuerySet

from collections_app.communications.models import Communication
from collections_app.customers.choices import Standing
from collections_app.customers.models import Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.models import Hold
from collections_app.history.models import Event
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.lib.dates import show_date
from collections_app.lib.money import show_money
from collections_app.lib.together import read_together
from collections_app.payments.models import Allocation, Payment
from collections_app.promises.choices import Found
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import Promise, SaysPaid
from collections_app.reports.chronology import Entry, actor_names, entries_of
from collections_app.reports.filters import as_query, day_said
from collections_app.reports.words import LANGUAGE

SETTLED = "circle-check"
MOST = 2_000  # happenings; who wants more narrows the days


@dataclass(frozen=True)
class Happened:
    """One thing that happened: on a day, or at a moment where it is known."""

    on: dt.date
    kind: str  # names the icon
    title: str
    more: str = ""
    at: dt.datetime | None = None
    entry: Entry | None = None  # a contact, shown as it was sent


@dataclass(frozen=True)
class Period:
    """From a day to another, both included; none is without end."""

    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Period":
        """What is no day counts as not said."""
        return cls(day_said(asked.get("since", "")), day_said(asked.get("until", "")))

    @property
    def query(self) -> str:
        """As it stands in an address."""
        days = {"since": self.since, "until": self.until}
        return as_query({name: day.isoformat() for name, day in days.items() if day})

    def holds(self, one: Happened) -> bool:
        return (self.since or dt.date.min) <= one.on <= (self.until or dt.date.max)


@dataclass(frozen=True)
class Story:
    """The oldest first; `is_cut` where there was more than anybody reads."""

    happened: list[Happened]
    is_cut: bool


def story_of(customer: Customer, period: Period) -> Story:
    """In a fixed number of queries; of one day what has no hour comes first."""
    rows = [part.of(customer) for part in _PARTS]
    read_together(*rows)
    told = zip(_PARTS, rows, strict=True)
    found = chain.from_iterable(part.tell(customer, of_part) for part, of_part in told)
    kept = sorted(filter(period.holds, found), key=_in_order)
    return Story(kept[:MOST], len(kept) > MOST)


@dataclass(frozen=True)
class _Part:
    """The rows of one table that belong to a customer, and what they say happened."""

    of: Callable[[Customer], QuerySet[Any]]
    tell: Callable[[Customer, Iterable[Any]], Iterator[Happened]]


def _in_order(one: Happened) -> tuple[dt.date, float, bool]:
    """What settled an invoice stands before that it is settled."""
    return one.on, one.at.timestamp() if one.at else 0.0, one.kind == SETTLED


def _invoices(customer: Customer, rows: Iterable[Invoice]) -> Iterator[Happened]:
    for one in rows:
        yield from _of_invoice(one)


def _of_invoice(one: Invoice) -> Iterator[Happened]:
    sum = show_money(one.amount, one.currency, LANGUAGE)
    if one.kind == Kind.INVOICE:
        due = f"{sum}, due {_day(one.due_on)}"
        yield Happened(one.issued_on, "file-text", f"Invoice {one.number}", due)
    else:
        yield Happened(one.issued_on, "file-minus", f"{one.get_kind_display()} {one.number}", sum)
    if one.settled_on:
        more = _how_late(one.settled_on, one.due_on) if one.kind == Kind.INVOICE else ""
        yield Happened(one.settled_on, SETTLED, f"{one.number} settled", more)


def _how_late(settled_on: dt.date, due_on: dt.date) -> str:
    days = (settled_on - due_on).days
    return f"{days} day{'s' if days > 1 else ''} late" if days > 0 else "in time"


def _contacts(customer: Customer, rows: Iterable[Communication]) -> Iterator[Happened]:
    zone = customer.company.zone
    for entry in entries_of(list(rows)):
        one = entry.communication
        at = one.sent_at or one.created_at
        yield Happened(at.astimezone(zone).date(), one.channel, entry.title, at=at, entry=entry)


def _promises(customer: Customer, rows: Iterable[Promise]) -> Iterator[Happened]:
    for one in rows:
        sum = show_money(one.amount, one.currency, LANGUAGE)
        numbers = ", ".join(line.invoice.number for line in one.lines.all())
        title = f"Promised {sum} for {_day(one.promised_for)}"
        yield Happened(one.made_on, "handshake", title, numbers)
        if one.judged_on:
            got = show_money(one.received, one.currency, LANGUAGE)
            is_judged = one.state in (PromiseState.PARTLY_KEPT, PromiseState.BROKEN)
            more = f"{got} of {sum} had come in" if is_judged else ""
            title = f"Promise of {sum} {one.get_state_display().lower()}"
            yield Happened(one.judged_on, "handshake", title, more)


def _says_paid(customer: Customer, rows: Iterable[SaysPaid]) -> Iterator[Happened]:
    for one in rows:
        sum = show_money(one.amount, one.invoice.currency, LANGUAGE)
        paid = f"paid {_day(one.paid_on)}" if one.paid_on else ""
        how = [one.get_how_display(), one.reference, paid]
        title = f"Says {one.invoice.number} is paid"
        yield Happened(one.said_on, "banknote", title, ", ".join(filter(None, [sum, *how])))
        if one.ended_on:
            found = "found" if one.state == Found.FOUND else "not found"
            yield Happened(one.ended_on, "banknote", f"Payment of {one.invoice.number} {found}")


def _disputes(customer: Customer, rows: Iterable[Dispute]) -> Iterator[Happened]:
    for one in rows:
        sum = show_money(one.amount, one.invoice.currency, LANGUAGE)
        title = f"{sum} of {one.invoice.number} disputed"
        more = ". ".join(filter(None, [one.reason_label, one.note]))
        yield Happened(one.opened_on, "scale", title, more)
        if one.settled_on:
            title = f"Dispute of {one.invoice.number} ended: {one.get_result_display().lower()}"
            yield Happened(one.settled_on, "scale", title)


def _payments(customer: Customer, rows: Iterable[Payment]) -> Iterator[Happened]:
    for one in rows:
        sum = show_money(abs(one.amount), one.currency, LANGUAGE)
        numbers = ", ".join(part.invoice.number for part in one.allocations.all())
        title = f"{sum} received" if one.amount > 0 else f"{sum} taken back by the bank"
        more = f"for {numbers}" if numbers else "not yet laid on an invoice"
        yield Happened(one.received_on, "banknote", title, more)


def _holds(customer: Customer, rows: Iterable[Hold]) -> Iterator[Happened]:
    for one in rows:
        what = f" of {one.invoice.number}" if one.invoice else ""
        title = f"Hold{what} until {_day(one.until_on)}"
        more = ". ".join(filter(None, [one.get_reason_display(), one.note]))
        yield Happened(one.put_on, "pause", title, more)
        if one.ended_on and one.ended_on <= one.until_on:
            yield Happened(one.ended_on, "pause", f"Hold{what} ended")


def _standings(customer: Customer, rows: Iterable[Event]) -> Iterator[Happened]:
    names = actor_names(one.by for one in rows)
    for one in rows:
        on = customer.company.day_of(one.at)
        title = f"Standing: {Standing(one.values['to']).label.lower()}"
        more = f"{one.values['reason']} ({names[one.by]})"
        yield Happened(on, "shield-alert", title, more, at=one.at)


def _day(day: dt.date) -> str:
    return show_date(day, LANGUAGE, "short")


_LAID = Allocation.objects.filter(undone_at__isnull=True).select_related("invoice").order_by("pk")
_TOLD = Communication.objects.select_related("contact", "notice_message").defer("html")
_PARTS = (
    _Part(lambda one: Invoice.objects.filter(customer=one).order_by("pk"), _invoices),
    _Part(lambda one: _TOLD.filter(customer=one).order_by("created_at", "pk"), _contacts),
    _Part(
        lambda one: (
            Promise.objects.filter(customer=one).prefetch_related("lines__invoice").order_by("pk")
        ),
        _promises,
    ),
    _Part(lambda one: one.says_paid_rows.select_related("invoice").order_by("pk"), _says_paid),
    _Part(lambda one: one.disputes.select_related("invoice").order_by("pk"), _disputes),
    _Part(
        lambda one: one.payments.prefetch_related(Prefetch("allocations", _LAID)).order_by("pk"),
        _payments,
    ),
    _Part(lambda one: one.holds.select_related("invoice").order_by("pk"), _holds),
    _Part(
        lambda one: Event.objects.filter(customer_id=one.pk, kind="customer.standing").order_by(
            "pk"
        ),
        _standings,
    ),
)
