"""What people did and heard, what waits for them, and the days that were kept."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from collections_app.communications.choices import Cause
from collections_app.promises.choices import State
from collections_app.reports.board import Board
from collections_app.reports.charts import BUCKET_NAMES
from collections_app.reports.lists import CUSTOMER, Rows
from collections_app.reports.outcomes import causes_heard, promises_judged
from collections_app.reports.ranking import in_queue
from collections_app.reports.workload import contacts_on, skips_on
from collections_app.users.models import PERSON

_KEPT = frozenset({"Open", "Of it not due", "Invoiced", "Settled", *BUCKET_NAMES.values()})


def promises_due(board: Board, of: str, today: dt.date) -> Rows:
    """`of` is the first of a month; without it the last month that is over."""
    month = next(
        (one for one in board.months if one.first.isoformat() == of),
        board.months[board.last_whole],
    )
    found = (
        promises_judged(board.company, board.day)
        .filter(currency=board.currency, promised_for__range=(month.first, month.last))
        .select_related("customer")
        .order_by("promised_for", "pk")
    )

    def each() -> Iterator[Sequence[Any]]:
        for one in found.iterator():
            moved = one.state == State.SUPERSEDED
            state = "Moved" if moved else one.get_state_display()
            days = (one.made_on, one.promised_for)
            yield one.customer.number, one.customer.name, *days, state, one.amount, one.received

    return Rows(
        title=f"Promises for {month.first:%B %Y}",
        says="By count, kept of all that were kept, partly kept or broken; by amount, what came.",
        columns=(*CUSTOMER, "Made", "For", "State", "Amount", "Came"),
        each=each,
        numbers=frozenset({"Amount", "Came"}),
    )


def cause_heard(board: Board, of: str, today: dt.date) -> Rows:
    """`of` is the cause."""
    heard = causes_heard(board.company, board.day).filter(why__cause=of)
    label = Cause(of).label.lower() if of in Cause.values else "no such cause"

    def each() -> Iterator[Sequence[Any]]:
        for one in heard.select_related("customer").order_by("-created_at").iterator():
            day = board.company.day_of(one.created_at)
            yield one.customer.number, one.customer.name, day, one.text

    return Rows(
        title=f"Late because: {label}",
        says="What a person heard in a conversation of the last 90 days, in all currencies.",
        columns=(*CUSTOMER, "Day", "Said"),
        each=each,
    )


def waiting_for(board: Board, of: str, today: dt.date) -> Rows | None:
    """`of` is a person's id, empty for customers of nobody who works here; of today only."""
    if board.day != today:
        return None
    places = in_queue(board.company, today)
    if of.isdecimal():
        places = places.filter(customer__collector=int(of))
    else:
        places = places.exclude(customer__collector__in=board.company.users.all())

    def each() -> Iterator[Sequence[Any]]:
        ordered = places.select_related("customer").order_by("oldest_due_on", "customer_id")
        for one in ordered.iterator():
            due_on = one.oldest_due_on if one.oldest_due_on < dt.date.max else None
            yield one.customer.number, one.customer.name, due_on, one.days_overdue(today)

    return Rows(
        title="Customers in the queue",
        says="Who has a task for today or owes something overdue.",
        columns=(*CUSTOMER, "Oldest due", "Days late"),
        each=each,
        numbers=frozenset({"Days late"}),
    )


def done_by(board: Board, of: str, today: dt.date) -> Rows:
    """`of` is a person's id."""
    acts = contacts_on(board.company, board.day).filter(by=f"{PERSON}{of}")

    def each() -> Iterator[Sequence[Any]]:
        for one in acts.select_related("customer").order_by("created_at").iterator():
            at = f"{one.created_at.astimezone(board.company.zone):%H:%M}"
            channel = one.get_channel_display()
            yield one.customer.number, one.customer.name, at, channel, one.text

    return Rows(
        title="Work done",
        says="What this person said, wrote and noted that day; customers are counted once.",
        columns=(*CUSTOMER, "At", "Channel", "Text"),
        each=each,
    )


def skipped_by(board: Board, of: str, today: dt.date) -> Rows:
    """`of` is a person's id."""
    events = skips_on(board.company, board.day).filter(by=f"{PERSON}{of}").order_by("at")
    names = board.company.customers.filter(pk__in=events.values("customer_id"))

    def each() -> Iterator[Sequence[Any]]:
        known: dict[int | None, tuple[str, str]] = {one.pk: (one.number, one.name) for one in names}
        for one in events.iterator():
            at = f"{one.at.astimezone(board.company.zone):%H:%M}"
            yield *known.get(one.customer_id, ("", "")), at, one.values.get("note", "")

    return Rows(
        title="Notices skipped",
        says="Notices that waited for approval and that this person cancelled that day.",
        columns=(*CUSTOMER, "At", "Because"),
        each=each,
    )


def months_kept(board: Board, of: str, today: dt.date) -> Rows:
    def each() -> Iterator[Sequence[Any]]:
        for one in board.months:
            end, moved = one.end, one.moved
            amounts = (end.balance, end.not_due) if end else (None, None)
            yield one.first, end and end.day, *amounts, moved.invoiced, moved.settled

    return Rows(
        title="By month",
        says=(
            "Invoiced is less the month's credit notes; settled is what was paid to the end. What "
            "was open when a month ended is told by the ledger again each night."
        ),
        columns=("Month", "End", "Open", "Of it not due", "Invoiced", "Settled"),
        each=each,
        numbers=_KEPT,
        is_as_it_is_now=False,
    )


def weeks_kept(board: Board, of: str, today: dt.date) -> Rows:
    def each() -> Iterator[Sequence[Any]]:
        for one in reversed(board.weeks):
            yield one.day, *(amount for _, amount in one.buckets), one.balance

    return Rows(
        title="Aging by week",
        says="The last look of each week.",
        columns=("Last look", *BUCKET_NAMES.values(), "Open"),
        each=each,
        numbers=_KEPT,
        is_as_it_is_now=False,
    )
