"""A person who works here."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from collections_app.companies.models import Company
from collections_app.users.choices import Role

PERSON = "user:"  # how the log's name of a person begins


class User(AbstractUser):
    """A log-in, its role and the companies it works for."""

    role = models.CharField(max_length=20, choices=Role, default=Role.CLERK)
    team = models.CharField(max_length=60, blank=True)  # who has none is in one with the others
    takes_letter_keys = models.BooleanField(default=True)  # single letters act as keys
    companies = models.ManyToManyField(Company, blank=True, related_name="users")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role")
        ]

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

    @property
    def actor(self) -> str:
        """How the log names this person."""
        return f"{PERSON}{self.pk}"
