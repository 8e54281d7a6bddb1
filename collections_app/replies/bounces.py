"""Mails that servers send about ours: it came back, for good or not, or it is late. Pure.

A bounce for good says that the address is nobody's (RFC 3463: 5.1.1 and its like), by its code or
in words; a full mailbox, a filter or a blocked sender says nothing of the address.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser

from flufl.bounce import all_failures

from collections_app.lib.addresses import ascii_form
from collections_app.replies.choices import MailKind
from collections_app.replies.headers import addresses_in, header, storable
from collections_app.replies.parts import outer_parts, own_parts, text_of_part
from collections_app.replies.reading import Read, before_given_back

MOST_WORDS = 20_000
MOST_RECIPIENTS = 50
MOST_BYTES = 100_000  # in which old servers' reports are searched, line by line
SHOWN = 400
_GONE = re.compile(r"5\.1\.([1236]|10|351)|5\.4\.4|5\.0\.91[12]")
_STAYS = re.compile(r"5\.1\.[78]|5\.2\.[02-9]|5\.[367]\.\d+")
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_GONE_WORDS = re.compile(
    r"users? *(name)? (is )?(unknown|invalid|doesn'?t exist|not (found|known|listed))"
    r"|(unknown|no such|invalid|non-?existent) (\w+ )?(user|recipient|mailbox|address|account)"
    r"|no (such )?(mailbox|recipient|user|person)\b|no valid recipients|destinataire invalide"
    r"|(user|address|recipient|mailbox|account|domain)\b[^\n]{0,60}(does not exist|doesn'?t exist"
    r"|not exist|not found|no longer (valid|exists?|available|in use))"
    r"|(could not|couldn'?t) be found|(was not|wasn'?t) found at|unroutable address"
    r"|recipient( address)? (is |was )?(unknown|invalid|not found|rejected)|unrouteable address"
    r"|host( or domain name)?\b[^\n]{0,40} (not found|unknown)|unknown (host|domain)"
    r"|doesn'?t have an? [^\n]{1,60} account|no such domain|invalid recipient|not our user"
    r"|bad destination (email|mailbox)|has moved|(does not|doesn'?t) accept mail|null ?mx",
    re.IGNORECASE,
)
_STAYS_WORDS = re.compile(
    r"\bfull\b(?! details)|exceed|quota|out of storage|spam|black ?list|block|reputation"
    r"|reverse dns|\bptr\b|policy|relaying|open relay|denied|suspend|inactive|disabled|grey ?list"
    r"|too many|rate limit|timed? ?out|virus"
    r"|authenticat|\bdmarc\b|\bspf\b|\bdkim\b|authori[sz]ed|too (large|big)|system (error|problem)"
    r"|preference|sender address|domain of sender|malformed|temporar|550 ?: user unknown"
    # What they do not believe of us says nothing of whom we wrote to.
    r"|sender (verif|domain|unknown|invalid|rejected)|(unknown|invalid|unverified|verify) sender"
    r"|from address|\b(helo|ehlo)\b|your (host|domain)|unverified address|\brbl\b",
    re.IGNORECASE,
)
# Refused after it was read: a filter did not want this mail, whatever it then calls the user.
_AFTER_READING = re.compile(
    r"in reply to end of data|after (the )?end of data|>>> (DATA|\.)\s+<<< 5(?!03)", re.IGNORECASE
)
# An old server's number without the code of RFC 3463 is given for anything.
_BARE_REFUSAL = re.compile(r"\b55\d\b|\[-\d+\]")
_LATE_WORDS = re.compile(
    r"delayed|will (be )?re-?tr|not yet been delivered|still trying|warning message only"
    r"|do not need to resend",
    re.IGNORECASE,
)
_STATUSES = ("message/delivery-status", "message/global-delivery-status")
_ROBOT = re.compile(
    r"mailer-?daemon|post_?master|mail delivery|microsoftexchange|\bndr\b", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"undeliver|delivery|failure notice|returned mail|mail.?failure|non.?remis|unzustellbar"
    r"|could not be delivered|error|rejected",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What it says of one recipient, in small letters."""

    recipient: str
    kind: MailKind
    said: str  # its code and words, short
    original: str = ""  # to whom it was sent, where that one hands on to the recipient


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says of a mail of ours."""

    kind: MailKind  # the worst of all
    said: str
    is_formal: bool  # the mail itself is a report (RFC 3462); else its sender is a mail server
    told: tuple[Told, ...]

    def about(self, address: str) -> Told | None:
        """What it says of this address; None where it names others alone, or none."""
        ours = ascii_form(address)
        final = (one for one in self.told if ascii_form(one.recipient) == ours)
        sent_to = (one for one in self.told if ascii_form(one.original) == ours)
        return next(final, None) or next(sent_to, None)


@dataclass(frozen=True, slots=True)
class _Block:
    """What it says of one recipient."""

    recipient: str
    action: str
    status: str
    words: str
    original: str = ""


def report_of(read: Read) -> Report | None:
    """None where the mail is no server's word about another mail."""
    is_formal = is_formal_report(read.message)
    if not (is_formal or _is_from_server(read)):
        return None
    failed, words = _failed(read), _words(read.message)
    blocks = [_block(one) for one in _raw_blocks(read.message)]
    if not (is_formal or blocks or failed or _SUBJECT.search(read.subject)):
        return None
    blocks = blocks or list(_blocks_in_words(failed or addresses_in(words), words))
    told = tuple(
        Told(one.recipient, _kind(one, words), _short(one, words), one.original) for one in blocks
    )
    kind = min((one.kind for one in told), key=_WORST.index)
    return Report(kind, told[0].said, is_formal, told)


def kind_of_refusal(words: str) -> MailKind:
    """The same of what a server answered, as a provider hands it on."""
    return _kind(_Block("", "failed", _code_in(words), words), words)


_WORST = (MailKind.GONE, MailKind.BOUNCED, MailKind.DELAYED, MailKind.AUTO_REPLY)


def _kind(block: _Block, words: str) -> MailKind:
    if block.action == "delayed" or (not block.action and _LATE_WORDS.search(words)):
        return MailKind.DELAYED
    if block.action in ("delivered", "relayed", "expanded"):
        return MailKind.AUTO_REPLY
    return MailKind.GONE if _is_gone(block, words) else MailKind.BOUNCED


def _is_gone(block: _Block, words: str) -> bool:
    code = _code_in(block.words) or block.status
    said = block.words or words
    if code.startswith("4") or _STAYS.fullmatch(code) or _STAYS_WORDS.search(said):
        return False
    if _GONE.fullmatch(code):
        return True
    is_refusal = bool(block.action) or bool(code) or not _BARE_REFUSAL.search(words)
    return is_refusal and not _AFTER_READING.search(words) and bool(_GONE_WORDS.search(said))


def is_formal_report(message: Message) -> bool:
    """Whether the mail itself is one, and does not hold or quote one."""
    is_report = message.get_content_type() == "multipart/report"
    return is_report and any(map(_is_status, outer_parts(message)))


def _is_status(part: Message) -> bool:
    return part.get_content_type() in _STATUSES


def _is_from_server(read: Read) -> bool:
    """Many programs answer without a return path, or say that they are programs."""
    said = f"{header(read.message, 'From')} {header(read.message, 'Return-Path')}"
    return not read.sender or bool(_ROBOT.search(said))


def _failed(read: Read) -> set[str]:
    """The addresses that old servers' reports name, each in its own manner."""
    found = all_failures(message_from_bytes(read.raw[:MOST_BYTES]))
    return {one.decode(errors="replace").lower() for some in found for one in some}


def _raw_blocks(message: Message) -> Iterator[Message]:
    """The report's block of each recipient; the first of a report speaks of the server."""
    for part in filter(_is_status, outer_parts(message)):
        inner = part.get_payload() if part.is_multipart() else []
        for one in (one for one in inner if isinstance(one, Message)):
            blocks = (one, *_blocks_below(one, str(part.get("Content-Transfer-Encoding", ""))))
            yield from (block for block in blocks if block.get("status") or block.get("action"))


def _blocks_below(block: Message, encoding: str) -> Iterator[Message]:
    """Those that the parser takes for words: encoded ones, and those of RFC 6533."""
    below = block.get_payload()
    if not (isinstance(below, str) and below.strip()):
        return
    carrier = Message()
    carrier["Content-Transfer-Encoding"] = encoding
    carrier.set_payload(below)
    for text in re.split(r"\r?\n\r?\n", text_of_part(carrier))[:MOST_RECIPIENTS]:
        yield HeaderParser().parsestr(text.strip())


def _block(raw: Message) -> _Block:
    action = str(raw.get("action", "")).partition(";")[0].strip().lower()
    final, original = _address_in(raw, "final-recipient"), _address_in(raw, "original-recipient")
    code = _code_in(str(raw.get("status", "")))
    return _Block(final or original, action, code, header(raw, "diagnostic-code"), original)


def _address_in(raw: Message, name: str) -> str:
    whose = header(raw, name)
    return next(addresses_in(whose.partition(";")[2] or whose), "")


def _blocks_in_words(recipients: Iterable[str], words: str) -> Iterator[_Block]:
    """The words say the same of all that they name."""
    code = _code_in(words)
    for recipient in [*dict.fromkeys(recipients)][:MOST_RECIPIENTS] or [""]:
        yield _Block(recipient, "", code, words)


def _code_in(words: str) -> str:
    found = _STATUS.search(words)
    return found[0] if found else ""


def _words(message: Message) -> str:
    """What the server says itself, without the mail that it gives back."""
    own = (before_given_back(text_of_part(part)) for part in own_parts(message))
    return storable("\n".join(own)[:MOST_WORDS])


def _short(block: _Block, words: str) -> str:
    return " ".join(f"{block.status} {block.words or words}".split())[:SHOWN]
