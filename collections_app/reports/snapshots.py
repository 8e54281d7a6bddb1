"""Taking a snapshot: one pass over what is open, whatever else is stored (see PERFORMANCE)."""

import datetime as dt

from django.db import connection, transaction

from collections_app.companies.models import Company
from collections_app.reports.models import Snapshot
from collections_app.reports.models.days import BUCKETS, STATES
from collections_app.reports.open_items import OPEN_ITEMS

_SPLIT = ("disputed", "promised", "said_paid")  # these are parts of an invoice, the others wholes
_REST = tuple(one for one in STATES if one not in _SPLIT)
_PER_CUSTOMER = ",\n    ".join(
    [f"coalesce(sum(balance) filter (where bucket = '{one}'), 0) as {one}" for one in BUCKETS]
    + [f"sum({one}) as {one}" for one in _SPLIT]
    + [f"coalesce(sum(rest) filter (where rest_is = '{one}'), 0) as {one}" for one in _REST]
)
_SUMS = ", ".join(f"sum({one}) as {one}" for one in (*BUCKETS, *STATES))
_COUNTS = ", ".join(f"'{one}', count(*) filter (where {one} > 0)" for one in STATES)
_AMOUNTS = ", ".join(("balance", "overdue_days", *BUCKETS, *STATES))
_TAKEN = ", ".join(f"coalesce({one}, 0)" for one in ("balance", "overdue_days", *BUCKETS, *STATES))
_TAKE = f"""
with item as ({OPEN_ITEMS}),
per_customer as (
    select currency, sum(balance) as balance, sum(balance * late) as overdue_days,
    {_PER_CUSTOMER}
    from item group by currency, customer_id
),
opened as (
    select currency, sum(balance) as balance, sum(overdue_days) as overdue_days, {_SUMS},
        jsonb_build_object({_COUNTS}) as customers
    from per_customer group by currency
),
beside as (
    select currency, sum(credits) as credits, sum(unapplied) as unapplied from (
        select s.currency, s.credits, s.unapplied from invoices_summary s
        join customers_customer c on c.id = s.customer_id where c.company_id = %(company)s
        union all
        select currency, 0, unapplied from payments_payment
        where customer_id is null and company_id = %(company)s and unapplied <> 0
    ) parts group by currency
)
insert into reports_snapshot (company_id, day, currency, taken_at, is_made_up, credits, unapplied,
    customers, {_AMOUNTS})
select %(company)s, %(day)s, currency, %(at)s, false, coalesce(credits, 0), coalesce(unapplied, 0),
    coalesce(customers, '{{}}'), {_TAKEN}
from opened full join beside using (currency)
"""


@transaction.atomic
def take_snapshot(*, company: Company, day: dt.date, at: dt.datetime) -> None:
    """What is open now, as that day's; an earlier look of the same day gives way to it."""
    Snapshot.objects.filter(company=company, day=day).delete()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"company": company.pk, "day": day, "at": at})
