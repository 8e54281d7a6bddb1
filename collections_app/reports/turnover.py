"""What was invoiced and settled on each day, made anew each night: late news belongs to its day."""

from django.db import connection, transaction

from collections_app.companies.models import Company
from collections_app.reports.models import Turnover

# What left a file of open items was settled by that file's day.
_COUNT = """
insert into reports_turnover (company_id, day, currency, invoiced, settled, settled_days)
select %(company)s, day, currency, sum(invoiced), sum(settled), sum(settled * late) from (
    select issued_on as day, currency, 0 as late, 0 as settled,
        case when kind = 'invoice' then amount else -amount end as invoiced
    from invoices_invoice where company_id = %(company)s
    union all
    select gone_on, currency, greatest(gone_on - due_on, 0), amount, 0
    from invoices_invoice
    cross join lateral (select coalesce(settled_on, left_ledger_on) as gone_on) gone
    where company_id = %(company)s and kind = 'invoice' and gone_on is not null
) moves
group by day, currency
"""


@transaction.atomic
def count_turnover(*, company: Company) -> None:
    Turnover.objects.filter(company=company).delete()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"company": company.pk})
