"""The wordings: those that shipped, those of a company, and the words that it avoids."""

import pgtrigger
from django.db import models
from django.db.models import Q

from collections_app.communications.choices import Channel
from collections_app.companies.models import Company
from collections_app.history.audit import audited

DRAFT = 0  # the version of a wording that is still being written


@audited()
class Wording(models.Model):
    """One version of a level's text in a language and channel; never changed once published.

    Without a company it is one that came with the product. A company has one draft at most, and
    of what it published the highest version holds.
    """

    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.PROTECT, related_name="wordings"
    )
    key = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=5)
    version = models.PositiveIntegerField(default=1)
    subject = models.TextField(blank=True)
    body = models.TextField()
    written_by = models.CharField(max_length=80, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "channel", "language", "version"],
                condition=Q(company__isnull=True),
                name="wording_version",
            ),
            models.UniqueConstraint(
                fields=["company", "key", "channel", "language", "version"],
                condition=Q(company__isnull=False),
                name="wording_version_of_company",
            ),
            models.CheckConstraint(
                condition=Q(company__isnull=True, published_at__isnull=True)
                | Q(company__isnull=False, version=DRAFT, published_at__isnull=True)
                | (
                    Q(company__isnull=False, version__gt=DRAFT, published_at__isnull=False)
                    & ~Q(published_by="")
                ),
                name="wording_published_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="wording_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        own = " own" if self.company_id else ""
        return f"{self.key} {self.channel} {self.language}{own} v{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.company_id is not None and self.version == DRAFT


@audited()
class AvoidedWord(models.Model):
    """A word that a company does not want in its messages, beside those that nobody should use."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="avoided_words")
    language = models.CharField(max_length=5)
    word = models.CharField(max_length=60)  # a star stands for any ending
    instead = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "language", "word"], name="avoided_word_once"
            )
        ]

    def __str__(self) -> str:
        return self.word
