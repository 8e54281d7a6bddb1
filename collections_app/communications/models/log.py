"""The log: one row per contact, in or out, and each try to send it."""

import uuid

from django.db import models
from django.db.models import Q

from collections_app.communications.choices import (
    ANSWERED_BY_MAIL,
    OWN_MAIL,
    Channel,
    Direction,
    Outcome,
    State,
)
from collections_app.communications.models.guards import OF_ATTEMPT, OF_COMMUNICATION, OF_EVIDENCE
from collections_app.communications.models.wordings import Wording
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.history.audit import audited
from collections_app.users.models import PERSON


@audited()
class PrintRun(models.Model):
    """Letters printed together; closed by typing how many were posted."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="print_runs")
    opened_at = models.DateTimeField()
    pdf = models.CharField(max_length=200, blank=True)  # the merged file, below MEDIA_ROOT
    manifest = models.CharField(max_length=200, blank=True)
    sheets = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)  # to be printed: it takes no more
    reprints = models.PositiveSmallIntegerField(default=0)  # fetched again after that
    closed_at = models.DateTimeField(null=True, blank=True)
    posted_on = models.DateField(null=True, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(closed_at__isnull=True, fetched_at__isnull=True),
                name="print_run_gathers_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, posted_on__isnull=True, closed_by="")
                | Q(closed_at__isnull=False, posted_on__isnull=False),
                name="print_run_closed_with_date",
            ),
        ]

    def __str__(self) -> str:
        return f"Print run {self.pk}"


class Communication(models.Model):
    """One contact: exactly what was sent or said, to whom, by whom and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="communications")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="communications")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL)
    channel = models.CharField(max_length=10, choices=Channel)
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.OUT)
    state = models.CharField(max_length=10, choices=State)
    reason = models.JSONField(default=dict)  # why it waits, failed or was cancelled: code, values
    mode = models.CharField(max_length=10, choices=Mode)
    key = models.CharField(
        max_length=80, unique=True
    )  # what may exist once: a notice on a day to a person
    purpose = models.CharField(max_length=40)  # the wording's key, "call", "note"
    why = models.JSONField(default=dict)  # what planned it, as code and values
    by = models.CharField(max_length=80)

    sender = models.CharField(max_length=200, blank=True)  # address or number it goes out from
    recipient = models.CharField(max_length=400, blank=True)  # address or number, as sent
    recipient_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, blank=True)
    wording = models.ForeignKey(Wording, null=True, blank=True, on_delete=models.PROTECT)
    changed = models.JSONField(default=dict, blank=True)  # by a person: subject, body, by, at
    subject = models.TextField(blank=True)
    thread = models.TextField(blank=True)  # Message-IDs before it, and its own where it came in
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    logo = models.CharField(max_length=200, blank=True)  # in its HTML; below MEDIA_ROOT
    pdf = models.CharField(max_length=200, blank=True)  # below MEDIA_ROOT
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_pages = models.PositiveSmallIntegerField(default=0)
    copies = models.JSONField(default=list, blank=True)  # invoice, its number and its file then
    lines = models.JSONField(default=list)  # invoice, level, amount demanded, balance then

    demanded = models.GeneratedField(
        expression=models.Func(models.F("lines"), function="communications_demanded"),
        output_field=models.DecimalField(max_digits=20, decimal_places=3, null=True),
        db_persist=True,
    )  # of its currencies the largest sum

    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    again_by = models.CharField(max_length=80, blank=True)  # who asked to send an unknown one again
    print_run = models.ForeignKey(
        PrintRun,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters",
    )
    sheet = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="communication_state"),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="communication_channel"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SENT, State.DELIVERED]) | Q(sent_at__isnull=False),
                name="communication_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING) | Q(lease_until__isnull=False),
                name="communication_sending_has_lease",
            ),
            models.UniqueConstraint(fields=["print_run", "sheet"], name="communication_sheet"),
        ]
        indexes = [
            models.Index(fields=["customer", "-created_at"], name="communication_of_customer"),
            models.Index(fields=["company", "-created_at", "-id"], name="communication_in_order"),
            models.Index(
                fields=["send_after", "id"],
                condition=Q(state=State.READY),
                name="communication_ready",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state=State.SENDING),
                name="communication_leased",
            ),
            models.Index(
                fields=["recipient", "-created_at"],
                condition=Q(channel__in=[Channel.SMS, Channel.CALL, Channel.VOICE]),
                name="communication_to_number",
            ),
            models.Index(
                fields=["company", "created_at"],
                condition=Q(direction=Direction.IN, purpose="reply") & ~Q(why__has_key="answered"),
                name="communication_reply_open",
            ),
            models.Index(
                fields=["company", "by", "created_at"],
                condition=Q(by__startswith=PERSON),
                name="communication_by_person",
            ),
            models.Index(
                fields=["sent_at"],
                condition=Q(state=State.SENT, channel__in=[Channel.SMS, Channel.VOICE]),
                name="communication_without_end",
            ),
            models.Index(
                fields=["customer", "created_at"],
                condition=Q(purpose=OWN_MAIL),
                name="communication_own_mail",
            ),
            models.Index(
                fields=["company", "demanded"],
                condition=Q(demanded__isnull=False),
                name="communication_demanded",
            ),
            models.Index(
                fields=["company", "state"],
                condition=Q(state__in=[State.WAITING, State.UNKNOWN, State.FAILED]),
                name="communication_in_review",
            ),
        ]
        triggers = OF_COMMUNICATION

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.purpose}"

    @property
    def is_answered_by_mail(self) -> bool:
        return self.channel in ANSWERED_BY_MAIL


class Attempt(models.Model):
    """One try to send, committed before the first byte leaves; its outcome is written once."""

    clock: float | None = None  # monotonic, when the process that sends began to claim it

    communication = models.ForeignKey(
        Communication, on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=43, unique=True)
    authorized_by = models.CharField(max_length=80, blank=True)  # a second one after an unknown
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    reply = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["communication", "number"], name="attempt_number"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | (Q(outcome__in=Outcome.values) & Q(ended_at__isnull=False)),
                name="attempt_outcome_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["started_at"],
                condition=Q(outcome=Outcome.UNKNOWN),
                name="attempt_unknown",
            ),
        ]
        triggers = OF_ATTEMPT

    def __str__(self) -> str:
        return f"{self.communication_id} #{self.number}"


class Evidence(models.Model):
    """What was learned of an attempt afterwards, and from whom; rows are only added."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="evidence")
    at = models.DateTimeField()
    source = models.CharField(max_length=80)  # "lease", "journal", "twilio", "mail log", "user:7"
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)  # empty: not found
    said = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="evidence_outcome"
            ),
        ]
        triggers = OF_EVIDENCE

    def __str__(self) -> str:
        return f"{self.source}: {self.outcome or 'not found'}"


class Gate(models.Model):
    """What a channel lets through: shut for a while after failures, paced where a rate is set."""

    channel = models.CharField(max_length=10, choices=Channel, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row, of the channel itself
    shut_until = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)
    minute = models.DateTimeField(null=True, blank=True)
    passed = models.PositiveIntegerField(default=0)  # in that minute, where a rate is set

    def __str__(self) -> str:
        return f"{self.channel}, shut until {self.shut_until}" if self.shut_until else self.channel
