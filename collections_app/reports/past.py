"""What was open on a past day, as the ledger and the payments tell it by their dates.

An invoice counts from the day it was issued on, a payment from the day it came in. What only a
file told counts from the day it names: when the invoice was settled, else the file's own day. The
states of a past day cannot be told afterwards: promises and holds leave no dates on invoices. A
currency in which nothing was open any more is kept as zero, as on a day that was looked at.
"""

import datetime as dt
from typing import Any

from django.db import connection
from django.db.models import Min

from collections_app.companies.models import Company
from collections_app.dunning.models import Run
from collections_app.reports.models import Snapshot

MOST_DAYS = 31  # made up at a time
# Amounts that came and went, each with its day.
_MOVES = """
select id, issued_on as on_day, amount from invoice
union all
select i.id, greatest(p.received_on, i.issued_on), -a.amount
from payments_allocation a join payments_payment p on p.id = a.payment_id
join invoice i on i.id = a.invoice_id where a.undone_at is null
union all
select id, coalesce(settled_on, ledger_as_of, issued_on), -settled_by_ledger
from invoice where settled_by_ledger <> 0
"""
OPEN_THEN = f"""
with invoice as materialized (
    select id, customer_id, currency, issued_on, due_on, amount, settled_by_ledger, settled_on,
        ledger_as_of
    from invoices_invoice
    where company_id = %(company)s and kind = 'invoice' and issued_on <= %(day)s
        and (settled_on is null or settled_on > %(day)s)
        and (left_ledger_on is null or left_ledger_on > %(day)s)
)
select invoice.id, customer_id, currency, greatest(%(day)s - due_on, 0) as late, balance
from invoice join (
    select id, sum(amount) as balance from ({_MOVES}) moves where on_day <= %(day)s group by id
) then_open using (id)
where balance > 0
"""
OWED_THEN = f"""
select currency, late, balance from ({OPEN_THEN}) item
union all
select distinct currency, 0, 0.00 from invoices_invoice
where company_id = %(company)s and issued_on <= %(day)s
"""
_MAKE_UP = f"""
with owed as ({OWED_THEN}), sums as (
    select currency, sum(balance) as balance, sum(balance * late) as overdue_days,
        coalesce(sum(balance) filter (where late = 0), 0) as not_due,
        coalesce(sum(balance) filter (where late between 1 and 30), 0) as late_30,
        coalesce(sum(balance) filter (where late between 31 and 60), 0) as late_60,
        coalesce(sum(balance) filter (where late between 61 and 90), 0) as late_90,
        coalesce(sum(balance) filter (where late > 90), 0) as late_more
    from owed group by currency
)
insert into reports_snapshot (company_id, day, currency, taken_at, is_made_up, customers,
    balance, overdue_days, not_due, late_30, late_60, late_90, late_more)
select %(company)s, %(day)s, currency, %(at)s, true, '{{}}',
    balance, overdue_days, not_due, late_30, late_60, late_90, late_more
from sums
on conflict do nothing
"""


def make_up(*, company: Company, today: dt.date, at: dt.datetime) -> int:
    """Snapshots for the last days that have none, since the ledger is here; how many days."""
    days = missing_days(company, today)
    with connection.cursor() as cursor:
        for day in days:
            cursor.execute(_MAKE_UP, {"company": company.pk, "day": day, "at": at})
    return len(days)


def missing_days(company: Company, today: dt.date) -> list[dt.date]:
    """The newest first, not more than a night's work."""
    first = known_from(company)
    if first is None:
        return []
    since = max(first, today - dt.timedelta(MOST_DAYS))
    taken = set(
        Snapshot.objects.filter(company=company, day__gte=since).values_list("day", flat=True)
    )
    days = [today - dt.timedelta(ago) for ago in range(1, (today - since).days + 1)]
    return [day for day in days if day not in taken]


def known_from(company: Company) -> dt.date | None:
    """The first day on which the ladder was walked: what was open then is known."""
    first: dict[str, Any] = Run.objects.filter(company=company).aggregate(first=Min("as_of"))
    return first["first"]
