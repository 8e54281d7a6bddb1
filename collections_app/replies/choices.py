"""What comes back, and why some of it is not applied."""

from django.db import models

TWILIO = "twilio"


class Kind(models.TextChoices):
    STATUS = "status", "Status"  # what became of a message
    INBOUND = "inbound", "Inbound"  # a message from a customer
    MAIL = "mail", "Mail"  # what became of a mail
    KEY = "key", "Key"  # pressed on the phone while a voice message was heard


TOLD_IN_FLOODS = (Kind.STATUS, Kind.MAIL)


class MailKind(models.TextChoices):
    """What a mail that came is."""

    REPLY = "reply", "Reply"  # a person wrote
    GONE = "gone", "Bounced for good"  # the address is nobody's
    BOUNCED = "bounced", "Bounced"  # did not arrive, and says nothing of the address
    DELAYED = "delayed", "Delayed"  # a server still tries
    OUT_OF_OFFICE = "out_of_office", "Out of office"
    AUTO_REPLY = "auto_reply", "Automatic reply"  # received, a ticket was opened
    RECEIPT = "read_receipt", "Read receipt"  # somebody was shown ours
    NOTICE = "notice", "Automatic notice"  # no answer: a payment is on its way, say
    COMPLAINT = "complaint", "Complaint"  # marked as spam by whoever got it
    BULK = "bulk", "Newsletter"
    OWN = "own", "Our own mail"  # a copy that came back
    PROOF = "proof", "Shows that tokens arrive"
    COLLEAGUE = "colleague", "A colleague's mail"  # of the company's own domain


REPORTS = (MailKind.GONE, MailKind.BOUNCED, MailKind.DELAYED)
BY_SERVERS = (*REPORTS, MailKind.COMPLAINT)
AUTOMATIC = (MailKind.OUT_OF_OFFICE, MailKind.AUTO_REPLY, MailKind.RECEIPT)
NOBODY_ANSWERS = (*AUTOMATIC, *BY_SERVERS)
PERSONAL = (MailKind.REPLY, MailKind.NOTICE)  # a person reads it, whoever wrote


class MailState(models.TextChoices):
    NEW = "new", "New"  # stored a moment ago
    APPLIED = "applied", "Applied"  # all that follows from it is done
    NOT_FILED = "not_filed", "Not filed"  # a person says whose it is
    UNREADABLE = "unreadable", "Unreadable"  # a person reads it elsewhere
    PUT_ASIDE = "put_aside", "Put aside"  # of nobody here


class Parked(models.TextChoices):
    """Why an event is not applied (yet)."""

    NEW = "new", "New"  # stored a moment ago
    NO_ATTEMPT = "no_attempt", "No such attempt"  # of another or of a restored database
    TOO_EARLY = "too_early", "Too early"  # another attempt is being sent at this moment
    UNKNOWN_STATUS = "unknown_status", "Unknown status"  # a word that this version does not know
    CONTRADICTS = "contradicts", "Contradicts the log"  # it never went, says the log
    UNKNOWN_NUMBER = "unknown_number", "Unknown number"  # a person says whose it is
    PUT_ASIDE = "put_aside", "Put aside"  # of nobody here


TO_TRY_AGAIN = (Parked.NEW, Parked.NO_ATTEMPT, Parked.TOO_EARLY)
