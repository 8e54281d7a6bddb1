"""What the headers of a mail say, as far as they can be read; nothing of it is proven. Pure.

Of each header so much is looked at as people's mail programs write; what is longer is nobody's.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from uuid import UUID

from imap_tools.utils import decode_value, parse_email_addresses

MOST_SIGNS_IN_HEADER = 20_000
CANNOT_DECODE = (LookupError, ValueError, MessageError)
ANSWERS = ("In-Reply-To", "References", "X-MS-Exchange-Parent-Message-Id")
_WRITES_FOR = ("X-Original-From", "X-Google-Original-From", "Reply-To")
_WRITTEN = ("To", "Cc")
_ARRIVED = ("Delivered-To", "X-Original-To", "Envelope-To")
_OUR_ID = re.compile(r"\b([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})@")
# As headers write it; what is longer or holds other signs is nobody's.
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_ESCAPED = re.compile(r"[\udc80-\udcff]+")  # bytes that are no ASCII, as the parser keeps them
MOST_IN_THREAD = 10
_ADDRESS = re.compile(r"[^\s<>,;:\"()@]{1,64}@[^\s<>,;:\"()@]{1,255}")


def header(message: Message, name: str) -> str:
    """All of that name, in one line."""
    values = (value for key, value in message.raw_items() if key.lower() == name.lower())
    found = " ".join(_unescaped(str(one)[:MOST_SIGNS_IN_HEADER]) for one in values)
    return one_line(found[:MOST_SIGNS_IN_HEADER])


def _unescaped(words: str) -> str:
    """Many programs write their signs as they are (RFC 6532), old ones in Latin letters."""
    return _ESCAPED.sub(lambda met: _decoded(met[0].encode("ascii", "surrogateescape")), words)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def sender_of(message: Message) -> tuple[str, str]:
    """The address in small letters, and the name beside it."""
    said = header(message, "From")
    try:
        found = parse_email_addresses(said)
    except CANNOT_DECODE:
        found = ()
    if found and found[0].email:
        return one_line(found[0].email)[:320].lower(), one_line(found[0].name)[:200]
    return next(iter(addresses_in(said)), "")[:320], ""


def writes_for(message: Message) -> str:
    """Who wrote, by the word of a group or a form that sends from an address of its own."""
    said = (addresses_in(header(message, name)) for name in _WRITES_FOR)
    return next((address for addresses in said for address in addresses), "")[:320]


def subject_of(message: Message) -> str:
    return decoded(header(message, "Subject"))[:400]


def decoded(said: str) -> str:
    """In one line, with whatever signs its program packed into ASCII (RFC 2047)."""
    try:
        words = "".join(decode_value(*part) for part in decode_header(said))
    except CANNOT_DECODE:
        words = said
    return one_line(words)


def dated_at(message: Message) -> dt.datetime | None:
    """When it says that it was written."""
    try:
        said = parsedate_to_datetime(header(message, "Date"))
        return said.astimezone(dt.UTC) if said.tzinfo else said.replace(tzinfo=dt.UTC)
    except (ValueError, TypeError, LookupError, OverflowError):
        return None


def addressed_by(message: Message) -> frozenset[str]:
    """Whom it was sent to, in small letters; our tokens stand in it."""
    return _addresses_of(message, (*_WRITTEN, *_ARRIVED))


def written_to(message: Message) -> frozenset[str]:
    """Of these, whom its writer named."""
    return _addresses_of(message, _WRITTEN)


def _addresses_of(message: Message, names: Iterable[str]) -> frozenset[str]:
    return frozenset(one for name in names for one in addresses_in(header(message, name)))


def addresses_in(words: str) -> Iterator[str]:
    return (one.lower() for one in _ADDRESS.findall(words))


def our_ids(words: str) -> tuple[UUID, ...]:
    """Those of our mails, in the order in which they are named."""
    return tuple(dict.fromkeys(UUID(one) for one in _OUR_ID.findall(words.lower())))


def names_of(message: Message) -> tuple[UUID, ...]:
    """Those of our mails that it says it answers, the nearest first: References go back in time."""
    answered, before, parent = (our_ids(header(message, name)) for name in ANSWERS)
    return tuple(dict.fromkeys((*answered, *reversed(before), *parent)))


def thread_of(message: Message) -> str:
    """Where a conversation is long, its first mail and its last ones (RFC 5322, 3.6.4)."""
    before = header(message, "References") or header(message, "In-Reply-To")
    found = _MESSAGE_ID.findall(f"{before} {header(message, 'Message-ID')}")
    ids = list(dict.fromkeys(found))
    return " ".join(ids if len(ids) <= MOST_IN_THREAD else [ids[0], *ids[1 - MOST_IN_THREAD :]])


def one_line(words: str) -> str:
    return " ".join(storable(words).split())


def storable(words: str) -> str:
    """Without what no database takes: NUL, and halves of signs."""
    return words.replace("\0", "").encode(errors="replace").decode()
