"""What was agreed for an hour of today: it is told by its hour, whatever its customer's points."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.tasks.choices import State
from collections_app.tasks.models import Task

MOST = 6


@dataclass(frozen=True)
class Appointment:
    """A customer who is called, or looked at again, at that hour of the company's clock."""

    customer: Customer
    at: str
    is_past: bool


def agreed_for_today(company: Company, *, now: dt.datetime, of_customer: Q) -> QuerySet[Task]:
    """Still open, the earliest first; no more than a clerk can keep in mind."""
    agreed = Task.objects.filter(
        of_customer,
        company=company,
        state=State.OPEN,
        due_on=company.day_of(now),
        values__has_key="at",
    )
    return agreed.select_related("customer").order_by("values__at", "pk")[:MOST]


def appointments(agreed: Iterable[Task], *, now: dt.datetime, zone: ZoneInfo) -> list[Appointment]:
    """As they stand at this moment of the company's clock."""
    clock = f"{now.astimezone(zone):%H:%M}"
    due = [(one.customer, one.values["at"]) for one in agreed]
    return [Appointment(customer, at, at <= clock) for customer, at in due if customer]
