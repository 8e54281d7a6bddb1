"""What the walk wrote down: runs, decisions, notices, call rounds and their lines."""

from django.db import models
from django.db.models import Q

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.choices import CURRENT, UNFINISHED, NoticeState, RoundState, Track
from collections_app.invoices.models import Invoice, money


class Run(models.Model):
    """One walk over a company's customers."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="runs")
    as_of = models.DateField()
    mode = models.CharField(max_length=10, choices=Mode)
    started_at = models.DateTimeField()
    looked_at = models.PositiveIntegerField(default=0)
    notices = models.PositiveIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.company_id} {self.as_of}"


class Decision(models.Model):
    """What was last decided about a customer, as code and values; stands until `look_on`."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="decision")
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    decided_on = models.DateField()
    look_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.code}"


class Notice(models.Model):
    """The one written message to a customer; its communications carry it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notices")
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT)
    level = models.CharField(max_length=40)  # the key of the highest written level due
    track = models.CharField(max_length=10, choices=Track, default=Track.WRITTEN)
    rank = models.PositiveSmallIntegerField()
    wording = models.CharField(max_length=40)  # key; never softer than the last notice's
    wording_rank = models.PositiveSmallIntegerField()
    opens_with_thanks = models.BooleanField(default=False)
    day = models.DateField()
    mode = models.CharField(max_length=10, choices=Mode)
    is_automatic = models.BooleanField(default=True)
    channel = models.CharField(max_length=10, choices=Channel, blank=True)  # that carried it
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.PLANNED)
    reason = models.JSONField(default=dict)  # why it waits, failed or was cancelled
    accepted_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    sent_by = models.CharField(max_length=80, blank=True)  # a person; empty: the walk planned it

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state"),
            models.CheckConstraint(condition=Q(track__in=Track.values), name="notice_track"),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.ACCEPTED) | Q(accepted_on__isnull=False),
                name="notice_accepted_has_date",
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state__in=UNFINISHED),
                name="notice_unfinished_once",
            ),
            models.CheckConstraint(
                condition=Q(sent_by="") | Q(is_automatic=False), name="notice_by_hand"
            ),
            models.UniqueConstraint(
                fields=["customer", "day", "mode"],
                condition=Q(is_automatic=True, state__in=[*UNFINISHED, NoticeState.ACCEPTED]),
                name="notice_automatic_once_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-day"], name="notice_of_customer"),
            models.Index(
                fields=["company", "id"],
                condition=Q(state__in=UNFINISHED),
                name="notice_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} to {self.customer_id} on {self.day}"

    @property
    def is_going(self) -> bool:
        """Sent by hand, and not all gone yet."""
        return bool(self.sent_by) and self.state == NoticeState.READY

    @property
    def leaves_at_once(self) -> bool:
        """The person who sends it by hand also let it go, at whatever hour it is."""
        return bool(self.sent_by) and self.approved_by in ("", self.sent_by)


class NoticeMessage(models.Model):
    """A communication that carries a notice: first channel, companion, copy or fallback."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="messages")
    communication = models.OneToOneField(
        Communication, on_delete=models.PROTECT, related_name="notice_message"
    )
    carries = models.BooleanField(default=True)  # False: a copy or a companion; it takes no level

    def __str__(self) -> str:
        return f"{self.notice_id} {self.communication_id}"


class CallRound(models.Model):
    """One open call task per customer; invoices that reach the level join it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="call_rounds")
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10, choices=Mode)
    opened_on = models.DateField()
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.OPEN)
    ended_on = models.DateField(null=True, blank=True)
    dials = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "mode"],
                condition=Q(state__in=CURRENT),
                name="call_round_current_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CURRENT, ended_on__isnull=True)
                | Q(state=RoundState.ENDED, ended_on__isnull=False),
                name="call_round_ended_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.number} of {self.customer_id}"


class NoticeLine(models.Model):
    """One invoice on a notice or in a call round; `level` is empty when for information only.

    `void` follows the notice: cancelled, failed or taken back; then the level is free again.
    """

    notice = models.ForeignKey(
        Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    call_round = models.ForeignKey(
        CallRound, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="notice_lines")
    mode = models.CharField(max_length=10, choices=Mode)
    episode = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(max_length=40, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=0)  # 0 for written levels
    balance = money()
    demanded = money()
    pay_by = models.DateField(null=True, blank=True)
    released = models.CharField(max_length=30, blank=True)  # what ended since it was last named
    on_day = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    void = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(notice__isnull=False, call_round__isnull=True, round=0)
                | Q(notice__isnull=True, call_round__isnull=False, round__gt=0),
                name="line_of_notice_or_round",
            ),
            models.CheckConstraint(
                condition=Q(demanded__gt=0) & Q(demanded__lte=models.F("balance")),
                name="line_demands_within_balance",
            ),
            models.UniqueConstraint(
                fields=["invoice", "episode", "level", "round", "mode"],
                condition=Q(void=False) & ~Q(level=""),
                name="level_taken_once",
            ),
        ]
        indexes = [
            models.Index(fields=["invoice", "on_day"], name="line_of_invoice"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.level or 'for information'}"
