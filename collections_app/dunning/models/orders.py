"""What people and imports set about the ladder: holds, entries, new starts, the way on."""

from django.db import models
from django.db.models import Q

from collections_app.customers.models import Customer
from collections_app.dunning.choices import Choice, HoldReason
from collections_app.history.audit import audited
from collections_app.invoices.models import Invoice


@audited()
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


@audited(made=False)
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


@audited()
class Episode(models.Model):
    """A manager's new start for one invoice: it climbs from the first level again (DESIGN 5.3)."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="episodes")
    number = models.PositiveSmallIntegerField()  # the first episode has no row
    started_on = models.DateField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "number"], name="episode_once"),
            models.CheckConstraint(condition=Q(number__gt=1), name="episode_after_the_first"),
            models.CheckConstraint(condition=~Q(reason=""), name="episode_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} #{self.number}"


@audited()
class Course(models.Model):
    """How a manager goes on with a customer after the call rounds; looked at again on a date."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="courses")
    choice = models.CharField(max_length=20, choices=Choice)
    set_on = models.DateField()
    again_on = models.DateField()
    note = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="course_choice"),
            models.CheckConstraint(
                condition=Q(again_on__gt=models.F("set_on")), name="course_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["customer", "-id"], name="course_of_customer")]

    def __str__(self) -> str:
        return f"{self.get_choice_display()} for {self.customer_id}"


@audited()
class Override(models.Model):
    """A person lets one day's notice go beyond the contact pressure, and says why."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="overrides")
    on_day = models.DateField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "on_day"], name="override_once_a_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} on {self.on_day}"
