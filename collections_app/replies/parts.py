"""A mail in its parts, and which of its words are its own. Pure."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from itertools import islice
from typing import Any

from collections_app.replies.headers import CANNOT_DECODE, decoded
from collections_app.replies.markup import words_of_html

# The parser compares each line with the boundaries of all that it stands in.
MOST_DEPTH = 15
MOST_PARTS = 1_000
# Text, but no words of whoever wrote: appointments, cards, a mail that is given back.
_FILES = ("calendar", "vcard", "x-vcard", "directory", "rfc822-headers", "x-amp-html", "css")
# What mail programs put in for themselves.
_SEALS = ("pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "pgp-encrypted", "pgp-keys")
_SHOWS_NOTHING = ("x-amp-html", "css", "rfc822-headers", "delivery-status", *_SEALS)
MOST_FILES = 10
MOST_SIGNS_OF_A_NAME = 80
_PICTURE = re.compile(r"\[(cid|image)[:\s][^\]\n]{0,200}\]", re.IGNORECASE)
_SAYS = re.compile(r"[^\W_]")


class TooManyParts(ValueError):
    """It was made to be nobody's, or to keep whoever reads it busy."""


class _Part(Message):
    """Knows how deep it lies, and the outermost how many there are."""

    depth = 0
    count = 0

    def attach(self, payload: Any) -> None:
        payload.depth, payload.outermost = self.depth + 1, self._outermost
        self._outermost.count += 1
        if payload.depth > MOST_DEPTH or self._outermost.count > MOST_PARTS:
            raise TooManyParts
        super().attach(payload)

    @property
    def _outermost(self) -> "_Part":
        return getattr(self, "outermost", self)


def parse(raw: bytes) -> Message:
    """Raises TooManyParts, and what the parser raises."""
    return message_from_bytes(raw, _class=_Part)


def outer_parts(message: Message) -> Iterator[Message]:
    """Its parts, none of what stands in a mail within it."""
    inner = _inner(message)
    if inner is None:
        yield message
        return
    for part in inner:
        yield from outer_parts(part)


def own_parts(message: Message) -> Iterator[Message]:
    """The text parts that are the mail's own; a mail given back within it is another's."""
    return filter(_is_words, outer_parts(message))


def own_words(message: Message) -> str:
    """All that it says itself, in its order; of what it says twice, plain or not, once."""
    inner = _inner(message)
    if inner is None:
        return _words(message) if _is_words(message) else ""
    if message.get_content_type() == "multipart/alternative":
        return next(_said(inner), "")
    return "\n".join(filter(None, map(own_words, inner)))


def files_in(message: Message) -> list[str]:
    """What it brings beside its words, by name, else by kind; a signature's pictures are none."""
    parts = (one for one in outer_parts(message) if not (_is_words(one) or _is_nothing(one)))
    return [_name_of_file(one) for one in islice(parts, MOST_FILES)]


def _is_nothing(part: Message) -> bool:
    is_picture = part.get_content_maintype() == "image" and "Content-ID" in part
    return is_picture or part.get_content_subtype() in _SHOWS_NOTHING


def _name_of_file(part: Message) -> str:
    try:
        name = decoded(part.get_filename("")[: 10 * MOST_SIGNS_OF_A_NAME])
    except CANNOT_DECODE:
        name = ""
    return (name or part.get_content_type())[:MOST_SIGNS_OF_A_NAME]


def text_of_part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):
        return raw.decode("latin-1")


def _inner(message: Message) -> list[Message] | None:
    """None where it is one part, also where the parts that it says it has got lost."""
    inner = message.get_payload() if message.get_content_maintype() == "multipart" else None
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else None


def _is_words(part: Message) -> bool:
    is_text = part.get_content_maintype() in ("text", "multipart")  # its parts got lost
    is_file = part.get_content_disposition() == "attachment"
    return is_text and not is_file and part.get_content_subtype() not in _FILES


def _words(part: Message) -> str:
    text = text_of_part(part)
    return words_of_html(text) if part.get_content_type() == "text/html" else text


def _said(alternatives: list[Message]) -> Iterator[str]:
    """The plain ones first; pictures say nothing."""
    for one in sorted(alternatives, key=lambda one: one.get_content_type() != "text/plain"):
        words = own_words(one)
        if _SAYS.search(_PICTURE.sub("", words)):
            yield words
