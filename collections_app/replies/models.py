"""The inbox: what providers told us, each of it once."""

from django.db import models
from django.db.models import Q

from collections_app.replies.choices import TO_TRY_AGAIN, Kind, Parked


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
                fields=["token"], condition=~Q(token=""), name="provider_event_of_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind} {self.pk}"

    def said(self, name: str) -> str:
        """The value of a field; empty where there is none."""
        return next(iter(self.form.get(name, ())), "")

    @property
    def status(self) -> str:
        """What became of the text, or of the call, that it is about."""
        return self.said("MessageStatus") or self.said("CallStatus")

    @property
    def sid(self) -> str:
        """The provider's name for that text or call."""
        return self.said("MessageSid") or self.said("CallSid")
