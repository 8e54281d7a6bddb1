"""What is new in an answer, apart from what it quotes. Pure."""

import re
from dataclasses import dataclass

from mailparser_reply import EmailReplyParser

LANGUAGES = ["en", "de", "fr", "it", "es", "nl", "da", "sv", "pl", "cs"]
MOST_SIGNS = 20_000
_QUOTED = re.compile(r"^\s*>")


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in two: together they are the whole of it."""

    new: str
    rest: str = ""


def cut(text: str) -> Cut:
    """Nothing is cut where the answer stands between or below what it quotes."""
    if len(text) > MOST_SIGNS or _answers_below(text):
        return Cut(text.strip())
    replies = EmailReplyParser(languages=LANGUAGES).read(text=text).replies
    new = replies[0].content.strip() if replies else ""
    place = text.find(new)
    if not new or place < 0 or text[:place].strip():
        return Cut(text.strip())
    return Cut(new, text[place + len(new) :].strip())


def _answers_below(text: str) -> bool:
    """Whether words that are not quoted follow lines that are."""
    lines = [line for line in text.splitlines() if line.strip()]
    quoted = [number for number, line in enumerate(lines) if _QUOTED.match(line)]
    if not quoted:
        return False
    below = [line for line in lines[quoted[0] :] if not _QUOTED.match(line)]
    return bool(below)
