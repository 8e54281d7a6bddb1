"""What was agreed for an hour of today: it is told by its hour, whatever its customer's points."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

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


def appointments(company: Company, *, now: dt.datetime, of_customer: Q) -> list[Appointment]:
    """Of today and still open, the earliest first; no more than a clerk can keep in mind."""
    clock = f"{now.astimezone(company.zone):%H:%M}"
    agreed = Task.objects.filter(
        of_customer,
        company=company,
        state=State.OPEN,
        due_on=company.day_of(now),
        values__has_key="at",
    )
    rows = agreed.select_related("customer").order_by("values__at", "pk")[:MOST]
    return [
        Appointment(one.customer, at, at <= clock)
        for one in rows
        if one.customer and (at := one.values["at"])
    ]
