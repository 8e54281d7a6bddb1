"""What somebody who writes back wants: no more messages, messages again, or an answer. Pure.

A wish counts by itself only where it is all that is said; whatever is longer, a person reads.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum


class Wish(StrEnum):
    STOP = "stop"
    START = "start"
    ANSWER = "answer"  # a person reads it


# fmt: off
STOP_PHRASES = frozenset(
    {"stop", "stopall", "stop all", "stopp", "unsubscribe", "unsubscribe me", "cancel", "end",
        "quit", "revoke", "optout", "opt out", "opt me out", "remove", "remove me", "no more",
        "stop it", "no more texts", "no more sms", "no more messages", "no more emails",
        "no more mails",
        "stop texting", "stop texting me", "stop emailing", "stop emailing me", "stop messaging me",
        "stop writing me", "stop contacting me", "stop sms", "stop texts", "stop emails",
        "dont text me", "dont email me", "dont contact me",
        "do not text me", "do not email me", "do not contact me",
        "take me off your list", "remove me from your list",
        "ende", "abmelden", "abmeldung", "abbestellen", "austragen", "widerruf", "widerrufen",
        "keine sms", "keine sms mehr", "keine mails mehr", "keine mail mehr", "keine emails mehr",
        "keine email mehr", "keine nachrichten mehr",
        "arret", "arreter", "desabonner", "desinscription", "desinscrire", "stop aux sms",
        "baja", "darme de baja", "darse de baja", "dar de baja", "parar", "pare", "alto", "basta",
        "detener", "no mas sms", "no mas mensajes", "no mas correos", "cancelar",
        "annulla", "disiscrivimi", "afmelden", "uitschrijven",
        "avsluta", "avregistrer", "rezygnuje"}
)
# Said of an order or a contract too: whoever writes them alone is heard, and read by a person.
_AMBIGUOUS = frozenset(
    {"cancel", "end", "ende", "quit", "revoke", "remove", "widerruf", "widerrufen", "baja", "parar",
        "cancelar", "basta", "annulla", "avsluta", "rezygnuje", "austragen"}
)
START_PHRASES = frozenset({"start", "unstop", "anmelden", "alta"})
_POLITE = frozenset(
    {"please", "pls", "bitte", "thanks", "thank", "you", "danke", "merci", "svp", "por", "favor",
        "gracias", "per", "favore", "now"}
)
# fmt: on
_JOINED_STOPS = frozenset(one.replace(" ", "") for one in STOP_PHRASES)
MOST_SIGNS = 400  # of a text that may be a bare wish, with greeting and signature
_GREETING = re.compile(
    r"(hello|hi|hey|dear|good (morning|day|afternoon)|hallo|guten (tag|morgen)|moin"
    r"|sehr geehrte\w*|liebe\w*|bonjour|hola|buenos dias|ciao|buongiorno|goededag|beste)\b"
)
_CLOSING = re.compile(
    r"([-_]{2,}$|sent from|sent with|get outlook|gesendet (von|mit)|von meinem|envoye d|inviato da"
    r"|holen sie sich outlook|outlook fur|diese nachricht wurde|obtenir outlook|telecharge"
    r"|obten(er|ga) outlook|descarga|enviado des|verzonden"
    r"|(best|kind|warm|many)? ?(regards|wishes)|best,?$|sincerely|cheers"
    r"|mit (freundlich|best|viel)\w* gru|(viele|beste|liebe|schone|freundliche) gru|gruss|mfg\b"
    r"|vg\b|lg\b|cordialement|salutations|saludos|cordiali saluti|met vriendelijke groet)"
)
_ANSWERING = re.compile(r"\s*(re|aw|antw|sv|vs|rif|odp|tr|wg|fwd?)\s*(\[\d+\])?:", re.IGNORECASE)
_HINTS = re.compile(
    r"\b(stop|stopp|unsubscribe|opt[ -]?out|remove me|no more|abmeld\w*|abbestell\w*|austragen"
    r"|keine (weiteren )?(e-?mails?|sms|nachrichten|anrufe)|desabonn\w*|desinscri\w*|baja|no mas"
    r"|(do not|don.t|never) (text|e-?mail|contact|write|message)|gdpr|dsgvo)\b"
)
_WORD = re.compile(r"[^\W_]+")


def wish_of(text: str, provider_says: str = "", *, name: str = "") -> Wish:
    """By the whole text; a provider that knows the words says it first. `name`: who signs."""
    words = _bare_words(text, name)
    if provider_says == "STOP" or _is_stop(words):
        return Wish.STOP
    if provider_says == "START" or " ".join(_once(words)) in START_PHRASES:
        return Wish.START
    return Wish.ANSWER


def says_more(text: str, *, name: str = "") -> bool:
    """Whether there is more to read than a wish for stop or start."""
    return wish_of(text, name=name) == Wish.ANSWER


def subject_says_more(subject: str, *, ours: str = "") -> bool:
    """Whether somebody whose text is a bare wish says something above it.

    `ours`: the subject of the mail that is answered.
    """
    words = subject.strip()
    is_old = bool(_ANSWERING.match(words)) or words.casefold() == ours.strip().casefold()
    return bool(words) and not is_old and says_more(words)


def may_mean_more(text: str, *, name: str = "") -> bool:
    """Whether its one word is said of other things too."""
    return "".join(_once(_bare_words(text, name))) in _AMBIGUOUS


def says_nothing(text: str, *, name: str = "") -> bool:
    """Whether it is a greeting and a signature and no more."""
    return len(text) <= MOST_SIGNS and not _bare_words(text, name)


def may_ask_to_stop(text: str) -> bool:
    """Whether a person who reads it should look for that wish."""
    return bool(_HINTS.search(_plain(text[:20_000])))


def _is_stop(words: list[str]) -> bool:
    """Written together or apart: optout, opt-out, opt out."""
    return "".join(_once(words)) in _JOINED_STOPS or "".join(words) in _JOINED_STOPS


def _once(words: list[str]) -> list[str]:
    """Stop, stop, stop."""
    return words[:1] if len(set(words)) == 1 else words


def _bare_words(text: str, name: str) -> list[str]:
    """Without greeting, signature and politeness; none where there is too much to be a wish."""
    if len(text) > MOST_SIGNS:
        return []
    names = set(_WORD.findall(_plain(name)))
    words = [word for line in _own_lines(_plain(text), names) for word in _WORD.findall(line)]
    return [word for word in words if word not in _POLITE]


def _own_lines(text: str, names: set[str]) -> Iterator[str]:
    """Up to the signature, without greetings; the name of whoever writes is one."""
    for line in filter(None, map(str.strip, text.splitlines())):
        if _CLOSING.match(line):
            return
        words = set(_WORD.findall(line))
        if not (words and words <= names):
            yield _without_greeting(line)


def _without_greeting(line: str) -> str:
    """What follows it in its line: “Hello Ms Oldaal, stop”, “hi stop”."""
    if not (met := _GREETING.match(line)):
        return line
    whom, comma, rest = line[met.end() :].partition(",")
    return rest if comma and rest else whom if _is_stop(_WORD.findall(whom)) else ""


def _plain(text: str) -> str:
    """Small letters without marks, of full width or not."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in parts if not unicodedata.combining(one))
