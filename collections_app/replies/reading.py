"""A mail taken apart: who wrote it, its own words, which of our mails it names. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from uuid import UUID

from imap_tools import MailMessage
from inscriptis import get_text

MOST_SIGNS = 100_000  # of a mail's text
# Where servers that know no report begin to give the mail back.
_GIVEN_BACK = re.compile(
    r"^(-+ ?(original message|below this line|this is a copy|returned message|the header|"
    r"unsent message|message (header|text)|forwarded message|the following is)|"
    r"received: from|return-path:|> ?received:)",
    re.IGNORECASE | re.MULTILINE,
)
_OUR_ID = re.compile(r"\b([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})@")
_NAMES_IT = ("In-Reply-To", "References", "Message-ID", "X-MS-Exchange-Parent-Message-Id")
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
# As headers write it; what is longer or holds other signs is nobody's.
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
MOST_IN_THREAD = 10
_ADDRESS = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")


@dataclass(frozen=True, slots=True)
class Read:
    """What a mail says of itself; nothing of it is proven."""

    message: Message
    sender: str
    sender_name: str
    subject: str
    text: str
    addressed: frozenset[str]  # in small letters
    names: tuple[UUID, ...]  # identifiers of ours that its headers name
    message_id: str
    thread: str  # Message-IDs of the mails before it and its own, the oldest first


def read(raw: bytes) -> Read:
    """Takes any bytes: what is no mail has no sender and its whole as its text."""
    mail = MailMessage.from_bytes(raw)
    message = mail.obj
    sender = mail.from_values
    return Read(
        message=message,
        sender=_plain(sender.email if sender else "")[:320].lower(),
        sender_name=_plain(sender.name if sender else "")[:200],
        subject=_plain(mail.subject)[:400],
        text=text_of(message),
        addressed=frozenset(_addresses(message)),
        names=our_ids(" ".join(_header(message, name) for name in _NAMES_IT)),
        message_id=_header(message, "Message-ID").strip()[:400],
        thread=_thread(message),
    )


def text_of(message: Message) -> str:
    """Its plain words; those of its HTML where it has no others."""
    parts = list(own_parts(message))
    plain = [one for one in parts if one.get_content_type() != "text/html"]
    words = "\n".join(map(text_of_part, plain)).strip()
    if not words:
        words = "\n".join(get_text(text_of_part(one)) for one in parts).strip()
    return words.replace("\0", "").replace("\r\n", "\n")[:MOST_SIGNS]


def own_parts(message: Message) -> Iterator[Message]:
    """The text parts that are the mail's own; a mail given back within it is another's."""
    kind = message.get_content_type()
    if message.get_content_maintype() == "message" or kind == "text/rfc822-headers":
        return
    if not message.is_multipart():
        is_file = message.get_content_disposition() == "attachment"
        if message.get_content_maintype() in ("text", "multipart") and not is_file:
            yield message  # of a multipart the parts got lost
        return
    for part in _parts(message):
        yield from own_parts(part)


def text_of_part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        return raw.decode("latin-1")


def before_given_back(text: str) -> str:
    return _GIVEN_BACK.split(text)[0]


def ids_in_report(message: Message) -> tuple[UUID, ...]:
    """Identifiers of ours in a mail that is given back, whole, as headers or as text."""
    found: list[str] = []
    for part in message.walk():
        found += [_header(part, name) for name in _NAMES_IT]
        if not part.is_multipart():
            found.append(text_of_part(part)[:MOST_SIGNS])
    return our_ids(" ".join(found))


def our_ids(words: str) -> tuple[UUID, ...]:
    """Those of our mails, in the order in which they are named."""
    return tuple(dict.fromkeys(UUID(one) for one in _OUR_ID.findall(words.lower())))


def _thread(message: Message) -> str:
    """Where a conversation is long, its first mail and its last ones (RFC 5322, 3.6.4)."""
    before = _header(message, "References") or _header(message, "In-Reply-To")
    found = _MESSAGE_ID.findall(f"{before} {_header(message, 'Message-ID')}")
    ids = list(dict.fromkeys(found))
    return " ".join(ids if len(ids) <= MOST_IN_THREAD else [ids[0], *ids[1 - MOST_IN_THREAD :]])


def _addresses(message: Message) -> Iterator[str]:
    for name in _ADDRESSED:
        for value in message.get_all(name, []):
            yield from (one.lower() for one in _ADDRESS.findall(str(value)))


def _header(message: Message, name: str) -> str:
    return " ".join(" ".join(str(one).split()) for one in message.get_all(name, []))


def _plain(words: str) -> str:
    return " ".join(words.replace("\0", "").split())


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
