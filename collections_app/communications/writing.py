"""A message is rendered and stored as it will go: text, HTML, PDF, recipient, amounts."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from collections_app.communications.addresses import recipient_of
from collections_app.communications.choices import Channel, State
from collections_app.communications.emails import lay_out
from collections_app.communications.facts import Facts, facts_for
from collections_app.communications.letters import build_letter
from collections_app.communications.models import Communication, Wording
from collections_app.communications.pages import EXAMPLE, address_of, keep_link, leads_to_page
from collections_app.communications.rendering import CannotRender, Rendered, render
from collections_app.communications.rendering import Wording as AnyWording
from collections_app.communications.sms_text import foreign_links
from collections_app.communications.values import Given
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.documents.print_runs import page_count
from collections_app.invoices.models import Invoice
from collections_app.lib.files import keep
from collections_app.lib.tokens import new_token


class CannotEnclose(Exception):
    """The copy is of another customer's invoice."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's words and what they are said of."""

    given: Given
    wording: Wording


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written, to whom, and what planned it."""

    customer: Customer
    contact: Contact | None
    channel: str
    given: Given
    wording: Wording
    key: str  # what may exist once
    mode: str
    by: str
    instead: AnyWording | None = None  # a person's words for this one message
    waits: bool = False
    letter: Letter | None = None  # that a mail carries as PDF
    copies: Sequence[Invoice] = ()  # whose files go with the mail
    on_paper: bool = True  # False: a letter of a rehearsed past, kept as text alone
    lines: list[dict[str, Any]] = field(default_factory=list)
    why: dict[str, Any] = field(default_factory=dict)
    rests: dt.timedelta = dt.timedelta(0)  # before it may leave


class _Said:
    """One wording said on one channel."""

    def __init__(self, given: Given, wording: AnyWording) -> None:
        self.given = given
        self.wording = wording

    @cached_property
    def facts(self) -> Facts:
        return facts_for(self.given)

    @cached_property
    def body(self) -> Rendered:
        return render(self.wording, self.facts)

    def letter(self) -> bytes:
        return build_letter(given=self.given, facts=self.facts, body=self.body)


def write_message(draft: Draft, *, now: dt.datetime) -> Communication:
    """Render a draft and store it, ready to go or waiting for approval."""
    token = new_token()
    communication = _whole(_leading_to_page(draft, token), now)
    communication.save(force_insert=True)
    _keep_link(communication, draft, token, now)
    return communication


def rewrite_message(
    communication: Communication, draft: Draft, *, changed: dict[str, Any], now: dt.datetime
) -> bool:
    """What waits is said anew in its place; False where it waits no more."""
    token = new_token()
    new = _whole(_leading_to_page(draft, token), now)
    waiting = Communication.objects.filter(pk=communication.pk, state=State.WAITING)
    is_done = waiting.update(
        changed=changed,
        subject=new.subject,
        text=new.text,
        html=new.html,
        pdf=new.pdf,
        pdf_sha256=new.pdf_sha256,
        pdf_pages=new.pdf_pages,
    )
    if is_done:
        _keep_link(communication, draft, token, now)
    return bool(is_done)


def _leading_to_page(draft: Draft, token: str) -> Draft:
    """With the address of the page for customers, where the message leads there."""
    if not leads_to_page(draft.customer.company, draft.given):
        return draft
    return replace(draft, given=replace(draft.given, page=address_of(token)))


def _keep_link(communication: Communication, draft: Draft, token: str, now: dt.datetime) -> None:
    if leads_to_page(draft.customer.company, draft.given):
        keep_link(communication, token, at=now)


def _whole(draft: Draft, now: dt.datetime) -> Communication:
    """Its paper too."""
    said = _Said(draft.given, draft.instead or draft.wording)
    communication = _written(draft, said, now)
    _add_pdf(communication, said, draft)
    return communication


def preview_message(draft: Draft, *, now: dt.datetime) -> Communication:
    """What would be stored, its paper apart: for a person's eyes, never saved."""
    draft = _leading_to_page(draft, EXAMPLE)
    return _written(draft, _Said(draft.given, draft.wording), now)


def _written(draft: Draft, said: _Said, now: dt.datetime) -> Communication:
    _check_links(draft, said)
    communication = Communication(
        id=uuid.uuid4(),
        company_id=draft.customer.company_id,
        customer=draft.customer,
        contact=draft.contact,
        channel=draft.channel,
        state=State.WAITING if draft.waits else State.READY,
        mode=draft.mode,
        key=draft.key,
        purpose=draft.wording.key,
        why=draft.why,
        by=draft.by,
        sender=sender_of(draft.customer.company, draft.channel),
        recipient=recipient_of(draft.customer, draft.contact, draft.channel),
        recipient_name=draft.contact.name if draft.contact else draft.customer.name,
        language=said.facts.language,
        wording=draft.wording,
        subject=said.body.subject,
        text=said.body.text,
        lines=draft.lines,
        copies=copies_of(draft.customer, draft.copies),
        created_at=now,
        send_after=now + draft.rests,
    )
    _add_html(communication, said)
    return communication


def _check_links(draft: Draft, said: _Said) -> None:
    """A text's links lead to the company's own domains, or it is not written (DOMAIN 4.4)."""
    if draft.channel != Channel.SMS:
        return
    if foreign := foreign_links(said.body.text, own_domains(draft.customer.company)):
        raise CannotRender(
            f"The wording {said.wording} links to {foreign[0]}. An SMS may link only to a domain "
            "of the company: that of its mail, its payment link or this application."
        )


def own_domains(company: Company) -> set[str]:
    links = [urlsplit(link).hostname for link in (company.pay_link, settings.PUBLIC_BASE_URL)]
    mail = company.sender_email.rpartition("@")[2]
    return {domain.lower() for domain in [*links, mail] if domain}


def copies_of(customer: Customer, invoices: Sequence[Invoice]) -> list[dict[str, Any]]:
    """Their files as they are now; of another customer none goes, whoever asks for it."""
    if strange := [one for one in invoices if one.customer_id != customer.pk]:
        raise CannotEnclose(f"{strange[0]} is no invoice of {customer}.")
    return [{"invoice": one.pk, "number": one.number, "file": one.file.name} for one in invoices]


def _add_html(communication: Communication, said: _Said) -> None:
    if communication.channel == Channel.EMAIL:
        mail = lay_out(body=said.body, facts=said.facts)
        communication.subject = mail.subject
        communication.text, communication.html = mail.text, mail.html
        communication.logo = mail.logo


def _add_pdf(communication: Communication, said: _Said, draft: Draft) -> None:
    """A letter is its PDF; a mail may carry one."""
    letter = said if draft.channel == Channel.LETTER and draft.on_paper else None
    if draft.letter:
        letter = _Said(draft.letter.given, draft.letter.wording)
    if letter:
        content = letter.letter()
        communication.pdf, communication.pdf_sha256 = keep(content)
        communication.pdf_pages = page_count(content)


def sender_of(company: Company, channel: str) -> str:
    """The company's own address on that channel; a letter's stands on its paper."""
    senders = {
        Channel.EMAIL: company.sender_email,
        Channel.SMS: company.sms_sender,
        Channel.VOICE: company.calls_from,
    }
    return senders.get(Channel(channel), "")
