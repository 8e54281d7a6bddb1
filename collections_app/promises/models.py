"""Promises to pay, and what a customer says is paid."""

from django.db import models
from django.db.models import Q

from collections_app.customers.models import Customer
from collections_app.history.audit import audited
from collections_app.invoices.models import Invoice, money
from collections_app.promises.choices import Found, PaidBy, State


@audited()
class Promise(models.Model):
    """An amount and a date; laid on invoices as lines, oldest due first."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="promises")
    currency = models.CharField(max_length=3)
    amount = money()
    promised_for = models.DateField()
    made_on = models.DateField()
    pauses = models.BooleanField()  # beyond 14 days (30 with a manager) or twice it does not
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    received = money(default=0)  # what came in by the end of the tolerance
    judged_on = models.DateField(null=True, blank=True)
    plan = models.UUIDField(null=True, blank=True)  # the instalments that were agreed together
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_amount_positive"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="promise_state"),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, judged_on__isnull=True)
                | (~Q(state=State.OPEN) & Q(judged_on__isnull=False)),
                name="promise_judged_has_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["promised_for"],
                condition=Q(state=State.OPEN),
                name="promise_open",
            ),
            models.Index(
                fields=["plan"], condition=Q(plan__isnull=False), name="promise_instalments"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} for {self.promised_for}"


@audited()
class PromiseLine(models.Model):
    """The part of a promise that is laid on one invoice."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="lines")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="promise_lines")
    amount = money()
    open_then = money()  # the balance of the invoice when it was promised

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "invoice"], name="promise_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.invoice_id}"


@audited()
class SaysPaid(models.Model):
    """The customer says it is paid: a short pause and a task to find the money."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="says_paid_rows")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="says_paid_rows")
    amount = money()
    open_then = money()  # the balance of the invoice when it was said
    said_on = models.DateField()
    until_on = models.DateField()
    paid_on = models.DateField(null=True, blank=True)  # what the customer says of the payment
    how = models.CharField(max_length=12, choices=PaidBy, blank=True)
    reference = models.CharField(max_length=140, blank=True)
    state = models.CharField(max_length=10, choices=Found, default=Found.OPEN)
    ended_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="says_paid_positive"),
            models.CheckConstraint(
                condition=Q(state=Found.OPEN, ended_on__isnull=True)
                | (~Q(state=Found.OPEN) & Q(ended_on__isnull=False)),
                name="says_paid_ended_has_date",
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(state=Found.OPEN),
                name="says_paid_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.invoice_id}"
