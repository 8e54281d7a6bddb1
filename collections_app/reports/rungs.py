"""Where a customer's invoices stand on the ladder: level reached, the next one, and the rungs."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from collections_app.customers.models import Customer
from collections_app.dunning.choices import UNFINISHED
from collections_app.dunning.facts import ZERO, Ladder, Open, Rung, Situation
from collections_app.dunning.models import NoticeLine
from collections_app.dunning.rules import compared, eligible, worth
from collections_app.dunning.situations import situation_from
from collections_app.dunning.timing import due_date, next_rung
from collections_app.dunning.tracks import patience_ends_on
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.reports.customer_rows import CustomerRows
from collections_app.reports.drawn_ladder import Step, steps_of
from collections_app.reports.words import level_name

AT_ONCE = 12  # invoices shown unfolded


@dataclass(frozen=True)
class InvoiceRow:
    """An open invoice or credit note; `marks` has one state per rung: reached, now or ahead."""

    invoice: Invoice
    days_overdue: int
    marks: list[str] = field(default_factory=list)
    reached: str = ""
    reached_on: dt.date | None = None
    next: str = ""
    next_on: dt.date | None = None
    held_until: dt.date | None = None
    in_review: bool = False
    credited: Decimal = ZERO  # and no credit note is here yet

    @property
    def disputed(self) -> Decimal:
        """What we have not said yes to."""
        return max(self.invoice.disputed - self.credited, ZERO)

    @property
    def promised(self) -> Decimal:
        """What is promised of it and neither disputed nor credited: an amount counts once."""
        return min(self.invoice.promised, self.invoice.undisputed)

    @property
    def is_credit(self) -> bool:
        return self.invoice.kind == Kind.CREDIT_NOTE

    @property
    def signed_balance(self) -> Decimal:
        """A credit note's is taken off."""
        return -self.invoice.balance if self.is_credit else self.invoice.balance


@dataclass(frozen=True)
class LadderOfCustomer:
    """The open invoices with their levels, and the ladder of the oldest one."""

    rows: list[InvoiceRow]
    steps: list[Step]
    drawn_for: Invoice | None
    told_on: list[dt.date]  # days of accepted notices and of mails that people wrote, sorted

    @property
    def invoices(self) -> list[InvoiceRow]:
        """What can be promised, disputed or said to be paid: no credit notes."""
        return [one for one in self.rows if not one.is_credit]

    @property
    def first_rows(self) -> list[InvoiceRow]:
        return self.rows[:AT_ONCE]

    @property
    def more_rows(self) -> list[InvoiceRow]:
        """What a page folds away."""
        return self.rows[AT_ONCE:]

    @property
    def then(self) -> InvoiceRow | None:
        """The invoice whose next level comes first."""
        ahead = [one for one in self.rows if one.next_on and one.invoice.demandable]
        return min(ahead, key=lambda one: one.next_on or dt.date.max, default=None)

    @property
    def oldest(self) -> InvoiceRow | None:
        """The overdue invoice that is late the longest."""
        late = [one for one in self.invoices if one.days_overdue]
        return max(late, key=lambda one: one.days_overdue, default=None)


def _told_on(situation: Situation) -> list[dt.date]:
    return sorted({one.on for one in situation.told} | set(situation.written))


def ladder_of_customer(customer: Customer, read: CustomerRows, *, day: dt.date) -> LadderOfCustomer:
    """Seen with the walk's own eyes, so that the page and the ladder cannot disagree."""
    situation, whole = situation_from(read.walked, customer, day=day)
    ladder = _shown(situation, whole, day)
    standings = {one.id: one for one in situation.invoices}
    quiet = _quiet(situation, whole, day)
    rows = [_row(one, standings.get(one.pk), ladder, customer, quiet, day) for one in read.invoices]
    rows = [_unless_it_rests(one, situation, ladder, day) for one in rows]
    rows = _but_for_underway(rows, read.levels_taken)
    credited = read.credited
    rows = [replace(one, credited=credited.get(one.invoice.pk, ZERO)) for one in rows]
    drawn = _drawn(rows)
    standing = standings[drawn.pk] if drawn else None
    steps = steps_of(read, standing, situation, ladder, customer, day) if standing else []
    return LadderOfCustomer(rows, steps, drawn, _told_on(situation))


def _shown(situation: Situation, whole: Ladder, day: dt.date) -> Ladder:
    """What is ahead is for what is owed; what was reached stays to be seen."""
    open_levels = worth(situation, whole, day).rungs
    top = max((one.rank for one in situation.invoices), default=0)
    rungs = (one for one in whole.rungs if one in open_levels or one.rank <= top)
    return replace(whole, rungs=tuple(rungs))


def _unless_it_rests(
    row: InvoiceRow, situation: Situation, ladder: Ladder, day: dt.date
) -> InvoiceRow:
    """No next level where nobody is contacted, or where too little is left to write about."""
    invoice = row.invoice
    net = compared(situation, day).get(invoice.currency, ZERO)
    too_little = invoice.demandable <= ladder.residual or (
        row.days_overdue > 0 and net <= ladder.minimum
    )
    if situation.standing or row.in_review or too_little:
        return replace(row, next="", next_on=None)
    return row


class Quiet(NamedTuple):
    """From which days on the customer may be called, and written to."""

    called_from: dt.date
    written_from: dt.date


def _quiet(situation: Situation, whole: Ladder, day: dt.date) -> Quiet:
    """Today, or the day after the customer's hold; letters wait for what the last one said."""
    held = situation.held_until
    chased_from = held + dt.timedelta(1) if held and held >= day else day
    ladder = worth(situation, whole, day)
    listed = eligible(situation, ladder=ladder, day=day)
    ends = None if situation.pressure_waived else patience_ends_on(situation, listed, ladder)
    return Quiet(chased_from, max(chased_from, ends or chased_from))


def _but_for_underway(rows: Iterable[InvoiceRow], levels: Iterable[NoticeLine]) -> list[InvoiceRow]:
    """What is written already, and waits or is on its way, is not told as still to come."""
    ids = {one.invoice_id for one in levels if one.notice and one.notice.state in UNFINISHED}
    return [replace(one, next="", next_on=None) if one.invoice.pk in ids else one for one in rows]


def _drawn(rows: Sequence[InvoiceRow]) -> Invoice | None:
    """The oldest overdue invoice that is chased, else the oldest overdue one."""
    late = [one.invoice for one in rows if one.days_overdue and not one.is_credit]
    return next((one for one in late if one.demandable), late[0] if late else None)


def _row(
    invoice: Invoice,
    standing: Open | None,
    ladder: Ladder,
    customer: Customer,
    quiet: Quiet,
    day: dt.date,
) -> InvoiceRow:
    days = max((day - invoice.due_on).days, 0)
    if standing is None:  # a credit note
        return InvoiceRow(invoice, 0)
    rung = next_rung(standing, ladder)
    calendar = customer.company.calendar
    on = due_date(standing, rung, calendar) if rung else None
    chased_from = quiet.called_from if rung and rung.is_call else quiet.written_from
    if standing.held_until and standing.held_until >= day:
        chased_from = max(chased_from, standing.held_until + dt.timedelta(1))
    if on and on < chased_from:
        on = calendar.business_day_from(chased_from)
    return InvoiceRow(
        invoice=invoice,
        days_overdue=days,
        marks=_marks(standing, rung, on, ladder, day),
        reached=_name_at(standing.rank, ladder),
        reached_on=standing.taken_on,
        next=level_name(rung.key) if rung else "",
        next_on=on,
        held_until=standing.held_until,
        in_review=standing.in_review,
    )


def _marks(
    standing: Open, rung: Rung | None, on: dt.date | None, ladder: Ladder, day: dt.date
) -> list[str]:
    is_due = on is not None and on <= day and standing.demandable > 0
    return [
        "reached" if one.rank <= standing.rank else "now" if is_due and one is rung else "ahead"
        for one in ladder.rungs
    ]


def _name_at(rank: int, ladder: Ladder) -> str:
    return next((level_name(one.key) for one in ladder.rungs if one.rank == rank), "")
