"""How a call ended."""

from django.db import models


class CallOutcome(models.TextChoices):
    REACHED = "reached", "Spoke"  # a conversation with somebody who can answer
    VOICEMAIL = "voicemail", "Voicemail"
    NO_ANSWER = "no_answer", "No answer"
    WRONG_PERSON = "wrong_person", "Wrong person"


ENDS_THE_ROUND = frozenset({CallOutcome.REACHED, CallOutcome.VOICEMAIL})
