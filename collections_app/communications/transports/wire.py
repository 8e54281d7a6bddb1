"""A mail as it goes over the wire, put together from fixed parts.

The standard library's message tree takes longer to build than the rest of sending takes. Its policy
still checks and folds every header, and keeps those that many mails share.
"""

from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterable
from email.message import Message
from email.policy import SMTP
from email.utils import formatdate
from functools import lru_cache

from django.core.mail import EmailMultiAlternatives

# Neither encoding of a part can hold these: after "=" it has two hexadecimal digits or an end.
MIXED, TEXTS, SHOWN = "=_mixed", "=_texts", "=_shown"
FOLD = "\r\n "
# The policy would write long identifiers as encoded words, which no mail program compares.
THREAD = ("In-Reply-To", "References")


def as_bytes(mail: EmailMultiAlternatives) -> bytes:
    """Headers, texts, pictures and files of a mail; ValueError where a header is not one line."""
    others = [
        _text(str(kind).removeprefix("text/"), str(words)) for words, kind in mail.alternatives
    ]
    if pictures := [_picture(one) for one in mail.attachments if isinstance(one, Message)]:
        others = [_multipart("related", SHOWN, [*others, *pictures])]
    texts = _multipart("alternative", TEXTS, [_text("plain", str(mail.body)), *others])
    files = [_file(*one) for one in mail.attachments if not isinstance(one, Message)]
    return _head(mail) + (_multipart("mixed", MIXED, [texts, *files]) if files else texts)


def _head(mail: EmailMultiAlternatives) -> bytes:
    headers = {
        "Subject": mail.subject,
        "From": mail.from_email,
        "To": ", ".join(mail.to),
        "Reply-To": ", ".join(mail.reply_to),
        "Date": formatdate(),
        **mail.extra_headers,
        "MIME-Version": "1.0",
    }
    return b"".join(_header(name, value) for name, value in headers.items() if value)


@lru_cache(maxsize=500)
def _header(name: str, value: str) -> bytes:
    if name in THREAD:
        return f"{name}: {FOLD.join(value.split())}\r\n".encode("ascii")
    return SMTP.fold_binary(*SMTP.header_store_parse(name, value))


def _text(kind: str, words: str) -> bytes:
    lines = words.replace("\r\n", "\n").replace("\r", "\n").encode()
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + b2a_qp(lines).replace(b"\n", b"\r\n")


def _file(name: str, content: bytes, kind: str) -> bytes:
    return (
        _header("Content-Type", kind)
        + b"Content-Transfer-Encoding: base64\r\n"
        + _header("Content-Disposition", f'attachment; filename="{name}"')
        + b"\r\n"
        + encodebytes(content).replace(b"\n", b"\r\n")
    )


@lru_cache(maxsize=20)
def _picture(part: Message) -> bytes:
    return part.as_bytes(policy=SMTP)


def _multipart(kind: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    edge = f"\r\n--{boundary}".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n'.encode()
    inner = b"".join(edge + b"\r\n" + part for part in parts)
    return head + inner + edge + b"--\r\n"
