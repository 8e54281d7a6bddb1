"""What was open at the end of each month, told anew each night beside what was sold in it.

A snapshot is what was seen that evening: without the invoices of that day that came in the next
morning, which turnover has. A figure made of both would count them as collected.
"""

import datetime as dt

from django.db import connection, transaction

from collections_app.companies.models import Company
from collections_app.reports.models import MonthEnd
from collections_app.reports.months import MONTHS
from collections_app.reports.past import OWED_THEN, known_from

LATE_NEWS = 2  # month ends that are told anew, for news of them may still come
_TELL = f"""
insert into reports_monthend (company_id, day, currency, balance, not_due, overdue_days)
select %(company)s, %(day)s, currency, sum(balance),
    coalesce(sum(balance) filter (where late = 0), 0), sum(balance * late)
from ({OWED_THEN}) owed group by currency
"""


def tell_month_ends(*, company: Company, today: dt.date) -> None:
    """The last ones, and those that were never told; none before the ledger was here."""
    ends = _ends_before(today, known_from(company) or today)
    told = set(MonthEnd.objects.filter(company=company).values_list("day", flat=True))
    for place, day in enumerate(ends):
        if place < LATE_NEWS or day not in told:
            _tell(company, day)


def _ends_before(today: dt.date, first: dt.date) -> list[dt.date]:
    """The newest first."""
    ends: list[dt.date] = []
    day = today.replace(day=1) - dt.timedelta(1)
    while day >= first and len(ends) < MONTHS:
        ends.append(day)
        day = day.replace(day=1) - dt.timedelta(1)
    return ends


@transaction.atomic
def _tell(company: Company, day: dt.date) -> None:
    MonthEnd.objects.filter(company=company, day=day).delete()
    with connection.cursor() as cursor:
        cursor.execute(_TELL, {"company": company.pk, "day": day})
