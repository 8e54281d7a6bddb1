"""What each day showed: what was open and in which state, what was sold, and what was done."""

from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from django.db import models
from django.db.models import F, Q

from collections_app.companies.models import Company

ZERO = Decimal(0)
BUCKETS = ("not_due", "late_30", "late_60", "late_90", "late_more")
STATES = ("on_ladder", "promised", "disputed", "said_paid", "held", "unreachable", "stopped")


def total(**options: Any) -> models.DecimalField:
    """A sum of amounts in its row's currency, or of amount × days."""
    return models.DecimalField(max_digits=20, decimal_places=3, **options)


def _sum(names: tuple[str, ...]) -> F:
    return reduce(add, map(F, names))


_ALL_STATES = Q(**{f"{name}__isnull": False for name in STATES})


class OpenThen(models.Model):
    """What was open in one currency on a day, as DSO, CEI and days late need it."""

    day = models.DateField()
    currency = models.CharField(max_length=3)
    balance = total()
    not_due = total()
    overdue_days = total()  # sum of balance × days

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.balance} {self.currency} on {self.day}"

    @property
    def overdue(self) -> Decimal:
        return self.balance - self.not_due


class Snapshot(OpenThen):
    """What was open in one currency when it was last looked at on a day.

    The buckets add up to `balance`, the states to what is overdue. Credit notes and money not yet
    allocated stand beside them and are in none. A day that was made up from the ledger afterwards
    has no states, nor credits and money that nobody had allocated.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="snapshots")
    taken_at = models.DateTimeField()
    is_made_up = models.BooleanField(default=False)

    late_30 = total()  # 1 to 30 days past the due date
    late_60 = total()
    late_90 = total()
    late_more = total()
    credits = total(null=True)
    unapplied = total(null=True)

    on_ladder = total(null=True)
    promised = total(null=True)
    disputed = total(null=True)
    said_paid = total(null=True)
    held = total(null=True)
    unreachable = total(null=True)
    stopped = total(null=True)  # by the customer's standing
    customers = models.JSONField(default=dict)  # by state: how many have something in it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "currency", "day"], name="snapshot_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(balance=_sum(BUCKETS)), name="snapshot_buckets_add_up_to_open"
            ),
            models.CheckConstraint(
                condition=Q(is_made_up=True, on_ladder__isnull=True)
                | (_ALL_STATES & Q(is_made_up=False, balance=F("not_due") + _sum(STATES))),
                name="snapshot_states_add_up_to_overdue",
            ),
        ]

    @property
    def buckets(self) -> list[tuple[str, Decimal]]:
        return [(name, getattr(self, name)) for name in BUCKETS]


class MonthEnd(OpenThen):
    """What was open when a month ended, as the ledger tells it now, as turnover is told."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="month_ends")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "currency", "day"], name="month_end_once")
        ]


class Turnover(models.Model):
    """What was invoiced on a day and what was settled on it, in one currency, as known now.

    Credit notes are taken off on the day they were issued on.
    """

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="turnovers")
    day = models.DateField()
    currency = models.CharField(max_length=3)
    invoiced = total(default=ZERO)
    settled = total(default=ZERO)  # of invoices that were settled to the end on the day
    settled_days = total(default=ZERO)  # sum of amount × days late

    class Meta:
        verbose_name_plural = "turnover"
        constraints = [
            models.UniqueConstraint(
                fields=["company", "currency", "day"], name="turnover_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoiced} {self.currency} on {self.day}"


class DayRecord(models.Model):
    """What else a day showed, in all currencies, as plain values; see `records`."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="day_records")
    day = models.DateField()
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "day"], name="day_record_once")]

    def __str__(self) -> str:
        return f"{self.company_id} on {self.day}"


class Billing(models.Model):
    """Since when a company's files have carried every invoice that it issued, says a manager.

    Without it nobody knows what was sold: a file of open items leaves out what was paid before.
    """

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="billing")
    complete_from = models.DateField()
    by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "billing"

    def __str__(self) -> str:
        return f"{self.company_id} since {self.complete_from}"
