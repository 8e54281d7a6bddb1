"""What a status means, and what somebody who texts back wants. Pure."""

import re
from enum import IntEnum, StrEnum

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


class Wish(StrEnum):
    STOP = "stop"
    START = "start"
    ANSWER = "answer"  # a person reads it


# fmt: off
STOP_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "remove",
        "stopp", "abmelden", "abmeldung", "abbestellen", "austragen", "widerruf", "keinesms",
        "keinesmsmehr", "baja", "darsedebaja", "dardebaja", "parar", "cancelar", "nomassms",
        "nomássms"}
)
# fmt: on
# At the beginning of a longer text too: nothing else is meant by them.
STOP_BEGINS = STOP_WORDS - {
    "cancel",
    "end",
    "quit",
    "revoke",
    "remove",
    "widerruf",
    "cancelar",
    "parar",
}
START_WORDS = frozenset({"start", "unstop", "yes", "anmelden", "alta"})
_NO_LETTERS = re.compile(r"[\W\d_]+")


def wish_of(text: str, provider_says: str = "") -> Wish:
    """By the whole text without signs and spaces; a provider that knows the words says it first."""
    word = _bare(text)
    if provider_says == "STOP" or word in STOP_WORDS or _first_word(text) in STOP_BEGINS:
        return Wish.STOP
    if provider_says == "START" or word in START_WORDS:
        return Wish.START
    return Wish.ANSWER


def says_more(text: str) -> bool:
    """Whether there is more to read than a word for stop or start."""
    return _bare(text) not in STOP_WORDS | START_WORDS


def _bare(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())


def _first_word(text: str) -> str:
    return next(iter(_NO_LETTERS.sub(" ", text.casefold()).split()), "")
