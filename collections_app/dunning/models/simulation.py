"""What the coming days would bring, with the ladder as it is and as a draft would have it."""

from django.db import models
from django.db.models import Q

from collections_app.communications.choices import Channel
from collections_app.companies.models import Company
from collections_app.customers.models import Customer


class Simulation(models.Model):
    """One question of one person, answered by a worker customer after customer.

    `draft` holds what the draft changes: by segment and level, the values of the level.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="simulations")
    by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    first = models.DateField()
    last = models.DateField()
    draft = models.JSONField(default=dict)
    customers = models.PositiveIntegerField()  # to look at
    looked_at = models.PositiveIntegerField(default=0)
    up_to = models.PositiveBigIntegerField(default=0)  # the last customer that was looked at
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(ended_at__isnull=True), name="simulation_to_do"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}, {self.first} to {self.last}"


class Foreseen(models.Model):
    """One contact that would happen."""

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="contacts")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    is_draft = models.BooleanField()
    on_day = models.DateField()
    channel = models.CharField(max_length=10, choices=Channel)
    level = models.CharField(max_length=40)
    mails_beside = models.PositiveSmallIntegerField(default=0)  # with a letter, to a second person
    asks = models.JSONField(default=dict)  # by currency, amounts as text
    approval = models.CharField(max_length=40, blank=True)  # why a person lets it go first

    class Meta:
        indexes = [
            models.Index(
                fields=["simulation", "is_draft", "on_day", "customer"], name="foreseen_day"
            ),
            models.Index(fields=["simulation", "customer"], name="foreseen_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.level} on {self.on_day}"
