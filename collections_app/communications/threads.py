"""What makes a mail an answer: its subject, and beneath it the mail that it answers. Pure."""

import datetime as dt
import re
from dataclasses import dataclass

from collections_app.communications import phrases
from collections_app.communications.rendering import Part, Run
from collections_app.lib.texts import one_line, without_links

MOST_LINES = 300
MOST_SIGNS_IN_LINE = 1000
_ANSWERS = re.compile(r"^\s*(re|aw|antw|sv|vs|rif|odp)\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Quote:
    """A mail that is answered; `at` in the company's own time."""

    who: str
    at: dt.datetime
    text: str


def answering_subject(subject: str) -> str:
    """The same with one Re: before it, in whatever language somebody put it there."""
    return subject if _ANSWERS.match(subject) or not subject else f"Re: {subject}"


def quoted(quote: Quote, language: str) -> tuple[Part, ...]:
    """Who wrote when, and their words as they stood, line by line."""
    who = without_links(one_line(quote.who))
    lines = [one_line(line, limit=MOST_SIGNS_IN_LINE) for line in quote.text.split("\n")]
    words = "\n".join(lines[:MOST_LINES])
    intro = phrases.wrote(who, quote.at, language)
    return (Part("paragraph", (Run(intro),), is_close=True), Part("quote", (Run(words),)))
