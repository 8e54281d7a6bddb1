"""What a status means, and what a key pressed on the phone. Pure."""

from enum import IntEnum

from collections_app.lib.languages import spoken


class Rank(IntEnum):
    """A higher one has the last word, in whatever order they come."""

    TAKEN = 1
    ARRIVED = 2
    CAME_BACK = 3


RANKS = {
    "accepted": Rank.TAKEN,
    "scheduled": Rank.TAKEN,
    "queued": Rank.TAKEN,
    "sending": Rank.TAKEN,
    "sent": Rank.TAKEN,
    "delivered": Rank.ARRIVED,
    "read": Rank.ARRIVED,
    "undelivered": Rank.CAME_BACK,
    "failed": Rank.CAME_BACK,
    # Of a call.
    "initiated": Rank.TAKEN,
    "ringing": Rank.TAKEN,
    "in-progress": Rank.TAKEN,
    "completed": Rank.ARRIVED,
    "busy": Rank.CAME_BACK,
    "no-answer": Rank.CAME_BACK,
    "canceled": Rank.CAME_BACK,
}
MAIL_RANKS = {
    "queued": Rank.TAKEN,
    "sent": Rank.TAKEN,
    "deferred": Rank.TAKEN,
    "delivered": Rank.ARRIVED,
    "bounced": Rank.CAME_BACK,
    "rejected": Rank.CAME_BACK,
    "failed": Rank.CAME_BACK,
    # It arrived, and is not wanted.
    "complained": Rank.CAME_BACK,
    "unsubscribed": Rank.CAME_BACK,
}
NOT_IN_SERVICE = "failed"  # of a call: the number could not be dialled
CALL_BACK_KEY, STOP_KEY = "1", "9"


def is_an_end(status: str) -> bool:
    """Whether nothing follows it."""
    return RANKS.get(status, Rank.TAKEN) != Rank.TAKEN


_ANSWERS = {
    "en": {
        CALL_BACK_KEY: "Thank you. We will call you back.",
        STOP_KEY: "You will receive no more calls of this kind. Goodbye.",
        "": "Thank you, and goodbye.",
    },
    "de": {
        CALL_BACK_KEY: "Vielen Dank. Wir rufen Sie zurück.",
        STOP_KEY: "Sie erhalten keine solchen Anrufe mehr. Auf Wiederhören.",
        "": "Vielen Dank und auf Wiederhören.",
    },
    "es": {
        CALL_BACK_KEY: "Gracias. Le devolveremos la llamada.",
        STOP_KEY: "No recibirá más llamadas de este tipo. Hasta luego.",
        "": "Gracias y hasta luego.",
    },
}


def answered_key(key: str, language: str) -> str:
    """What is said to somebody who pressed a key."""
    answers = _ANSWERS[spoken(language)]
    return answers.get(key, answers[""])
