"""The rows behind a figure: asked for when somebody opens it, shown in part, exported whole."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection

from collections_app.communications.choices import Cause
from collections_app.reports.board import Board
from collections_app.reports.charts import BUCKET_NAMES
from collections_app.reports.months import YEAR
from collections_app.reports.open_items import OPEN_ITEMS
from collections_app.reports.outcomes import causes_heard, promises_judged
from collections_app.reports.panels import STATE_WORDS
from collections_app.reports.past import OPEN_THEN
from collections_app.reports.words import level_name
from collections_app.reports.yields import LINES, window_of

_CUSTOMER = ("Customer", "Name")
_INVOICE = ("Invoice", "Issued", "Due")
_OPEN = (*_CUSTOMER, *_INVOICE, "Days late", "Amount", "Open", "Counted here")
NUMBERS = {"Days late", "Amount", "Open", "Counted here", "Asked", "Came"} | {
    "Of it not due",
    "Invoiced",
    "Paid",
    *BUCKET_NAMES.values(),
}
_OF_ITEM = """
select c.number, c.name, i.number, i.issued_on, i.due_on, item.late, i.amount, item.balance, {part}
from ({items}) item
join invoices_invoice i on i.id = item.id join customers_customer c on c.id = item.customer_id
where item.currency = %(currency)s and {part} > 0 {which}
order by 9 desc, i.id
"""
_BUCKETS = {
    "not_due": "and item.late = 0",
    "late_30": "and item.late between 1 and 30",
    "late_60": "and item.late between 31 and 60",
    "late_90": "and item.late between 61 and 90",
    "late_more": "and item.late > 90",
}
_SPLIT = ("promised", "disputed", "said_paid")
_LATE = """
select c.number, c.name, i.number, i.due_on, i.settled_on, i.days, i.counted
from (
    select id, customer_id, number, due_on, gone_on as settled_on, amount as counted,
        greatest(gone_on - due_on, 0) as days
    from invoices_invoice
    cross join lateral (select coalesce(settled_on, left_ledger_on) as gone_on) gone
    where company_id = %(company)s and kind = 'invoice' and currency = %(currency)s
        and gone_on between %(since)s and %(day)s
    union all
    select item.id, item.customer_id, opened.number, opened.due_on, null, item.balance, item.late
    from ({items}) item join invoices_invoice opened on opened.id = item.id
    where item.currency = %(currency)s and item.late > 0
) i join customers_customer c on c.id = i.customer_id
order by i.days desc, i.id
"""
_LEVEL = f"""
select c.number, c.name, i.number, i.due_on, l.accepted_on, l.pay_by, lines.until, lines.demanded,
    lines.came
from ({LINES}) lines
join dunning_noticeline l on l.id = lines.id join invoices_invoice i on i.id = l.invoice_id
join customers_customer c on c.id = i.customer_id
where lines.level = %(level)s and lines.currency = %(currency)s
order by lines.came desc, l.id
"""


@dataclass(frozen=True)
class Rows:
    """`first` are those that a page shows; `each` are all, one after another."""

    title: str
    columns: Sequence[str]
    each: Callable[[], Iterator[Sequence[Any]]]
    is_as_it_is_now: bool = True  # not as it was when the snapshot was taken


def rows_behind(board: Board, name: str, *, today: dt.date, of: str = "") -> Rows | None:
    """`of` names the level or the cause. None where nobody knows the name, or those rows."""
    if name in ("open", *_BUCKETS):
        return _open(board, name, today)
    if name in STATE_WORDS and board.day == today:
        return _state(board, name)
    make = _OTHERS.get(name)
    return make(board, of, today) if make else None


def _open(board: Board, name: str, today: dt.date) -> Rows:
    title = f"Open invoices, {BUCKET_NAMES[name].lower()}" if name in _BUCKETS else "Open invoices"
    sql = _OF_ITEM.format(
        part="item.balance", items=_items(board, today), which=_BUCKETS.get(name, "")
    )
    return Rows(title, _OPEN, _asked(board, sql))


def _items(board: Board, today: dt.date) -> str:
    """Today's as they are; those of a past day as the ledger tells them now."""
    return OPEN_ITEMS if board.day == today else OPEN_THEN


def _state(board: Board, name: str) -> Rows:
    part = f"item.{name}" if name in _SPLIT else "item.rest"
    which = "" if name in _SPLIT else f"and item.rest_is = '{name}'"
    sql = _OF_ITEM.format(part=part, items=OPEN_ITEMS, which=which)
    return Rows(f"Overdue: {STATE_WORDS[name][0].lower()}", _OPEN, _asked(board, sql))


def _late(board: Board, of: str, today: dt.date) -> Rows:
    columns = (*_CUSTOMER, "Invoice", "Due", "Settled", "Days late", "Amount")
    sql = _LATE.format(items=_items(board, today))
    since = board.months[YEAR - 1].first
    return Rows("Settled in twelve months, and overdue", columns, _asked(board, sql, since=since))


def _level(board: Board, of: str, today: dt.date) -> Rows:
    columns = (*_CUSTOMER, "Invoice", "Due", "Sent", "Pay by", "Counts until", "Asked", "Came")
    asked = _asked(board, _LEVEL, level=of, **window_of(board.company, board.day))
    return Rows(f"What came after: {level_name(of).lower()}", columns, asked)


def _promises(board: Board, of: str, today: dt.date) -> Rows:
    month = board.months[board.last_whole]
    found = (
        promises_judged(board.company, board.day)
        .filter(currency=board.currency, promised_for__range=(month.first, month.last))
        .order_by("promised_for", "pk")
        .values_list(
            "customer__number",
            "customer__name",
            "made_on",
            "promised_for",
            "state",
            "amount",
            "received",
        )
    )
    columns = (*_CUSTOMER, "Made", "For", "State", "Amount", "Came")
    return Rows(f"Promises for {month.first:%B %Y}", columns, found.iterator)


def _causes(board: Board, of: str, today: dt.date) -> Rows:
    heard = causes_heard(board.company, board.day).filter(why__cause=of).order_by("-created_at")
    found = heard.values_list("customer__number", "customer__name", "created_at__date", "text")
    label = Cause(of).label.lower() if of in Cause.values else of
    return Rows(f"Late because: {label}", (*_CUSTOMER, "Day", "Said"), found.iterator)


def _months(board: Board, of: str, today: dt.date) -> Rows:
    columns = ("Month", "Day of the snapshot", "Amount", "Of it not due", "Invoiced", "Paid")

    def each() -> Iterator[Sequence[Any]]:
        for one in board.months:
            end = one.end
            yield (
                one.first,
                end and end.day,
                end and end.balance,
                end and end.not_due,
                one.moved.invoiced,
                one.moved.settled,
            )

    return Rows("By month", columns, each, is_as_it_is_now=False)


def _weeks(board: Board, of: str, today: dt.date) -> Rows:
    columns = ("Day of the snapshot", *BUCKET_NAMES.values(), "Open")

    def each() -> Iterator[Sequence[Any]]:
        for one in reversed(board.weeks):
            yield one.day, *(amount for _, amount in one.buckets), one.balance

    return Rows("Aging by week", columns, each, is_as_it_is_now=False)


def _asked(board: Board, sql: str, **values: Any) -> Callable[[], Iterator[Sequence[Any]]]:
    """The rows as the database hands them out, a few thousand at a time."""
    given: dict[str, Any] = {
        "company": board.company.pk,
        "day": board.day,
        "currency": board.currency,
        **values,
    }

    def each() -> Iterator[Sequence[Any]]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, given)
            yield from chain.from_iterable(iter(lambda: cursor.fetchmany(2000), []))

    return each


_OTHERS: Mapping[str, Callable[[Board, str, dt.date], Rows]] = {
    "late": _late,
    "levels": _level,
    "promises": _promises,
    "causes": _causes,
    "months": _months,
    "aging": _weeks,
}
