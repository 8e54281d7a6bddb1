"""A mail taken apart: who wrote it, its own words, which of our mails it names. Pure."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from uuid import UUID

from inscriptis import get_text

from collections_app.lib.plus_addresses import tokens_in, without_token
from collections_app.replies.headers import (
    addressed_by,
    dated_at,
    header,
    names_of,
    sender_of,
    storable,
    subject_of,
    thread_of,
)

MOST_SIGNS = 100_000  # of a mail's text
MOST_BYTES_OF_HEADERS = 256 * 1024
# Of mails that were made to be nobody's, or by a program that knows no better.
CANNOT_READ = (LookupError, ValueError, RecursionError, MessageError)
# Where servers that know no report begin to give the mail back.
_GIVEN_BACK = re.compile(
    r"^(-+ ?(original message|below this line|this is a copy|returned message|the header|"
    r"unsent message|message (header|text)|forwarded message|the following is)|"
    r"received: from|return-path:|> ?received:)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a mail says of itself; nothing of it is proven."""

    raw: bytes
    message: Message
    sender: str
    sender_name: str
    subject: str
    text: str
    dated_at: dt.datetime | None
    addressed: frozenset[str]  # in small letters, without our tokens
    tokens: frozenset[UUID]  # of the addresses that it was sent to
    names: tuple[UUID, ...]  # identifiers of ours that it answers
    message_id: str
    thread: str  # Message-IDs of the mails before it and its own, the oldest first


def read(raw: bytes) -> Read:
    """Takes bytes: what is no mail has no sender and its whole as its text.

    Raises one of CANNOT_READ.
    """
    message = message_from_bytes(raw)
    return _read(raw, message, text_of(message))


def read_headers(raw: bytes) -> Read:
    """Of a mail that cannot be read: its headers, and what stands below them as it came."""
    head = raw[:MOST_BYTES_OF_HEADERS]
    below = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[-1]
    text = storable(below.decode(errors="replace"))
    return _read(raw, BytesHeaderParser().parsebytes(head), text)


def _read(raw: bytes, message: Message, text: str) -> Read:
    sender, name = sender_of(message)
    addressed = addressed_by(message)
    return Read(
        raw=raw,
        message=message,
        sender=without_token(sender),
        sender_name=name,
        subject=subject_of(message),
        text=text,
        dated_at=dated_at(message),
        addressed=frozenset(map(without_token, addressed)),
        tokens=tokens_in(addressed),
        names=names_of(message),
        message_id=header(message, "Message-ID")[:400],
        thread=thread_of(message),
    )


def text_of(message: Message) -> str:
    """Its plain words; those of its HTML where it has no others."""
    parts = list(own_parts(message))
    plain = [one for one in parts if one.get_content_type() != "text/html"]
    words = "\n".join(map(text_of_part, plain)).strip()
    if not words:
        words = "\n".join(get_text(text_of_part(one)) for one in parts).strip()
    return storable(words).replace("\r\n", "\n")[:MOST_SIGNS]


def own_parts(message: Message) -> Iterator[Message]:
    """The text parts that are the mail's own; a mail given back within it is another's."""
    for part in outer_parts(message):
        is_file = part.get_content_disposition() == "attachment"
        is_words = part.get_content_maintype() in ("text", "multipart")  # its parts got lost
        if is_words and not is_file and part.get_content_type() != "text/rfc822-headers":
            yield part


def outer_parts(message: Message) -> Iterator[Message]:
    """Its parts, none of what stands in a mail within it."""
    inner = message.get_payload() if message.get_content_maintype() == "multipart" else None
    if not isinstance(inner, list):
        yield message
        return
    for part in inner:
        if isinstance(part, Message):
            yield from outer_parts(part)


def text_of_part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):
        return raw.decode("latin-1")


def before_given_back(text: str) -> str:
    return _GIVEN_BACK.split(text, maxsplit=1)[0]
