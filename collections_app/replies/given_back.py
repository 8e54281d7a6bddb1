"""Which of our mails a report is about: the one that it gives back. Pure."""

import re
from collections.abc import Iterator
from email.message import Message
from uuid import UUID

from collections_app.replies.headers import ANSWERS, addresses_in, header, our_ids
from collections_app.replies.parts import outer_parts, text_of_part
from collections_app.replies.reading import MOST_SIGNS, before_given_back

_ID_LINE = re.compile(r"^[> \t]*message-id:\s{0,80}(\S{3,250})", re.IGNORECASE | re.MULTILINE)
_MAILS = ("message/rfc822", "message/global", "message/global-headers", "message/rfc822-headers")
_HEADERS = "text/rfc822-headers"
_STATED = ("Original-Message-ID", "X-Original-Message-ID")


def ids_in_report(message: Message) -> tuple[UUID, ...]:
    """By the identifier of what is given back, be it another's; else as the report says itself.

    What a mail that is given back answers or quotes says nothing of that mail.
    """
    if given_back := _id_given_back(message):
        return our_ids(given_back)
    stated = " ".join(header(part, name) for part in _statements(message) for name in _STATED)
    return our_ids(stated) or our_ids(" ".join(header(message, name) for name in ANSWERS))


def ids_given_back(message: Message) -> tuple[UUID, ...]:
    """Of the mail of ours that it gives back, and not only answers."""
    return our_ids(_id_given_back(message))


def _id_given_back(message: Message) -> str:
    """As a part of its own, else below the words of a server that knows no parts."""
    parts = list(outer_parts(message))
    return next(filter(None, map(_id_in_part, parts)), "") or _id_in_words(parts)


def _id_in_part(part: Message) -> str:
    inner = part.get_payload()
    if part.get_content_type() in _MAILS and isinstance(inner, list):
        return next((header(one, "Message-ID") for one in inner if isinstance(one, Message)), "")
    return _first_id(text_of_part(part)) if part.get_content_type() == _HEADERS else ""


def _id_in_words(parts: list[Message]) -> str:
    """The server's own words may name their own mail before they give one back."""
    texts = [text_of_part(part)[:MOST_SIGNS] for part in parts if not part.is_multipart()]
    below = [text[len(before_given_back(text)) :] for text in texts]
    return next(filter(None, map(_first_id, [*below, *texts])), "")


def _first_id(text: str) -> str:
    return next(iter(_ID_LINE.findall(text[:MOST_SIGNS])), "")


def _statements(message: Message) -> Iterator[Message]:
    """The blocks of a report, one for each recipient (RFC 3464), or of a receipt (RFC 8098)."""
    for part in outer_parts(message):
        inner = part.get_payload()
        if part.get_content_maintype() == "message" and isinstance(inner, list):
            yield from (one for one in inner if isinstance(one, Message))


def addresses_complaining(message: Message) -> set[str]:
    """Whom a complaint names as its sender, or as whoever got what is given back."""
    named = [
        header(part, name) for part in _statements(message) for name in ("Original-Rcpt-To", "To")
    ]
    return {address for words in named for address in addresses_in(words)}
