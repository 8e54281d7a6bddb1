"""How a call ended."""

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
