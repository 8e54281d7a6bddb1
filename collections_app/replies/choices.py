"""What comes back, and why some of it is not applied."""

from django.db import models


class Kind(models.TextChoices):
    STATUS = "status", "Status"  # what became of a message
    INBOUND = "inbound", "Inbound"  # a message from a customer
    KEY = "key", "Key"  # pressed on the phone while a voice message was heard


class Parked(models.TextChoices):
    """Why an event is not applied (yet)."""

    NEW = "new", "New"  # stored a moment ago
    NO_ATTEMPT = "no_attempt", "No such attempt"  # of another or of a restored database
    TOO_EARLY = "too_early", "Too early"  # another attempt is being sent at this moment
    UNKNOWN_STATUS = "unknown_status", "Unknown status"  # a word that this version does not know
    CONTRADICTS = "contradicts", "Contradicts the log"  # it never went, says the log
    UNKNOWN_NUMBER = "unknown_number", "Unknown number"  # no customer's and never written to


TO_TRY_AGAIN = (Parked.NEW, Parked.NO_ATTEMPT, Parked.TOO_EARLY)
