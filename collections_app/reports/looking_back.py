"""What is kept of a day: written again and again while it lasts, so that its last look stands."""

import datetime as dt

from django.db import transaction

from collections_app.companies.models import Company
from collections_app.lib.locks import one_at_a_time
from collections_app.reports.models import DayRecord
from collections_app.reports.month_ends import tell_month_ends
from collections_app.reports.outcomes import causes_of, outcomes_of
from collections_app.reports.past import make_up
from collections_app.reports.snapshots import take_snapshot
from collections_app.reports.turnover import count_turnover
from collections_app.reports.workload import workload_of
from collections_app.reports.yields import yields_of


@transaction.atomic
def keep_day(*, company: Company, day: dt.date, at: dt.datetime) -> None:
    """What is open now, and what people and letters brought about."""
    take_snapshot(company=company, day=day, at=at)
    values = {
        "promises": outcomes_of(company, day),
        "levels": yields_of(company, day),
        "causes": causes_of(company, day),
        "clerks": workload_of(company, day),
    }
    DayRecord.objects.bulk_create(
        [DayRecord(company=company, day=day, values=values)],
        update_conflicts=True,
        unique_fields=["company", "day"],
        update_fields=["values"],
    )


def look_back(*, company: Company, day: dt.date, at: dt.datetime) -> None:
    """Keep the day, count anew what was sold and what months ended with, make up for missed days.

    Two at once would write the same rows: the second one leaves it to the first.
    """
    with one_at_a_time(f"look back at {company.pk}") as is_ours:
        if is_ours:
            keep_day(company=company, day=day, at=at)
            count_turnover(company=company)
            tell_month_ends(company=company, today=day)
            make_up(company=company, today=day, at=at)
