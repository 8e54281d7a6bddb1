"""What each written level brings in: what came for its lines by their pay-by date and two days.

It says what happened after a letter, not because of it.
"""

import datetime as dt
from typing import Any

from django.db import connection

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company

WINDOW_DAYS = 90  # in which the time of the lines ended
GRACE_DAYS = 2  # business days after the pay-by date (DESIGN 5.2)
# What a payment brought, or the ledger says was settled, never more than was asked for.
LINES = """
select l.id, l.level, l.rank, i.currency, l.demanded, ends.on_day as until, least(l.demanded,
    greatest(paid.amount, case when i.settled_on > l.accepted_on and i.settled_on <= ends.on_day
        then l.demanded else 0 end)) as came
from unnest(%(pay_bys)s::date[], %(ends)s::date[]) ends (pay_by, on_day)
join dunning_noticeline l on l.pay_by = ends.pay_by
join invoices_invoice i on i.id = l.invoice_id
cross join lateral (
    select coalesce(sum(a.amount), 0) as amount
    from payments_allocation a join payments_payment p on p.id = a.payment_id
    where a.invoice_id = i.id and a.undone_at is null
        and p.received_on > l.accepted_on and p.received_on <= ends.on_day
) paid
where i.company_id = %(company)s and l.mode = %(mode)s and not l.void and l.level <> ''
    and l.accepted_on is not null
"""
_SUMS = f"""
select level, currency, count(*), count(*) filter (where came = demanded), sum(demanded), sum(came)
from ({LINES}) lines group by level, currency order by min(rank), level, currency
"""
_NAMES = ("level", "currency", "lines", "paid_lines", "demanded", "came")


def yields_of(company: Company, day: dt.date) -> list[dict[str, Any]]:
    """By level and currency, of lines whose time ended in the 90 days up to `day`."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, window_of(company, day))
        rows = cursor.fetchall()
    return [dict(zip(_NAMES, (*row[:4], str(row[4]), str(row[5])), strict=True)) for row in rows]


def window_of(company: Company, day: dt.date) -> dict[str, Any]:
    """The values of LINES: the pay-by dates whose time ended in the window, each with its end.

    Once a company was live its rehearsals count no more.
    """
    ends = {
        pay_by: company.calendar.add_business_days(pay_by, GRACE_DAYS)
        for pay_by in _pay_bys(company, day)
    }
    since = day - dt.timedelta(WINDOW_DAYS)
    ended = {pay_by: end for pay_by, end in ends.items() if since < end <= day}
    return {
        "pay_bys": list(ended),
        "ends": list(ended.values()),
        "company": company.pk,
        "mode": Mode.LIVE if company.live_since else Mode.REHEARSAL,
    }


def _pay_bys(company: Company, day: dt.date) -> list[dt.date]:
    """Every day that can count: the grace of two business days is never longer than a month."""
    first = day - dt.timedelta(WINDOW_DAYS + 31)
    return [first + dt.timedelta(number) for number in range((day - first).days + 1)]
