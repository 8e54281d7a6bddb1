"""The ladder: a policy and its levels."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from collections_app.communications.choices import Channel
from collections_app.companies.models import Company
from collections_app.customers.choices import ContactRole
from collections_app.customers.models import Customer
from collections_app.dunning.choices import BESIDE, Track
from collections_app.history.audit import audited
from collections_app.invoices.models import money


@audited()
class Policy(models.Model):
    """The ladder of a company, or of one segment of its customers."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="policies")
    segment = models.CharField(max_length=60, blank=True)  # empty: everybody else
    minimum = money(default=Decimal(20))  # the customer's net must be above it
    residual = money(default=Decimal(5))  # the invoice must be above it
    arrival_call_from = money(null=True, blank=True)  # demanded in one currency; empty: never
    call_round_limit = models.PositiveSmallIntegerField(default=3)
    calls_in_a_round = models.PositiveSmallIntegerField(default=5)
    # Days late when an invoice is first stored, above which it enters so (DESIGN 5.10).
    entry_letter_days = models.PositiveSmallIntegerField(default=30)  # at the first letter
    entry_review_days = models.PositiveSmallIntegerField(default=90)  # waits in Review

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "segment"], name="policy_of_segment"),
            models.CheckConstraint(
                condition=Q(entry_review_days__gte=F("entry_letter_days")),
                name="policy_entry_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.segment or "Standard"

    @property
    def in_order(self) -> list["Level"]:
        """The levels as time passes over an invoice: what comes before the due date comes first."""
        return sorted(self.levels.all(), key=lambda one: (one.track == Track.THANKS, one.rank))


@audited()
class GivenPolicy(models.Model):
    """The policy that a manager gave one customer, instead of that of its segment."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="given_policy")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="given")
    reason = models.CharField(max_length=200)
    given_on = models.DateField()
    by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.customer}: {self.policy}"


@audited()
class Level(models.Model):
    """One rung."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="levels")
    rank = models.PositiveSmallIntegerField()  # 1 is the lowest rung; 0: beside the ladder
    key = models.CharField(max_length=40)  # also the wording's
    track = models.CharField(max_length=10, choices=Track, default=Track.WRITTEN)
    is_on = models.BooleanField(default=True)  # an optional rung is off until somebody wants it
    before_due_days = models.PositiveSmallIntegerField(default=0)  # a courtesy note's
    after_due_days = models.PositiveSmallIntegerField(default=0)
    counts_business_days = models.BooleanField(default=False)
    gap_days = models.PositiveSmallIntegerField(default=0)
    pay_by_days = models.PositiveSmallIntegerField(default=0)
    minimum = money(default=Decimal(0))  # the customer's net must be above it, or it is passed over
    channels = ArrayField(models.CharField(max_length=10, choices=Channel), default=list)
    roles = ArrayField(
        models.CharField(max_length=20, choices=ContactRole), default=list, blank=True
    )  # who is written to, the first of them who can be; empty: as everywhere
    attaches_letter = models.BooleanField(default=False)  # to its e-mails, as PDF
    and_email = models.BooleanField(default=False)  # a letter that also goes by e-mail
    copies = models.BooleanField(default=False)  # to a second contact
    arrival_call = models.BooleanField(default=False)  # "did it arrive?", the next business day
    needs_approval = models.BooleanField(default=False)
    after_call_rounds = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["policy", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "rank"], condition=Q(rank__gt=0), name="level_rank"
            ),
            models.UniqueConstraint(fields=["policy", "key"], name="level_key"),
            models.CheckConstraint(condition=Q(track__in=Track.values), name="level_track"),
            models.CheckConstraint(
                condition=Q(track=Track.COURTESY, before_due_days__gt=0)
                | (~Q(track=Track.COURTESY) & Q(before_due_days=0)),
                name="level_courtesy_is_before_due",
            ),
            models.CheckConstraint(
                condition=Q(track__in=BESIDE, rank=0) | (~Q(track__in=BESIDE) & Q(rank__gt=0)),
                name="level_beside_has_no_rank",
            ),
        ]

    def __str__(self) -> str:
        return self.key
