"""What people and imports set about the ladder: holds, and where an invoice enters."""

from django.db import models
from django.db.models import Q

from collections_app.customers.models import Customer
from collections_app.dunning.choices import HoldReason
from collections_app.invoices.models import Invoice


class Hold(models.Model):
    """Do not dun a customer, or one invoice, until a date."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="holds")
    invoice = models.ForeignKey(Invoice, null=True, blank=True, on_delete=models.CASCADE)
    reason = models.CharField(max_length=30, choices=HoldReason)
    note = models.CharField(max_length=400, blank=True)
    put_on = models.DateField()
    until_on = models.DateField()  # the last day of the hold
    ended_on = models.DateField(null=True, blank=True)  # set when the walk or a person ends it
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("put_on")),
                name="hold_ends_after_it_starts",
            )
        ]
        indexes = [
            models.Index(
                fields=["customer"], condition=Q(ended_on__isnull=True), name="hold_running"
            ),
            models.Index(
                fields=["until_on"], condition=Q(ended_on__isnull=True), name="hold_to_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} until {self.until_on}"


class Entry(models.Model):
    """Where an invoice steps on the ladder when it was late already on arrival (DESIGN 5.10)."""

    invoice = models.OneToOneField(Invoice, on_delete=models.CASCADE, related_name="entry")
    reached = models.CharField(max_length=40, blank=True)  # the key of the level taken elsewhere
    reached_on = models.DateField(null=True, blank=True)
    starts_at = models.CharField(max_length=40, blank=True)  # the key of the first level to take
    in_review = models.BooleanField(default=False)  # a person decides first

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reached="", reached_on__isnull=True)
                | (~Q(reached="") & Q(reached_on__isnull=False)),
                name="entry_reached_has_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} from {self.starts_at or self.reached}"
