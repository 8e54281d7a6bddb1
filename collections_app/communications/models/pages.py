"""The links by which messages lead to the page for customers."""

from django.db import models
from django.db.models import Q

from collections_app.communications.models.log import Communication


class PageLink(models.Model):
    """The link of one message; the link itself stands in that message alone."""

    communication = models.OneToOneField(
        Communication, on_delete=models.PROTECT, primary_key=True, related_name="page_link"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="page_link_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Link of {self.communication_id}"
