"""What people are asked to do."""

from django.db import models


class Kind(models.TextChoices):
    CALL = "call", "Call"
    FOLLOW_UP = "follow_up", "Follow up"  # what a clerk said comes next, if not a call
    ANSWER = "answer", "Answer a reply"  # the customer wrote; a person answers
    ANSWER_DISPUTE = "answer_dispute", "Answer a dispute"  # ours to answer, until its day
    CREDIT_MISSING = "credit_missing", "Credit note missing"  # agreed, and never seen
    FIX_CONTACT = "fix_contact", "Fix contact"
    MATCH_PAYMENT = "match_payment", "Match a payment"
    CLEAR_RESIDUAL = "clear_residual", "Clear residual"
    DECIDE = "decide", "Decide how to go on"  # after three call rounds
    STOP_SUPPLY = "stop_supply", "Stop supply"  # a manager decided it; somebody must do it
    REVIEW_OLD_DEBT = (
        "review_old_debt",
        "Review old debt",
    )  # more than 90 days late on entry
    REVIEW_STANDING = "review_standing", "Review a standing"  # its review date is here
    REVIEW_NOTICE = "review_notice", "Review a notice"  # failed, or waited too long
    FIND_MONEY = "find_money", "Find the money"  # the customer says it is paid
    MEND_CHANNEL = "mend_channel", "Mend a channel"  # its account or sender is refused
    MEND_FILE = "mend_file", "Mend a file"  # it was refused, or needs an answer
    STALE_LEDGER = "stale_ledger", "Bring the ledger up to date"
    VERIFY = "verify", "Look at what does not add up"


class NextAct(models.TextChoices):
    """What comes next at a customer, as a clerk says it; kept in the values of a task."""

    CALL = "call", "Call"
    CHECK_PAYMENT = "check_payment", "Check whether the money came"
    SEND_COPY = "send_copy", "Send a copy"
    WRITE = "write", "Write"
    ANSWER_DISPUTE = "answer_dispute", "Answer the dispute"
    FIND_CONTACT = "find_contact", "Find the right contact"
    OTHER = "other", "Something else"


class State(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"  # its reason went away
