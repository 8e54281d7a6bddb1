"""One thing that a person must do."""

from django.db import models
from django.db.models import Q

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.history.audit import audited
from collections_app.tasks.choices import Kind, State
from collections_app.users.models import User


@audited(made=False)
class Task(models.Model):
    """A task names its subject by kind and id; at most one is open for each."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    due_on = models.DateField()
    values = models.JSONField(default=dict)  # why, as values; words are made when shown
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)
    assigned_to = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="task_kind"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="task_state"),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, closed_at__isnull=True, closed_by="")
                | (~Q(state=State.OPEN) & Q(closed_at__isnull=False) & ~Q(closed_by="")),
                name="task_closed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=Q(state=State.OPEN),
                name="task_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "due_on", "id"],
                condition=Q(state=State.OPEN),
                name="task_open",
            ),
            models.Index(fields=["customer", "state"], name="task_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject_id}"
