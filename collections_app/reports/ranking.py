"""Points: why one customer stands above another in the queue, as one query."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice
from collections_app.invoices.models import Summary
from collections_app.lib.money import decimals
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

APPROVAL_POINTS = 22
TASK_POINTS = {
    TaskKind.DECIDE: 45,
    TaskKind.STOP_SUPPLY: 42,
    TaskKind.CALL: 40,
    TaskKind.FIX_CONTACT: 38,
    TaskKind.FIND_MONEY: 36,
    TaskKind.MATCH_PAYMENT: 34,
    TaskKind.REVIEW_OLD_DEBT: 24,
    TaskKind.REVIEW_STANDING: 24,
    TaskKind.REVIEW_NOTICE: 22,
    TaskKind.CLEAR_RESIDUAL: 6,
}
MOST_DAY_POINTS, DAYS_A_POINT = 30, 2
# Sizes are amounts as if the currency had two decimals: no rate is known here.
SIZE_POINTS = [(100_000, 20), (20_000, 16), (5_000, 12), (1_000, 8), (100, 4)]
_SIZE = DecimalField(max_digits=20, decimal_places=3)


def in_queue(company: Company, day: dt.date) -> QuerySet[Customer]:
    """Customers with a task for today or something overdue."""
    overdue = Summary.objects.filter(customer=OuterRef("pk"), overdue__gt=0)
    due = open_tasks(day).filter(customer=OuterRef("pk"))
    return Customer.objects.filter(Exists(overdue) | Exists(due), company=company)


def open_tasks(day: dt.date) -> QuerySet[Task]:
    return Task.objects.filter(state=TaskState.OPEN, due_on__lte=day)


def ranked(company: Company, day: dt.date) -> QuerySet[Any]:
    """Customers with `points`, and the parts they are made of."""
    return (
        in_queue(company, day)
        .annotate(
            task_points=_task_points(day),
            approval_points=Case(
                When(Exists(_waiting(OuterRef("pk"))), then=APPROVAL_POINTS), default=0
            ),
            oldest_due_on=_of_summaries(Min("oldest_due_on")),
            size_points=_size_points(company),
        )
        .annotate(work_points=Greatest("task_points", "approval_points"))
        .annotate(day_points=_day_points(day))
        .annotate(points=F("work_points") + F("day_points") + F("size_points"))
    )


def _waiting(customer: Any) -> QuerySet[Notice]:
    return Notice.objects.filter(customer=customer, state=NoticeState.WAITING)


def _task_points(day: dt.date) -> Coalesce:
    cases = [When(kind=kind, then=Value(points)) for kind, points in TASK_POINTS.items()]
    of_customer = open_tasks(day).filter(customer=OuterRef("pk"))
    worth = of_customer.annotate(worth=Case(*cases, default=0)).order_by("-worth")
    return Coalesce(Subquery(worth.values("worth")[:1]), 0)


def _of_summaries(value: Any) -> Subquery:
    of_customer = Summary.objects.filter(customer=OuterRef("pk")).order_by()
    return Subquery(of_customer.values("customer").annotate(value=value).values("value"))


def _day_points(day: dt.date) -> Case:
    """Half a point a day; the cases spare the database a difference of dates."""
    cases = [
        When(
            oldest_due_on__gt=day - dt.timedelta((points + 1) * DAYS_A_POINT),
            then=Value(points),
        )
        for points in range(MOST_DAY_POINTS)
    ]
    never = When(oldest_due_on__isnull=True, then=Value(0))
    return Case(never, *cases, default=Value(MOST_DAY_POINTS), output_field=IntegerField())


def _size_points(company: Company) -> Coalesce:
    """Points for the customer's largest sum to collect in any one currency."""
    sums = Summary.objects.filter(customer=OuterRef("pk")).annotate(
        size=F("to_collect") * _scale(company)
    )
    cases = [When(size__gte=size, then=Value(points)) for size, points in SIZE_POINTS]
    worth = sums.annotate(worth=Case(*cases, default=0)).order_by("-worth")
    return Coalesce(Subquery(worth.values("worth")[:1]), 0)


def _scale(company: Company) -> Case:
    owed = Summary.objects.filter(customer__company=company, to_collect__gt=0)
    currencies = owed.values_list("currency", flat=True).distinct()
    cases = [
        When(currency=currency, then=Value(Decimal(10) ** (decimals(currency) - 2)))
        for currency in currencies
        if decimals(currency) != 2
    ]
    return Case(*cases, default=Value(Decimal(1)), output_field=_SIZE)
