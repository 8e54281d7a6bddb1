"""Channels and states of a communication and its attempts."""

from django.db import models


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"
    LETTER = "letter", "Letter"
    VOICE = "voice", "Voice message"
    CALL = "call", "Call"
    NOTE = "note", "Note"
    PAGE = "page", "Page for customers"  # an answer that was given there


ANSWER = "answer"  # goes in the thread of a reply, and belongs to whom that does
OWN_MAIL = "own_mail"  # the purpose of what a person writes of their own accord
ANSWERED_BY_MAIL = (Channel.EMAIL, Channel.PAGE)  # of what comes in, to where ours went
BY_NUMBER = (Channel.SMS, Channel.VOICE)  # what rings is a phone, whoever shares it


class Direction(models.TextChoices):
    OUT = "out", "Out"
    IN = "in", "In"


class State(models.TextChoices):
    READY = "ready", "Ready"  # rendered, may be sent
    WAITING = "waiting", "Waiting"  # for a person's approval
    SENDING = "sending", "Sending"  # claimed by a worker until its lease ends
    PRINTING = "printing", "Printing"  # in an open print run
    SENT = "sent", "Sent"  # accepted by the provider; a letter: posted
    DELIVERED = "delivered", "Delivered"  # the provider said it arrived
    BOUNCED = "bounced", "Bounced"  # came back
    CANCELLED = "cancelled", "Cancelled"  # must not go any more; `reason` says why
    FAILED = "failed", "Failed"  # refused for good
    UNKNOWN = (
        "unknown",
        "Unknown",
    )  # may have gone; only evidence or a person resolves it
    NOTED = "noted", "Noted"  # a call or a note: nothing to send


class Outcome(models.TextChoices):
    """What became of an attempt (RELIABILITY 2.2)."""

    ACCEPTED = "accepted", "Accepted"
    REJECTED_FOR_NOW = "rejected_for_now", "Rejected for now"
    REJECTED_FOR_GOOD = "rejected_for_good", "Rejected for good"
    NOT_SENT = "not_sent", "Not sent"  # nothing reached the point of acceptance
    UNKNOWN = "unknown", "Unknown"


class Cause(models.TextChoices):
    """Why the money is late, as heard in a conversation; each has a fix that is proposed."""

    NOT_RECEIVED = "not_received", "Invoice not received"
    PURCHASE_ORDER = "purchase_order", "Purchase order missing"
    SUPPLIER_SETUP = "supplier_setup", "Supplier set-up"
    APPROVAL = "approval", "Waiting for approval"
    PAYMENT_RUN = "payment_run", "In a payment run"
    CASH_SHORT = "cash_short", "Cash short"
    DISPUTE = "dispute", "Something is wrong with it"
    OVERSIGHT = "oversight", "Oversight"


class FiledAs(models.TextChoices):
    """What a customer's reply was, by the word of whoever read it."""

    PROMISE = "promise", "Promise"
    SAYS_PAID = "says_paid", "Says paid"
    DISPUTE = "dispute", "Dispute"
    SEND_COPY = "send_copy", "Send a copy"
    WRONG_PERSON = "wrong_person", "Wrong person"
    OTHER = "other", "Read"


# What was read is still to be written down, or done, at the customer.
TO_DO_AT_CUSTOMER = (FiledAs.PROMISE, FiledAs.SAYS_PAID, FiledAs.DISPUTE, FiledAs.SEND_COPY)
# Until that is so, or somebody else is known who can be written to, the ladder waits.
STAYS_OPEN = (*TO_DO_AT_CUSTOMER, FiledAs.WRONG_PERSON)
