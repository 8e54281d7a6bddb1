"""What became of promises, by the month they fell due in; and the causes of lateness heard."""

import datetime as dt
from functools import cache
from typing import Any

from django.db.models import (
    BigAutoField,
    Count,
    DateField,
    DateTimeField,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncMonth

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.promises.choices import State
from collections_app.promises.models import Promise
from collections_app.users.models import PERSON

MONTHS = 12
CAUSE_DAYS = 90
_JUDGED = Q(state__in=(State.KEPT, State.PARTLY_KEPT, State.BROKEN))


def promises_judged(company: Company, day: dt.date) -> QuerySet[Promise]:
    """Those that fell due in the last months and are not open; moved and withdrawn ones too."""
    return _judged(company.pk, _first_of(day), day)


def _first_of(day: dt.date) -> dt.date:
    return (day.replace(day=1) - dt.timedelta(31 * (MONTHS - 1))).replace(day=1)


def _judged(company: Any, first: Any, last: Any) -> QuerySet[Promise]:
    return Promise.objects.filter(
        customer__company=company,
        promised_for__gte=first,
        promised_for__lte=last,
        judged_on__lte=last,
    ).exclude(state=State.OPEN)


@cache
def _outcomes() -> Question:
    judged = _judged(
        Given("company", BigAutoField()), Given("first", DateField()), Given("last", DateField())
    )
    rows = (
        judged.annotate(month=Cast(TruncMonth("promised_for"), DateField()))
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
    return Question({"rows": rows})


def outcomes_of(company: Company, day: dt.date) -> list[dict[str, Any]]:
    """By month and currency: how many of each state, and what the judged ones promised and brought.

    A promise that another one replaced before its date is moved; on or after it, it is broken.
    """
    rows = _outcomes().ask(company=company.pk, first=_first_of(day), last=day)["rows"]
    return [
        row
        | {"month": row["month"].isoformat()}
        | {name: str(row[name]) for name in ("promised", "received")}
        for row in rows
    ]


def causes_heard(company: Company, day: dt.date) -> QuerySet[Communication]:
    """The conversations of the last 90 days in which somebody said why it is late."""
    return _heard(company.pk, *_bounds(company, day))


def _bounds(company: Company, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    ends = dt.datetime.combine(day + dt.timedelta(1), dt.time(), company.zone)
    return ends - dt.timedelta(CAUSE_DAYS), ends


def _heard(company: Any, begins: Any, ends: Any) -> QuerySet[Communication]:
    return Communication.objects.filter(
        company=company,
        by__startswith=PERSON,  # only people hear causes, and the index holds no machine's
        created_at__gte=begins,
        created_at__lt=ends,
        why__has_key="cause",
    )


@cache
def _causes() -> Question:
    begins, ends = Given("begins", DateTimeField()), Given("ends", DateTimeField())
    rows = (
        _heard(Given("company", BigAutoField()), begins, ends)
        .values(cause=KT("why__cause"))
        .annotate(heard=Count("pk"), customers=Count("customer", distinct=True))
        .order_by("-heard", "cause")
    )
    return Question({"rows": rows})


def causes_of(company: Company, day: dt.date) -> list[dict[str, Any]]:
    """Each cause, how often it was heard and of how many customers, the most frequent first."""
    begins, ends = _bounds(company, day)
    return [
        dict(one) for one in _causes().ask(company=company.pk, begins=begins, ends=ends)["rows"]
    ]
