"""A mail in a person's own words: proposed by a wording, changed by hand, in the usual layout."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collections_app.communications.choices import Channel, State
from collections_app.communications.emails import lay_out
from collections_app.communications.facts import facts_for
from collections_app.communications.models import Communication
from collections_app.communications.plain import plain_text
from collections_app.communications.rendering import Part, Rendered, Run, Wording, render
from collections_app.communications.threads import Quote, quoted
from collections_app.communications.values import Given
from collections_app.communications.writing import copies_of, sender_of
from collections_app.customers.models import Contact, Customer
from collections_app.invoices.models import Invoice
from collections_app.lib.texts import one_line

MOST_SIGNS = 4000
SIGNATURE = Part("block", block="signature")
_GAP = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Words:
    """Subject and text as a person reads and changes them; the signature comes by itself."""

    subject: str
    text: str


@dataclass(frozen=True)
class TypedMail:
    """A person's mail: to whom, in which words, and what it belongs to."""

    customer: Customer
    contact: Contact | None
    to: str
    given: Given
    words: Words
    purpose: str
    key: str  # what may exist once
    by: str
    why: dict[str, Any]
    rests: dt.timedelta  # before it may leave
    thread: str = ""  # Message-IDs of the mails before it
    quote: Quote | None = None
    copies: Sequence[Invoice] = ()


def proposed_words(wording: Wording, given: Given) -> Words:
    """What a wording proposes; paragraphs stand on one line each."""
    said = render(wording, facts_for(given))
    return Words(said.subject, "".join(_typed(said.parts)).strip())


def _typed(parts: tuple[Part, ...]) -> list[str]:
    """Points follow each other line by line, paragraphs with a gap."""
    shown = [part for part in parts if part.kind != "block"]
    after = [*shown[1:], SIGNATURE]
    return [_line(part, next) for part, next in zip(shown, after, strict=True)]


def _line(part: Part, following: Part) -> str:
    is_point = part.kind == "point"
    gap = "\n" if is_point and following.kind == "point" else "\n\n"
    return f"{'- ' if is_point else ''}{part.text}{gap}"


def parts_of(text: str) -> tuple[Part, ...]:
    """Paragraphs and points of what was typed, with the signature beneath."""
    chunks = _GAP.split(text.replace("\r\n", "\n"))
    parts = [_part(line) for chunk in chunks for line in _lines(chunk)]
    closing = [Part("paragraph", parts[-1].runs, is_close=True)] if parts else []
    return (*parts[:-1], *closing, SIGNATURE)


def _lines(chunk: str) -> list[str]:
    """Each point of a list by itself, a paragraph in one."""
    gathered: list[str] = []
    for line in filter(None, (one_line(raw, limit=MOST_SIGNS) for raw in chunk.splitlines())):
        if line.startswith("- ") or not gathered:
            gathered.append(line)
        else:
            gathered[-1] += f" {line}"
    return gathered


def _part(line: str) -> Part:
    is_point = line.startswith("- ")
    return Part("point" if is_point else "paragraph", (Run(line.removeprefix("- ")),))


def write_typed(mail: TypedMail, *, at: dt.datetime) -> Communication:
    """Store it as it will go, ready to leave when its rest is over."""
    facts = facts_for(mail.given)
    parts = parts_of(mail.words.text)
    if mail.quote:
        parts += quoted(mail.quote, facts.language)
    body = Rendered(one_line(mail.words.subject), parts, plain_text(parts, facts))
    laid_out = lay_out(body=body, facts=facts)
    company = mail.customer.company
    return Communication.objects.create(
        id=uuid.uuid4(),
        company=company,
        customer=mail.customer,
        contact=mail.contact,
        channel=Channel.EMAIL,
        state=State.READY,
        mode=company.mode,
        key=mail.key,
        purpose=mail.purpose,
        why=mail.why,
        by=mail.by,
        sender=sender_of(company, Channel.EMAIL),
        recipient=mail.to,
        recipient_name=mail.contact.name if mail.contact else "",
        language=facts.language,
        subject=laid_out.subject,
        thread=mail.thread,
        text=laid_out.text,
        html=laid_out.html,
        logo=laid_out.logo,
        copies=copies_of(mail.customer, mail.copies),
        created_at=at,
        send_after=at + mail.rests,
    )
