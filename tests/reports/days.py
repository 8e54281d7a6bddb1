"""Days that were kept, with the amounts that a test speaks of."""

import datetime as dt
from decimal import Decimal

from collections_app.companies.models import Company
from collections_app.reports.models import Snapshot, Turnover
from collections_app.reports.models.days import STATES
from tests import factories


def snapshot(of: Company, day: dt.date, *, open: int, not_due: int, **values) -> Snapshot:
    """What is late is less than 31 days late, and on the ladder."""
    late = Decimal(open - not_due)
    given = dict.fromkeys((*STATES, "late_60", "late_90", "late_more", "credits", "unapplied"), 0)
    given |= {"not_due": not_due, "late_30": late, "on_ladder": late, "balance": open}
    given |= {"currency": "EUR", "taken_at": factories.noon(day), "overdue_days": late * 10}
    return Snapshot.objects.create(company=of, day=day, **given | values)


def sold(of: Company, day: dt.date, amount: int, **values) -> Turnover:
    return Turnover.objects.create(
        company=of, day=day, **{"currency": "EUR", "invoiced": amount} | values
    )
