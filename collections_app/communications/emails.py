"""E-mail: a rendered message in its layout, and the stored one as it goes out (RELIABILITY 3.9)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import MIMEPart
from functools import cache, lru_cache

from css_inline import CSSInliner
from django.core.mail import EmailMultiAlternatives
from django.utils.encoding import punycode
from email_validator import EmailNotValidError, validate_email
from templated_email import get_templated_mail

from collections_app.communications.facts import Facts
from collections_app.communications.logos import IN_MAIL, mail_logo
from collections_app.communications.phrases import page
from collections_app.communications.rendering import Rendered, held_part
from collections_app.lib.files import read
from collections_app.lib.texts import one_line, without_links

HTML = "text/html"
NAME_LIMIT = 60
SUBJECT_LIMIT = 200
Attachment = tuple[str, bytes, str]  # name (ours), content, MIME type


class CannotAddress(ValueError):
    """What was given as an address cannot stand in a header or an envelope."""


@dataclass(frozen=True)
class Mailbox:
    """A name and an address, never one string."""

    address: str
    name: str = ""


class Mail(EmailMultiAlternatives):
    """One mail with the moment by which its last byte must have left (monotonic seconds)."""

    deadline: float | None = None
    smtp_reply = ""


@dataclass(frozen=True)
class LaidOut:
    """A mail's three texts and the path of its picture, to be stored and sent as they are."""

    subject: str
    text: str
    html: str
    logo: str = ""


def lay_out(*, body: Rendered, facts: Facts) -> LaidOut:
    """The message in the mail layout, its style inlined; nothing is fetched for it."""
    held = replace(body, parts=tuple(map(held_part, body.parts)))
    said = {"body": held, "facts": facts, "logo": facts.logo and IN_MAIL}
    said["page"] = page(facts.language)
    mail = get_templated_mail("notice", said, template_prefix="email/")
    html = next(part.content for part in mail.alternatives if part.mimetype == HTML)
    return LaidOut(
        subject=header_words(mail.subject, SUBJECT_LIMIT),
        text=mail.body,
        html=_inliner().inline(html),
        logo=facts.logo and mail_logo(facts.logo),
    )


def build_email(
    *,
    sender: Mailbox,
    reply_to: Mailbox | None,
    recipient: Mailbox,
    laid_out: LaidOut,
    attachments: Sequence[Attachment],
    message_id: str,
    thread: Sequence[str] = (),
) -> Mail:
    """One mail to one recipient; CannotAddress when an address is not one.

    `message_id` with its angle brackets; the caller keeps it, since replies name it. `thread` are
    those of the mails before it; the last is the one that it answers.
    """
    mail = Mail(
        header_words(laid_out.subject, SUBJECT_LIMIT),
        laid_out.text,
        header_address(sender),
        [header_address(recipient)],
        reply_to=[header_address(reply_to)] if reply_to else None,
        headers={"Message-ID": _identifier(message_id), **_thread_headers(thread)},
    )
    mail.attach_alternative(laid_out.html, HTML)
    if laid_out.logo:
        mail.attach(_picture(read(laid_out.logo)))
    for name, content, kind in attachments:
        mail.attach(name, content, kind)
    return mail


@lru_cache(maxsize=1000)
def header_address(mailbox: Mailbox) -> str:
    """The mailbox as a header writes it: checked, the name quoted, the domain in ASCII."""
    try:
        checked = validate_email(mailbox.address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise CannotAddress(f"{one_line(mailbox.address)!r}: {error}") from error
    name = without_links(header_words(mailbox.name, NAME_LIMIT))
    domain = punycode(checked.domain)
    return str(Address(display_name=name, username=checked.local_part, domain=domain))


def header_words(words: str, limit: int) -> str:
    """One line in which nothing can be read as an encoded word, and so hide a line break."""
    return one_line(words, limit=limit).replace("=?", "= ?")


def _thread_headers(thread: Sequence[str]) -> dict[str, str]:
    """What makes a mail program show it beneath the mail that it answers (RFC 5322, 3.6.4)."""
    if not thread:
        return {}
    checked = [_identifier(one) for one in thread]
    return {"In-Reply-To": checked[-1], "References": " ".join(checked)}


@lru_cache(maxsize=20)
def _picture(png: bytes) -> MIMEPart:
    """The logo where the HTML has it, and no file beside the text."""
    part = MIMEPart()
    cid = f"<{IN_MAIL.removeprefix('cid:')}>"
    part.set_content(png, "image", "png", disposition="inline", cid=cid)
    return part


def _identifier(message_id: str) -> str:
    if not (message_id.isascii() and message_id.isprintable() and " " not in message_id):
        raise CannotAddress(f"{one_line(message_id)!r} is no Message-ID")
    return message_id


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
