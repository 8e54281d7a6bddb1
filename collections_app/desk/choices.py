"""How a call ended, and why the money is late."""

from django.db import models


class CallOutcome(models.TextChoices):
    """Who was reached; what was said is told apart from it."""

    NO_ANSWER = "no_answer", "No answer"
    VOICEMAIL = "voicemail", "Voicemail"
    REACHED = "reached", "Spoke"  # with the right person
    WRONG_PERSON = "wrong_person", "Wrong person"
    REFUSED = "refused", "Refused"  # spoke, and they will not pay or talk about it
    CALL_BACK = "call_back", "Call back at"  # answered, and asked for another hour


SPOKE = frozenset({CallOutcome.REACHED, CallOutcome.REFUSED})
ENDS_THE_ROUND = SPOKE | {CallOutcome.VOICEMAIL}


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
