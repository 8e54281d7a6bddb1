"""A mailbox at an IMAP server, only looked at: nothing there is marked, moved or deleted."""

import datetime as dt
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from imaplib import IMAP4
from typing import Any

from imap_tools import (
    AND,
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailBoxStartTls,
    MailBoxUnencrypted,
)

from collections_app.mail import IMAP, IMAPS, TIMEOUT_SECONDS, MailPlace

# A server that is away, says nothing, refuses the password or answers nonsense.
CANNOT_READ = (OSError, IMAP4.error, ImapToolsError)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_NOTHING_OF_IT = re.compile(rb"BODY\[\](?:<0>)? NIL")


@contextmanager
def _understood() -> Iterator[None]:
    """What is no answer by the protocol is a server's error, and not one of ours."""
    try:
        yield
    except ValueError as error:
        raise IMAP4.error(f"The server answers nonsense: {error}") from error


class NotHandedOut(Exception):
    """The server has the mail and does not give it now; the line holds."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail's first bytes as they lie there, and how many there are of it."""

    raw: bytes
    size: int


class Folder:
    """One folder, opened for reading alone."""

    @_understood()
    def __init__(self, box: BaseMailBox, name: str) -> None:
        self._box = box
        box.folder.set(name, readonly=True)
        _, validity = box.client.response("UIDVALIDITY")
        if not validity or validity[0] is None:
            raise IMAP4.error(f"The server does not say how it numbers the mails of {name}.")
        self.validity = int(validity[0])
        _, next_uid = box.client.response("UIDNEXT")
        self._next_uid = int(next_uid[0]) if next_uid and next_uid[0] else None

    def has_numbered(self, uid: int) -> bool:
        """Not so where the server was restored from a copy and gives out numbers once more."""
        return self._next_uid is None or uid < self._next_uid

    @_understood()
    def uids_after(self, uid: int) -> list[int]:
        """In order. A server gives the last one back where none is newer (RFC 3501, 6.4.8)."""
        found = self._box.uids(f"UID {uid + 1}:*")
        return sorted(number for number in map(int, found) if number > uid)

    @_understood()
    def uids_since(self, day: dt.date) -> list[int]:
        """Those that the server took on that day or later, in order."""
        return sorted(map(int, self._box.uids(AND(date_gte=day))))

    @_understood()
    def fetch(self, uid: int, most_bytes: int) -> Fetched | None:
        """None where somebody deleted it meanwhile; NotHandedOut where it is there all the same."""
        answer = self._asked_for(uid, f"(RFC822.SIZE BODY.PEEK[]<0.{most_bytes}>)")
        parts = [one for one in answer if isinstance(one, tuple)]
        said = b" ".join(one for one in answer if isinstance(one, bytes))
        if not parts and _NOTHING_OF_IT.search(said):
            raise NotHandedOut("The server has nothing of it.")
        if not parts:
            return None
        size = _SIZE.search(parts[0][0] + b" " + said)
        return Fetched(parts[0][1], int(size[1]) if size else len(parts[0][1]))

    def _asked_for(self, uid: int, wanted: str) -> list[Any]:
        try:
            status, answer = self._box.client.uid("fetch", str(uid), wanted)
        except IMAP4.abort:
            raise  # the line broke
        except IMAP4.error as error:
            raise NotHandedOut(str(error)) from error
        if status != "OK":
            said = b" ".join(one for one in answer if isinstance(one, bytes))
            raise NotHandedOut(f"{status} {said.decode(errors='replace')}")
        return answer


@contextmanager
def opened(place: MailPlace) -> Iterator[Folder]:
    """The folder; one of CANNOT_READ where it cannot be had. Each answer is waited for so long."""
    box = _box(place)
    try:
        is_plain = f"{place.user}{place.password}".isascii()
        log_in = box.login if is_plain else box.login_utf8  # LOGIN takes ASCII alone
        with _understood():
            log_in(place.user, place.password, initial_folder=None)
        yield Folder(box, place.folder)
    finally:
        with suppress(*CANNOT_READ):
            box.logout()
        with suppress(*CANNOT_READ):
            box.client.shutdown()  # where saying goodbye failed


def _box(place: MailPlace) -> BaseMailBox:
    if place.security == IMAP:  # on this machine alone
        return MailBoxUnencrypted(place.host, place.port, timeout=TIMEOUT_SECONDS)
    kind = MailBox if place.security == IMAPS else MailBoxStartTls
    return kind(
        place.host,
        place.port,
        timeout=TIMEOUT_SECONDS,
        ssl_context=ssl.create_default_context(),
    )
