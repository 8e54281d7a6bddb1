"""Closed sets of words about files taken in."""

from django.db import models


class Kind(models.TextChoices):
    INVOICES = "invoices", "Invoices"
    PAYMENTS = "payments", "Payments"


class Brings(models.TextChoices):
    """What it means that an invoice is missing from a file."""

    CHANGES = "changes", "Changes"  # nothing
    OPEN_ITEMS = "open_items", "Complete open items"  # it left the ledger


class State(models.TextChoices):
    COMMITTED = "committed", "Committed"
    WAITING = "waiting", "Waiting"  # nothing stored: a person has to confirm or answer first
    REFUSED = "refused", "Refused"  # nothing stored: the file as a whole cannot be read
    UNDONE = "undone", "Undone"


class Stage(models.TextChoices):
    """How far a file is that a person brought in the browser."""

    LOOKING = "looking", "Being read"
    READ = "read", "To be checked"  # a person decides
    TAKING = "taking", "Being taken in"
    DONE = "done", "Taken in"


class What(models.TextChoices):
    """What an import did to a row that was there before."""

    CHANGED = "changed", "Changed"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened"
    LEFT = "left", "Left the ledger"
