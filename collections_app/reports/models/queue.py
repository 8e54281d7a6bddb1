"""Where each customer stands in the queue, and how people like to see it."""

import datetime as dt
from uuid import uuid4

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Greatest

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.reports.points import APART, day_points
from collections_app.users.models import User


class Viewed(models.TextChoices):
    """Where views are kept."""

    QUEUE = "queue", "Queue"
    HISTORY = "history", "History"


class Place(models.Model):
    """A customer's place in the queue from one day until another, that one excluded.

    A customer with a task for a later day has one place until then and another one after it, so
    that a stored place is true on any day; only the points for days are added when it is read.
    The database itself keeps the places: triggers on tasks, notices and summaries call one
    function (see the migration), and `checks.misplaced` recomputes them.
    """

    # A customer's places go with its last task and summary, which go before the customer.
    company = models.ForeignKey(Company, on_delete=models.DO_NOTHING, db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, db_index=False, related_name="places"
    )
    from_on = models.DateField()
    until_on = models.DateField()
    task_points = models.PositiveSmallIntegerField()
    approval_points = models.PositiveSmallIntegerField()
    size_points = models.PositiveSmallIntegerField()
    oldest_due_on = models.DateField()  # date.max where nothing is overdue
    clerk_points = models.PositiveSmallIntegerField(default=0)  # of tasks that clerks can do
    fixed_points = models.GeneratedField(
        expression=Greatest(F("task_points"), F("approval_points")) + F("size_points"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    fixed_for_clerk = models.GeneratedField(
        expression=Case(
            When(
                Q(clerk_points=0) & (Q(task_points__gt=0) | Q(approval_points__gt=0)),
                then=F("size_points") - APART,
            ),
            default=F("clerk_points") + F("size_points"),
        ),
        output_field=models.IntegerField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "from_on"], name="place_of_customer")
        ]
        indexes = [
            models.Index(
                fields=["company", "fixed_points", "oldest_due_on", "customer"],
                include=["id", "from_on", "until_on"],
                name="place_in_order",
            ),
            models.Index(
                fields=["company", "fixed_for_clerk", "oldest_due_on", "customer"],
                include=["id", "from_on", "until_on"],
                name="place_for_clerk",
            ),
            models.Index(
                fields=["company", "oldest_due_on", "customer"],
                include=["id", "from_on", "until_on"],
                name="place_by_age",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} from {self.from_on}"

    def work_points(self, *, decides: bool) -> int:
        """The weightiest task, or the approval; of those that who looks can do."""
        return max(self.task_points, self.approval_points) if decides else self.clerk_points

    def day_points(self, day: dt.date) -> int:
        return day_points(self.oldest_due_on, day)

    def points(self, day: dt.date, *, decides: bool) -> int:
        """Its rank: the sum that the row shows, or far below it where it stands apart."""
        fixed: int = self.fixed_points if decides else self.fixed_for_clerk
        return fixed + self.day_points(day)

    def days_overdue(self, day: dt.date) -> int:
        return max((day - self.oldest_due_on).days, 0)


class FileKind(models.TextChoices):
    """What a person fetches."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
    PDF = "pdf", "PDF"


class Export(models.Model):
    """The history as a person narrowed it, or a customer's chronology, as a file."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE)  # whose chronology
    kind = models.CharField(max_length=4, choices=FileKind)
    query = models.TextField(blank=True)  # as in the address; empty: everything
    asked_at = models.DateTimeField()
    rows = models.PositiveIntegerField(null=True)  # to be written; empty: not yet counted
    written = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    alive_at = models.DateTimeField(null=True)  # the last sign of life of the worker at it
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=FileKind.values), name="export_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.company}"

    @property
    def is_whole(self) -> bool:
        return self.ended_at is not None and not self.error


class SavedView(models.Model):
    """What a person narrowed the queue or the history to, kept under a name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=10, choices=Viewed, default=Viewed.QUEUE)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True)  # as in the address; empty: all

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="view_named_once")
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
