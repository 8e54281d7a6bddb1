"""What is owed, and one row per customer and currency that says how much."""

from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, Upper

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.history.audit import audited
from collections_app.invoices.choices import Kind, PaymentMethod

ZERO = Decimal(0)


def money(**options) -> models.DecimalField:
    """An amount in its row's currency; three decimals hold every currency there is."""
    return models.DecimalField(max_digits=15, decimal_places=3, **options)


_BALANCE = F("amount") - F("settled_by_ledger") - F("allocated")
# Kept true by the action of its owner, and by `verify`.
SUMMED_UP = [
    "ledger_as_of",
    "allocated",
    "settled_on",
    "disputed",
    "promised",
    "says_paid",
    "balance",
    "demandable",
]
_REST = _BALANCE - F("disputed") - F("promised") - F("says_paid")


@audited(but=SUMMED_UP, made=False)
class Invoice(models.Model):
    """An invoice or a credit note, as issued, with what has happened to its money.

    `settled_by_ledger` is what the source's file said on `ledger_as_of`; `allocated` is what
    payments received later settle (negative where a reversal takes back what the file had settled).
    `disputed`, `promised` and `says_paid` are kept by their owners.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="invoices")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INVOICE)
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    due_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount = money()
    settled_by_ledger = money(default=ZERO)
    ledger_as_of = models.DateField(null=True, blank=True)
    allocated = money(default=ZERO)
    settled_on = models.DateField(null=True, blank=True)
    left_ledger_on = models.DateField(null=True, blank=True)
    disputed = money(default=ZERO)
    promised = money(default=ZERO)
    says_paid = money(default=ZERO)
    payment_method = models.CharField(
        max_length=12, choices=PaymentMethod, default=PaymentMethod.TRANSFER
    )
    debit_returned_on = models.DateField(null=True, blank=True)
    purchase_order = models.CharField(max_length=100, blank=True)
    link = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to="invoices/", blank=True)
    source = models.CharField(max_length=60, blank=True)

    balance = models.GeneratedField(
        expression=Case(When(left_ledger_on__isnull=False, then=Value(ZERO)), default=_BALANCE),
        output_field=money(),
        db_persist=True,
    )
    demandable = models.GeneratedField(
        expression=Case(
            When(~Q(kind=Kind.INVOICE), then=Value(ZERO)),
            When(left_ledger_on__isnull=False, then=Value(ZERO)),
            default=Greatest(_REST, Value(ZERO)),
        ),
        output_field=money(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="invoice_number"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="invoice_kind"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_amount_positive"),
            models.CheckConstraint(
                condition=Q(settled_by_ledger__gte=0)
                & Q(settled_by_ledger__gte=-F("allocated"))
                & Q(amount__gte=F("settled_by_ledger") + F("allocated")),
                name="invoice_settled_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(disputed__gte=0) & Q(promised__gte=0) & Q(says_paid__gte=0),
                name="invoice_parts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="invoice_currency"
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "due_on"],
                condition=Q(balance__gt=0),
                name="invoice_open",
            ),
            models.Index(
                fields=["company", "balance"],
                condition=Q(balance__gt=0),
                name="invoice_open_sum",
            ),
            models.Index(
                fields=["company", "amount"],
                condition=Q(balance__gt=0, balance__lt=F("amount")),
                name="invoice_part_paid_sum",
            ),
            GinIndex(
                OpClass(Upper("number"), "gin_trgm_ops"),
                condition=Q(balance__gt=0),
                name="invoice_open_by_part",
            ),
            models.Index(
                fields=["company", "source"],
                condition=Q(balance__gt=0),
                name="invoice_open_of_source",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def undisputed(self) -> Decimal:
        """What is open and not disputed: promised again, or said to be paid, it may be."""
        return max(self.balance - self.disputed, ZERO)

    @property
    def is_open(self) -> bool:
        return self.balance > 0


class Summary(models.Model):
    """What one customer owes in one currency, kept true by `actions.summarise`."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="summaries")
    currency = models.CharField(max_length=3)
    balance = money(default=ZERO)  # open invoices, credit notes not taken off
    overdue = money(default=ZERO)
    demandable = money(default=ZERO)  # of overdue invoices
    credits = money(default=ZERO)  # open credit notes
    unapplied = money(default=ZERO)  # money not yet allocated; payments writes it
    to_collect = models.GeneratedField(
        expression=Greatest(F("demandable") - F("credits") - F("unapplied"), Value(ZERO)),
        output_field=money(),
        db_persist=True,
    )
    oldest_due_on = models.DateField(null=True, blank=True)  # of overdue invoices
    as_of = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "currency"], name="summary_of_customer")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.currency}"
