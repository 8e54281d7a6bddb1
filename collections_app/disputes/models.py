"""A disputed part of an invoice, and the files that belong to it."""

import datetime as dt

from django.db import models
from django.db.models import Q

from collections_app.customers.models import Customer
from collections_app.disputes.choices import Result, reason_label
from collections_app.history.audit import audited
from collections_app.invoices.models import ZERO, Invoice, money
from collections_app.users.models import User

WAITS = Q(credit_due_on__isnull=False, credit_ended_on__isnull=True)  # for a credit
KEPT_OUT = Q(settled_on__isnull=True) | WAITS  # of what is demanded


@audited()
class Dispute(models.Model):
    """The disputed amount is not chased; the rest is."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="disputes")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="disputes")
    reason = models.CharField(max_length=60)  # a usual one's code, or a company's own words
    amount = money()
    note = models.TextField(blank=True)
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    opened_on = models.DateField()
    answer_due_on = models.DateField()  # ours; while it is overdue the invoice does not climb
    answered_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=20, choices=Result, blank=True)
    open_then = money()  # the balance of the invoice when it was disputed
    credit_due_on = models.DateField(null=True, blank=True)  # later its owner is asked
    credit_ended_on = models.DateField(null=True, blank=True)  # it came, or none does
    credited = money(default=ZERO)  # what of it the balance fell by; a credit note stands apart

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_amount_positive"),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True, result="")
                | (Q(settled_on__isnull=False) & ~Q(result="")),
                name="dispute_settled_with_result",
            ),
            models.CheckConstraint(
                condition=Q(credit_due_on__isnull=True, credit_ended_on__isnull=True)
                | Q(credit_due_on__isnull=False, result=Result.CREDITED),
                name="dispute_credit_of_credited",
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(settled_on__isnull=True),
                name="dispute_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer"], condition=WAITS, name="dispute_waits_for_credit"),
        ]

    def __str__(self) -> str:
        return f"{self.reason_label}, {self.amount}"

    @property
    def reason_label(self) -> str:
        return reason_label(self.reason)

    @property
    def waits_for_credit(self) -> bool:
        return self.credit_due_on is not None and self.credit_ended_on is None

    def is_credit_late(self, day: dt.date) -> bool:
        """Whether it should have come before that day."""
        return self.credit_due_on is not None and self.credit_due_on < day

    def is_answer_late(self, day: dt.date) -> bool:
        """Whether we owe an answer since before that day."""
        is_open = self.settled_on is None and self.answered_on is None
        return is_open and self.answer_due_on < day


@audited()
class Attachment(models.Model):
    """A photo of the damage, a delivery note, the order: kept as it was brought."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120)
    path = models.CharField(max_length=200)  # below MEDIA_ROOT
    bytes = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
