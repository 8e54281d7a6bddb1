"""Which of our mails a report is about: the one that it gives back. Pure."""

import re
from collections.abc import Iterator
from email.message import Message
from uuid import UUID

from collections_app.replies.headers import ANSWERS, addresses_in, header, our_ids
from collections_app.replies.reading import MOST_SIGNS, outer_parts, text_of_part

_ID_LINE = re.compile(r"^[> \t]*message-id:\s{0,80}(\S{3,250})", re.IGNORECASE | re.MULTILINE)
_STATED = ("Original-Message-ID", "X-Original-Message-ID")


def ids_in_report(message: Message) -> tuple[UUID, ...]:
    """By the identifier of what is given back, be it another's; else as the report says itself.

    What a mail that is given back answers or quotes says nothing of that mail.
    """
    if given_back := next(_ids_given_back(message), ""):
        return our_ids(given_back)
    stated = " ".join(header(part, name) for part in _statements(message) for name in _STATED)
    return our_ids(stated) or our_ids(" ".join(header(message, name) for name in ANSWERS))


def _ids_given_back(message: Message) -> Iterator[str]:
    """Whole, as headers or as text."""
    for part in outer_parts(message):
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list):
            yield from (header(one, "Message-ID") for one in inner[:1] if isinstance(one, Message))
        elif not part.is_multipart():
            yield from _ID_LINE.findall(text_of_part(part)[:MOST_SIGNS])[:1]


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
