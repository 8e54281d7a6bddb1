"""What became of promises, by the month they fell due in; and the causes of lateness heard."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import TruncMonth

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.promises.choices import State
from collections_app.promises.models import Promise
from collections_app.users.models import PERSON

MONTHS = 12
CAUSE_DAYS = 90
_JUDGED = Q(state__in=(State.KEPT, State.PARTLY_KEPT, State.BROKEN))


def promises_judged(company: Company, day: dt.date) -> QuerySet[Promise]:
    """Those that fell due in the last months and are not open; moved and withdrawn ones too."""
    first = (day.replace(day=1) - dt.timedelta(31 * (MONTHS - 1))).replace(day=1)
    return Promise.objects.filter(
        customer__company=company,
        promised_for__gte=first,
        promised_for__lte=day,
        judged_on__lte=day,
    ).exclude(state=State.OPEN)


def outcomes_of(company: Company, day: dt.date) -> list[dict[str, Any]]:
    """By month and currency: how many of each state, and what the judged ones promised and brought.

    A promise that another one replaced before its date is moved; on or after it, it is broken.
    """
    rows = (
        promises_judged(company, day)
        .annotate(month=TruncMonth("promised_for"))
        .values("month", "currency")
        .annotate(
            kept=Count("pk", filter=Q(state=State.KEPT)),
            partly_kept=Count("pk", filter=Q(state=State.PARTLY_KEPT)),
            broken=Count("pk", filter=Q(state=State.BROKEN)),
            moved=Count("pk", filter=Q(state=State.SUPERSEDED)),
            withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
            promised=Sum("amount", filter=_JUDGED, default=0),
            received=Sum("received", filter=_JUDGED, default=0),
        )
        .order_by("month", "currency")
    )
    return [
        row
        | {"month": row["month"].isoformat()}
        | {name: str(row[name]) for name in ("promised", "received")}
        for row in rows
    ]


def causes_heard(company: Company, day: dt.date) -> QuerySet[Communication]:
    """The conversations of the last 90 days in which somebody said why it is late."""
    ends = dt.datetime.combine(day + dt.timedelta(1), dt.time(), company.zone)
    return Communication.objects.filter(
        company=company,
        by__startswith=PERSON,  # only people hear causes, and the index holds no machine's
        created_at__gte=ends - dt.timedelta(CAUSE_DAYS),
        created_at__lt=ends,
        why__has_key="cause",
    )


def causes_of(company: Company, day: dt.date) -> list[dict[str, Any]]:
    """Each cause, how often it was heard and of how many customers, the most frequent first."""
    rows = (
        causes_heard(company, day)
        .values(cause=KT("why__cause"))
        .annotate(heard=Count("pk"), customers=Count("customer", distinct=True))
        .order_by("-heard", "cause")
    )
    return [dict(one) for one in rows]
