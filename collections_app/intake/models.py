"""Where files come from, what each of them did, and what it takes to undo it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from collections_app.companies.models import Company
from collections_app.history.audit import audited
from collections_app.intake.choices import Brings, Kind, Stage, State, What


@audited(but=["as_of"])
class Source(models.Model):
    """A system that sends files of one kind, and how they are read once somebody confirmed it."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60)
    brings = models.CharField(max_length=12, choices=Brings, default=Brings.CHANGES)
    closing_share = models.PositiveSmallIntegerField(default=20)  # percent of its open invoices
    closing_count = models.PositiveSmallIntegerField(default=10)  # fewer never need confirming
    header = ArrayField(models.TextField(), default=list, blank=True)  # as confirmed
    mapping = models.JSONField(default=dict, blank=True)  # field to column
    encoding = models.CharField(max_length=40, blank=True)  # empty: found in each file
    delimiter = models.CharField(max_length=10, blank=True)
    dates = models.CharField(max_length=3, blank=True)  # DMY, MDY or YMD
    decimal = models.CharField(max_length=1, blank=True)
    currency = models.CharField(max_length=3, blank=True)  # of rows that name none
    zeros = models.JSONField(default=dict, blank=True)  # field to rule
    as_of = models.DateField(null=True, blank=True)  # of the newest file

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "name"], name="source_name"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="source_kind"),
            models.CheckConstraint(condition=Q(brings__in=Brings.values), name="source_brings"),
            models.CheckConstraint(
                condition=Q(closing_share__lte=100), name="source_closing_share_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display().lower()})"


class Import(models.Model):
    """One file: what it was, what it did, and the ids of what it brought."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=255)
    checksum = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    as_of = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    counts = models.JSONField(default=dict)
    sentences = models.JSONField(default=list)  # the diff, or why it waits or was refused
    rejects = models.CharField(max_length=400, blank=True)  # path of the file of refused rows
    new_customers = ArrayField(models.BigIntegerField(), default=list)
    new_contacts = ArrayField(models.BigIntegerField(), default=list)
    new_rows = ArrayField(models.BigIntegerField(), default=list)  # invoices or payments
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="import_state"),
            models.CheckConstraint(
                condition=Q(state=State.UNDONE, undone_at__isnull=False)
                | (~Q(state=State.UNDONE) & Q(undone_at__isnull=True)),
                name="import_undone_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "checksum"], name="import_checksum"),
            models.Index(fields=["source", "-at"], name="import_of_source"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} of {self.as_of}"


class Upload(models.Model):
    """A file that a person brought: kept with what was said of it until it is taken in.

    `claim` is the worker's that is at it, and none while it waits for one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.LOOKING)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    touched_at = models.DateTimeField()  # by a person; untouched ones are thrown away
    answers = models.JSONField(default=dict, blank=True)  # how it is to be read, as a person said
    seen = models.JSONField(default=dict, blank=True)  # what a look at it told
    trouble = models.TextField(blank=True)  # why it was not taken in
    confirmed_by = models.CharField(max_length=80, blank=True)  # that it closes very many
    claim = models.UUIDField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)  # the worker's last sign of life
    tries = models.PositiveSmallIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    imported = models.ForeignKey(
        Import, null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="upload_kind"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="upload_stage"),
            models.CheckConstraint(
                condition=Q(claim__isnull=True) | Q(beat_at__isnull=False),
                name="upload_claim_has_a_beat",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "-at"], condition=~Q(stage=Stage.DONE), name="upload_under_way"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        return self.stage in {Stage.LOOKING, Stage.TAKING}


class Change(models.Model):
    """What an invoice was before an import changed it."""

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    invoice_id = models.BigIntegerField()  # no key: a file may change a hundred thousand at once
    what = models.CharField(max_length=10, choices=What)
    before = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=What.values), name="change_what")
        ]
        indexes = [models.Index(fields=["invoice_id", "imported"], name="change_of_invoice")]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.what}"


class FromFile(models.Model):
    """What a source last said of a customer: only what it says anew overwrites what is here."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="customers")
    customer_id = models.BigIntegerField()
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "customer_id"], name="from_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.customer_id}"
