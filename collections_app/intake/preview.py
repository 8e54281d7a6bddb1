"""The rows behind the numbers of a dry run, grouped by what happens to them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from collections_app.intake import staging
from collections_app.intake.comparing import Work
from collections_app.intake.outcomes import Group
from collections_app.lib.dates import show_date
from collections_app.lib.money import show_money
from collections_app.payments.models import Payment

SHOWN_ROWS = 200
LANGUAGE = "en"
_OPEN_THEN = "p.new_amount - p.new_settled - p.new_allocated"
_AMOUNT = "p.action = 'changed' and i.amount <> p.new_amount"
_BALANCE = f"p.action = 'changed' and i.amount = p.new_amount and i.balance <> {_OPEN_THEN}"
_DUE = "p.action = 'changed' and i.due_on <> p.due_on"
_GROUPS = {
    "new": "p.action = 'new'",
    "amount": _AMOUNT,
    "balance": _BALANCE,
    "due": _DUE,
    "other": f"p.action = 'changed' and not ({_AMOUNT}) and not ({_BALANCE}) and not ({_DUE})",
    "closed": "p.action = 'closed'",
    "reopened": "p.action = 'reopened'",
}
_FROM = "from intake_plan p left join invoices_invoice i on i.id = p.invoice_id"
_COUNTS = "select " + ", ".join(f"count(*) filter (where {one})" for one in _GROUPS.values())
_ROWS = f"""
select p.number, coalesce(c.name, p.customer), p.currency, i.amount, p.new_amount,
    i.balance, {_OPEN_THEN}, i.due_on, p.due_on
{_FROM} left join customers_customer c on c.id = p.customer_id
where {{which}} order by p.line limit %(limit)s
"""
_LEFT = f"""
select gone.number, c.name, gone.currency, gone.balance, gone.due_on
from (select i.* {staging.GONE}) gone join customers_customer c on c.id = gone.customer_id
order by gone.due_on, gone.id limit %(limit)s
"""


def invoice_groups(work: Work) -> list[Group]:
    """New, changed and closed invoices; asked before anything is written."""
    counts = staging.run(f"{_COUNTS} {_FROM}")[0]
    found = zip(_GROUPS.items(), counts, strict=True)
    groups = [Group(code, count, _rows(work, which)) for (code, which), count in found if count]
    return [*groups, *_left(work)]


def _rows(work: Work, which: str) -> list[list[str]]:
    names = {number: one.names[0] for number, one in work.gathered.said.items() if one.names}
    rows = staging.run(_ROWS.format(which=which), {"limit": SHOWN_ROWS})
    return [_told(number, names.get(who) or who, *rest) for number, who, *rest in rows]


def _told(
    number: str,
    customer: str,
    currency: str,
    amount: Decimal | None,
    new_amount: Decimal,
    balance: Decimal | None,
    new_balance: Decimal,
    due: dt.date | None,
    new_due: dt.date,
) -> list[str]:
    """Invoice, customer, due date, amount and balance; what moves shows both its values."""
    return [
        number,
        customer,
        _moved(_day(due), _day(new_due)),
        _moved(_money(amount, currency), _money(new_amount, currency)),
        _moved(_money(balance, currency), _money(new_balance, currency)),
    ]


def _moved(old: str, new: str) -> str:
    return new if old in ("", new) else f"{old} → {new}"


def _day(day: dt.date | None) -> str:
    return show_date(day, LANGUAGE, "short") if day else ""


def _money(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else show_money(amount, currency, LANGUAGE)


def _left(work: Work) -> list[Group]:
    """Open invoices that the file no longer has, where that closes them."""
    if not work.prepared.brings_everything or work.reader.unknown_rows:
        return []
    refused = sorted(work.refused)
    count = staging.gone_count(work.terms, refused)
    values = work.terms.values(refused=refused, limit=SHOWN_ROWS)
    rows = [
        [
            number,
            customer,
            _day(due),
            "",
            f"{_money(balance, currency)} → {_money(Decimal(0), currency)}",
        ]
        for number, customer, currency, balance, due in (
            staging.run(_LEFT, values) if count else ()
        )
    ]
    return [Group("left", count, rows)] if count else []


_PAYMENTS = {
    "settled": Q(unapplied=0),
    "with_rest": ~Q(allocated=0) & ~Q(unapplied=0),
    "unapplied": Q(allocated=0),
}


def payment_groups(ids: Sequence[int]) -> list[Group]:
    """New payments by whether they settle what they name."""
    stored = Payment.objects.filter(pk__in=ids).order_by("pk")
    groups = []
    for code, which in _PAYMENTS.items():
        count = stored.filter(which).count()
        rows = stored.filter(which).annotate(owner=F("customer__name"))[:SHOWN_ROWS]
        groups += [Group(code, count, [_told_payment(one) for one in rows])] if count else []
    return groups


def _told_payment(one: Any) -> list[str]:
    """Day, who paid, reference, amount and what of it is not allocated."""
    return [
        _day(one.received_on),
        one.owner or one.payer or "names nobody",
        one.reference,
        _money(one.amount, one.currency),
        _money(one.unapplied, one.currency),
    ]
