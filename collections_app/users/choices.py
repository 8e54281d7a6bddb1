"""The roles."""

from django.db import models


class Role(models.TextChoices):
    """What somebody may do; the questions are in rules.py."""

    CLERK = "clerk", "Clerk"  # works the queue
    MANAGER = "manager", "Manager"  # approves and steers
    ADMINISTRATOR = "administrator", "Administrator"  # sets the house up
    AUDITOR = "auditor", "Auditor"  # reads all, changes nothing
