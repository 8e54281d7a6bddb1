"""States of a promise and of a says-paid."""

from django.db import models


class State(models.TextChoices):
    OPEN = (
        "open",
        "Open",
    )  # its date and tolerance have not passed, or money is not yet known
    KEPT = "kept", "Kept"
    PARTLY_KEPT = "partly_kept", "Partly kept"
    BROKEN = "broken", "Broken"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = (
        "superseded",
        "Superseded",
    )  # another promise took its place before its date


NOT_KEPT = frozenset({State.PARTLY_KEPT, State.BROKEN})


class Found(models.TextChoices):
    """What became of "says paid"."""

    OPEN = "open", "Being looked for"
    FOUND = "found", "Found"
    NOT_FOUND = "not_found", "Not found"


class PaidBy(models.TextChoices):
    """How a customer says that it was paid; empty where nobody asked."""

    TRANSFER = "transfer", "Bank transfer"
    DEBIT = "debit", "Direct debit"
    CARD = "card", "Card"
    CHEQUE = "cheque", "Cheque"
    CASH = "cash", "Cash"
    OTHER = "other", "Another way"


class Rhythm(models.TextChoices):
    """How far instalments are apart."""

    WEEKLY = "weekly", "a week apart"
    FORTNIGHTLY = "fortnightly", "two weeks apart"
    MONTHLY = "monthly", "a month apart"
