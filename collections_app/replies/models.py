"""The inbox: what providers told us and what came by mail, each of it once."""

from django.db import models
from django.db.models import Q

from collections_app.communications.models import Attempt, Communication
from collections_app.companies.models import Company
from collections_app.replies.choices import TO_TRY_AGAIN, Kind, MailKind, MailState, Parked
from collections_app.replies.wishes import may_ask_to_stop


class ProviderEvent(models.Model):
    """One thing that a provider said, as it was received: applied, or parked with a reason."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    token = models.CharField(max_length=43, blank=True)  # of the attempt that it is about
    form = models.JSONField()  # names to lists of values
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    parked_because = models.CharField(max_length=20, choices=Parked, blank=True, default=Parked.NEW)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="provider_event_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="provider_event_kind"),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=False, parked_because="")
                | Q(applied_at__isnull=True, parked_because__in=Parked.values),
                name="provider_event_applied_or_parked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(parked_because__in=TO_TRY_AGAIN),
                name="provider_event_to_try_again",
            ),
            models.Index(
                fields=["received_at"],
                condition=Q(parked_because=Parked.UNKNOWN_NUMBER),
                name="provider_event_not_filed",
            ),
            models.Index(
                fields=["token"], condition=~Q(token=""), name="provider_event_of_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.pk}"

    def said(self, name: str) -> str:
        """The value of a field; empty where there is none."""
        return next(iter(self.form.get(name, ())), "")

    @property
    def said_from(self) -> str:
        """The number that a text came from."""
        return self.said("From")

    @property
    def words(self) -> str:
        """What a text says."""
        return self.said("Body")

    @property
    def may_ask_to_stop(self) -> bool:
        return may_ask_to_stop(self.words)

    @property
    def status(self) -> str:
        """What became of the text, or of the call, that it is about."""
        return self.said("MessageStatus") or self.said("CallStatus")

    @property
    def sid(self) -> str:
        """The provider's name for that text or call."""
        return self.said("MessageSid") or self.said("CallSid")


class Question(models.Model):
    """That a provider was asked how an attempt stands, of which it never told the end."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="question")
    times = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True, blank=True)  # empty: nothing more is asked

    def __str__(self) -> str:
        return f"{self.attempt}, asked {self.times} times"


class Mailbox(models.Model):
    """A folder that is read: how far, and whether the last look at it went well."""

    name = models.CharField(max_length=400, unique=True)
    validity = models.BigIntegerField(null=True, blank=True)  # the server's: another, other numbers
    last_uid = models.BigIntegerField(default=0)
    polled_at = models.DateTimeField(null=True, blank=True)  # the last look that went well
    failures = models.PositiveIntegerField(default=0)  # since then
    error = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.name


class Mail(models.Model):
    """One mail as it was received; only what became of it is added."""

    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="mails")
    sha256 = models.CharField(max_length=64, unique=True)
    raw = models.BinaryField()
    size = models.PositiveBigIntegerField()  # at the server; more than `raw` where it was cut
    received_at = models.DateTimeField()
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=20, choices=MailKind, blank=True)  # empty: not yet read
    state = models.CharField(max_length=20, choices=MailState, default=MailState.NEW)
    tries = models.PositiveSmallIntegerField(default=0)  # begun, and not ended in any way
    tried_at = models.DateTimeField(null=True, blank=True)  # when the last of them began
    dated_at = models.DateTimeField(null=True, blank=True)  # by its own word
    said = models.CharField(max_length=400, blank=True)  # a server's words; why it is unreadable
    words = models.TextField(blank=True)  # what is new in it, the beginning
    to = models.CharField(max_length=320, blank=True)  # the company's address, where named
    name = models.CharField(max_length=40, blank=True)  # the same by whatever way it came
    communication = models.ForeignKey(  # what it became, or what it tells of
        Communication, null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state"),
            models.CheckConstraint(condition=Q(kind__in=["", *MailKind.values]), name="mail_kind"),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(state=MailState.NEW), name="mail_to_apply"
            ),
            models.Index(
                fields=["company", "received_at"],
                condition=Q(state__in=[MailState.NOT_FILED, MailState.UNREADABLE]),
                name="mail_not_filed",
            ),
            models.Index(
                fields=["company", "-received_at"],
                condition=Q(state=MailState.PUT_ASIDE),
                name="mail_put_aside",
            ),
            models.Index(fields=["name"], condition=~Q(name=""), name="mail_name"),
            models.Index(fields=["to", "-received_at"], condition=~Q(to=""), name="mail_to"),
        ]

    def __str__(self) -> str:
        return self.subject or self.sender or f"Mail {self.pk}"

    @property
    def may_ask_to_stop(self) -> bool:
        return may_ask_to_stop(f"{self.subject}\n{self.words}")

    @property
    def is_whole(self) -> bool:
        return len(self.raw) >= self.size


class LeftBehind(models.Model):
    """A mail that the server did not hand out: the reading went on, and it is asked for again."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="left_behind")
    validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    said = models.CharField(max_length=400)  # the server's words
    since = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField()
    shown_as = models.OneToOneField(  # what stands for it where people look
        Mail, null=True, blank=True, on_delete=models.SET_NULL, related_name="stands_for"
    )

    class Meta:
        verbose_name_plural = "left behind"
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "validity", "uid"], name="left_behind_once")
        ]

    def __str__(self) -> str:
        return f"Mail {self.uid} of {self.mailbox}"
