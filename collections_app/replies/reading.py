"""A mail taken apart: who wrote it, its own words, which of our mails it names. Pure."""

import datetime as dt
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from uuid import UUID

from collections_app.lib.plus_addresses import tokens_in
from collections_app.replies.headers import (
    addressed_by,
    dated_at,
    header,
    names_of,
    sender_of,
    storable,
    subject_of,
    thread_of,
    writes_for,
    written_to,
)
from collections_app.replies.parts import own_words, parse

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
    writes_for: str  # whose words a list or a form hands on from an address of its own
    subject: str
    text: str
    dated_at: dt.datetime | None
    addressed: frozenset[str]  # in small letters, with our tokens
    written_to: frozenset[str]  # of these, what its writer wrote in To and Cc
    tokens: frozenset[UUID]  # of the addresses that it was sent to
    names: tuple[UUID, ...]  # identifiers of ours that it answers, the nearest first
    message_id: str
    thread: str  # Message-IDs of the mails before it and its own, the oldest first


def read(raw: bytes) -> Read:
    """Takes bytes: what is no mail has no sender and its whole as its text.

    Raises one of CANNOT_READ.
    """
    message = parse(raw)
    return _read(raw, message, _text_of(message))


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
        sender=sender,
        sender_name=name,
        writes_for=writes_for(message),
        subject=subject_of(message),
        text=text,
        dated_at=dated_at(message),
        addressed=addressed,
        written_to=written_to(message),
        tokens=tokens_in(addressed),
        names=names_of(message),
        message_id=header(message, "Message-ID")[:400],
        thread=thread_of(message),
    )


def _text_of(message: Message) -> str:
    return storable(own_words(message).strip()).replace("\r\n", "\n")[:MOST_SIGNS]


def before_given_back(text: str) -> str:
    return _GIVEN_BACK.split(text, maxsplit=1)[0]
