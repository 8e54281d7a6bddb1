"""The invoices behind a figure."""

import datetime as dt

from collections_app.reports.board import Board
from collections_app.reports.charts import BUCKET_NAMES
from collections_app.reports.lists import CUSTOMER, Rows, asked
from collections_app.reports.months import YEAR
from collections_app.reports.open_items import OPEN_ITEMS
from collections_app.reports.panels import STATE_WORDS
from collections_app.reports.past import OPEN_THEN
from collections_app.reports.words import level_name
from collections_app.reports.yields import LINES, window_of

_OPEN = (*CUSTOMER, "Invoice", "Issued", "Due", "Days late", "Amount", "Open", "Counted here")
_NUMBERS = frozenset({"Days late", "Amount", "Open", "Counted here", "Asked", "Came"})
_OF_ITEM = """
select c.number, c.name, i.number, i.issued_on, i.due_on, item.late, i.amount, item.balance, {part}
from ({items}) item
join invoices_invoice i on i.id = item.id join customers_customer c on c.id = item.customer_id
where item.currency = %(currency)s and {part} > 0 {which}
order by 9 desc, i.id
"""
_BUCKETS = {
    "open": "",
    "not_due": "and item.late = 0",
    "late_30": "and item.late between 1 and 30",
    "late_60": "and item.late between 31 and 60",
    "late_90": "and item.late between 61 and 90",
    "late_more": "and item.late > 90",
}
_SPLIT = ("promised", "disputed", "said_paid")
_CREDITS = """
select c.number, c.name, i.number, i.issued_on, i.amount, i.balance
from invoices_invoice i join customers_customer c on c.id = i.customer_id
where i.company_id = %(company)s and i.kind = 'credit_note' and i.currency = %(currency)s
    and i.balance > 0
order by i.balance desc, i.id
"""
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


def open_invoices(board: Board, name: str, today: dt.date) -> Rows | None:
    """All of them, or those of a bucket."""
    if name not in _BUCKETS:
        return None
    which = f", {BUCKET_NAMES[name].lower()}" if name in BUCKET_NAMES else ""
    sql = _OF_ITEM.format(part="item.balance", items=_items(board, today), which=_BUCKETS[name])
    return Rows(
        title=f"Open invoices{which}",
        says="An invoice stands where the days after its due date put it; due that day is not due.",
        columns=_OPEN,
        each=asked(board, sql),
        numbers=_NUMBERS,
    )


def overdue_in_state(board: Board, name: str, today: dt.date) -> Rows | None:
    """Of a past day nobody knows them: promises and holds leave no dates on invoices."""
    if name not in STATE_WORDS or board.day != today:
        return None
    part = f"item.{name}" if name in _SPLIT else "item.rest"
    which = "" if name in _SPLIT else f"and item.rest_is = '{name}'"
    return Rows(
        title=f"Overdue: {STATE_WORDS[name][0].lower()}",
        says=(
            "An amount counts once: what is disputed first, then what is promised, then what is "
            "said to be paid. The rest is not contacted, on hold, out of reach, or on the ladder."
        ),
        columns=_OPEN,
        each=asked(board, _OF_ITEM.format(part=part, items=OPEN_ITEMS, which=which)),
        numbers=_NUMBERS,
    )


def settled_and_overdue(board: Board, of: str, today: dt.date) -> Rows:
    since = board.months[YEAR - 1].first
    return Rows(
        title="Settled in twelve months, and overdue",
        says="Each amount times its days late, over all amounts. What has no day is still open.",
        columns=(*CUSTOMER, "Invoice", "Due", "Settled", "Days late", "Amount"),
        each=asked(board, _LATE.format(items=_items(board, today)), since=since),
        numbers=_NUMBERS,
    )


def lines_of_level(board: Board, of: str, today: dt.date) -> Rows:
    """`of` is the level's key."""
    return Rows(
        title=f"What came after: {level_name(of).lower()}",
        says=(
            "What came from the day after it was sent to its pay-by date and two business days, "
            "up to what was asked for; lines whose time was over in the last 90 days."
        ),
        columns=(*CUSTOMER, "Invoice", "Due", "Sent", "Pay by", "Counts until", "Asked", "Came"),
        each=asked(board, _LEVEL, level=of, **window_of(board.company, board.day)),
        numbers=_NUMBERS,
    )


def credit_notes(board: Board, of: str, today: dt.date) -> Rows:
    return Rows(
        title="Open credit notes",
        says="They stand beside the buckets and are taken off in none.",
        columns=(*CUSTOMER, "Credit note", "Issued", "Amount", "Open"),
        each=asked(board, _CREDITS),
        numbers=_NUMBERS,
    )


def _items(board: Board, today: dt.date) -> str:
    """Today's as they are; those of a past day as the ledger tells them now."""
    return OPEN_ITEMS if board.day == today else OPEN_THEN
