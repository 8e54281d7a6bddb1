"""A mail to oneself proves a company's sender: the mail server took it, or says why not."""

import datetime as dt
import time
from collections.abc import Iterable
from uuid import uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.utils.encoding import punycode
from django.utils.html import linebreaks

from collections_app.communications.choices import Outcome
from collections_app.communications.emails import CannotAddress, LaidOut, Mailbox, build_email
from collections_app.communications.transports.base import Result
from collections_app.communications.transports.email import send_email
from collections_app.companies.installation import why_silent
from collections_app.companies.models import Company
from collections_app.history.actions import record
from collections_app.history.models import Event

KIND = "sender.tried"
PAUSE = dt.timedelta(seconds=30)
SECONDS = 20.0  # while a person waits
SUBJECT = "A test mail of {company}"
WORDS = """Hello {name},

you asked for this mail to see whether {company} can write as {sender}. The mail server took it.

Look at the sender's name above, and whether it lies among the unwanted mails. No customer got it.
"""


class CannotTry(Exception):
    """No mail may leave, it has nowhere to go, or one went a moment ago."""


def try_sender(*, company: Company, to: Mailbox, by: str, at: dt.datetime) -> Result:
    """Send a mail to whoever asks, and keep what the server said of it."""
    _refuse(company, to, at)
    try:
        message = build_email(
            sender=Mailbox(company.sender_email, company.legal_name),
            reply_to=Mailbox(company.answers_to, company.legal_name),
            recipient=to,
            laid_out=_words(company, to),
            attachments=[],
            message_id=f"<{uuid4()}@{punycode(company.sender_email.rpartition('@')[2])}>",
        )
    except CannotAddress as error:
        raise CannotTry(str(error)) from error
    result = send_email(message, deadline=time.monotonic() + SECONDS)
    told = {"to": to.address, "outcome": str(result.outcome), "reply": result.reply}
    record(
        kind=KIND,
        subject=("company", company.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values=told | _place(company),
    )
    return result


def last_tries(company: Company) -> QuerySet[Event]:
    """The last one, or none, with the sender and the mail server as they are now."""
    place = {f"values__{name}": value for name, value in _place(company).items()}
    return _tries(company).filter(**place).order_by("-at")[:1]


def is_proven(tries: Iterable[Event]) -> bool:
    """By the last one: the mail server took it."""
    return any(one.values["outcome"] == Outcome.ACCEPTED for one in tries)


def _refuse(company: Company, to: Mailbox, at: dt.datetime) -> None:
    if why_silent():
        raise CannotTry("Nothing may leave this installation now.")
    if not company.sender_email:
        raise CannotTry("Say first which address e-mails come from.")
    if not to.address:
        raise CannotTry("Your log-in has no e-mail address: Settings, Your own, gives it one.")
    if _tries(company).filter(at__gt=at - PAUSE).exists():
        raise CannotTry("One went a moment ago. Look for it, and try again in half a minute.")


def _tries(company: Company) -> QuerySet[Event]:
    return Event.objects.filter(kind=KIND, subject_kind="company", subject_id=str(company.pk))


def _place(company: Company) -> dict[str, str]:
    mailer = settings.MAILERS["default"]
    server = mailer.get("OPTIONS", {}).get("host") or mailer["BACKEND"]
    return {"sender": company.sender_email, "server": server}


def _words(company: Company, to: Mailbox) -> LaidOut:
    named = {"name": to.name, "company": company.legal_name, "sender": company.sender_email}
    text = WORDS.format(**named)
    return LaidOut(SUBJECT.format(**named), text, linebreaks(text, autoescape=True))
