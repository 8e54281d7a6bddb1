"""Writing invoices, and the one row per customer and currency that says how much is owed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from collections_app.customers.actions import look_at
from collections_app.invoices.models import ZERO, Invoice
from collections_app.lib.many import among

FIGURES = """
    coalesce(sum(balance) filter (where kind = 'invoice'), 0) as balance,
    coalesce(sum(balance) filter (where is_late), 0) as overdue,
    coalesce(sum(demandable) filter (where is_late), 0) as demandable,
    coalesce(sum(balance) filter (where kind = 'credit_note'), 0) as credits,
    min(due_on) filter (where is_late) as oldest_due_on"""
# What a customer owes no more is summed up too, to zeros: that is the second part.
_SUMMARISE = f"""
insert into invoices_summary (customer_id, currency, balance, overdue, demandable, credits,
    oldest_due_on, unapplied, as_of)
select customer_id, currency, {FIGURES}, 0, %(as_of)s
from (
    select customer_id, currency, kind, balance, demandable, due_on,
        kind = 'invoice' and due_on < %(as_of)s as is_late
    from invoices_invoice where customer_id = any(%(ids)s) and balance > 0
    union all
    select customer_id, currency, '', 0, 0, null, false
    from invoices_summary where customer_id = any(%(ids)s)
) open
group by customer_id, currency
on conflict (customer_id, currency) do update set balance = excluded.balance,
    overdue = excluded.overdue, demandable = excluded.demandable, credits = excluded.credits,
    oldest_due_on = excluded.oldest_due_on, as_of = excluded.as_of
"""


def write_kept_out(
    *,
    part: str,
    rows: QuerySet[Any],
    customer_id: int,
    invoice_ids: Iterable[int],
    on: dt.date,
) -> None:
    """That `part` of these invoices of a customer anew: the sum of the amounts of its `rows`."""
    of_invoice = rows.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    total = Subquery(of_invoice.values(total=Sum("amount")))
    Invoice.objects.filter(pk__in=among(invoice_ids)).update(**{part: Coalesce(total, ZERO)})
    summarise(customer_ids=[customer_id], as_of=on)
    look_at(customer_ids=[customer_id])


def summarise(*, customer_ids: Sequence[int], as_of: dt.date) -> None:
    """Recompute what these customers owe on `as_of`; a currency with nothing open gets zeros."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARISE, {"ids": list(customer_ids), "as_of": as_of})
