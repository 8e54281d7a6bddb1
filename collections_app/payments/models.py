"""Money that came in, and which invoices it settles."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.history.audit import audited
from collections_app.invoices.models import Invoice, money


@audited(but=["allocated", "unapplied"], made=False)
class Payment(models.Model):
    """One payment, or its reversal as a negative amount; `unapplied` is not yet allocated."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="payments")
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )
    received_on = models.DateField()
    amount = money()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=400, blank=True)
    payer = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120)  # the source's own, or a digest of the row
    is_named_by_hand = models.BooleanField(default=False)  # a person found whose it is
    allocated = money(default=Decimal(0))
    unapplied = models.GeneratedField(
        expression=F("amount") - F("allocated"), output_field=money(), db_persist=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "source", "external_id"], name="payment_of_source"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="payment_amount_not_zero"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated__gte=0, allocated__lte=F("amount"))
                | Q(amount__lt=0, allocated__lte=0, allocated__gte=F("amount")),
                name="payment_allocated_within_amount",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-received_on"], name="payment_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@audited(made=False)
class Allocation(models.Model):
    """A part of a payment that settles an invoice (negative: taken back by a reversal).

    A ledger of `counts_from` or later has counted it: an exact reference counts from the day of its
    payment, what a person allocates from the day after the ledger that still showed it open.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="allocations")
    amount = money()
    counts_from = models.DateField()
    is_by_hand = models.BooleanField(default=False)
    allocated_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="allocation_amount_not_zero"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by="")
                | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
                name="allocation_undone_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["payment", "invoice"],
                condition=Q(undone_at__isnull=True),
                name="allocation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.invoice_id}"
