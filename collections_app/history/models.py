"""One row per thing that somebody or something did."""

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Event(models.Model):
    """What happened, in code and values; words are made when it is shown."""

    at = models.DateTimeField()
    by = models.CharField(max_length=80)  # "user:7", "ladder", "import:12"
    kind = models.CharField(max_length=60)  # "invoice.settled", "hold.put"
    company_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "-at"], name="event_of_customer"),
            models.Index(fields=["subject_kind", "subject_id"], name="event_of_subject"),
            BrinIndex(fields=["at"], name="event_at"),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Delete | pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}"
