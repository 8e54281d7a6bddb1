"""E-mail: the stored communication as one message over the configured backend."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.encoding import punycode

from collections_app.communications.choices import Outcome
from collections_app.communications.emails import (
    Attachment,
    CannotAddress,
    LaidOut,
    Mail,
    Mailbox,
    build_email,
    header_address,
)
from collections_app.communications.transports.base import Result, Transport, deadline_of
from collections_app.communications.transports.mail_log import line_that_took
from collections_app.communications.transports.mail_provider import headers_for
from collections_app.communications.transports.smtp import SmtpFailure
from collections_app.companies.answer_address import answer_address
from collections_app.lib.files import file_name, read

if TYPE_CHECKING:
    from collections_app.communications.models import Attempt, Communication

PDF = "application/pdf"


class EmailTransport(Transport):
    """Sends exactly what is stored: its subject, its two texts and its PDF."""

    def send(self, communication: Communication, attempt: Attempt) -> Result:
        try:
            header_address(recipient_of(communication))
        except CannotAddress as error:
            return Result(Outcome.REJECTED_FOR_GOOD, reply=str(error), marks_address=True)
        try:
            message = stored_email(communication)
        except CannotAddress as error:  # the company's own
            return Result(Outcome.NOT_SENT, reply=str(error), stops_channel=True)
        except OSError as error:
            return Result(Outcome.NOT_SENT, reply=f"A file of it cannot be read: {error}")
        message.extra_headers |= headers_for(settings.MAIL_PROVIDER, attempt.token)
        return send_email(message, deadline=deadline_of(attempt))

    def look_for(self, communication: Communication, attempt: Attempt) -> Result | None:
        """What the mail server's log proves; only a person can say that it did not go."""
        if not settings.MAIL_LOG:
            return None
        line = line_that_took(message_id(communication), Path(settings.MAIL_LOG))
        return Result(Outcome.ACCEPTED, reply=line) if line else None


def send_email(message: Mail, *, deadline: float) -> Result:
    """One try; a backend that is not ours may have sent whatever it then complains about."""
    message.deadline = deadline
    try:
        sent = message.send(using="default")
    except SmtpFailure as failure:
        return failure.result
    except Exception as error:  # noqa: BLE001 - any provider's library, any of its errors
        return Result(Outcome.UNKNOWN, reply=f"{type(error).__name__}: {error}")
    if sent != 1:
        return Result(Outcome.NOT_SENT, reply="The mail backend took no message.")
    return Result(
        Outcome.ACCEPTED,
        provider_id=message.extra_headers["Message-ID"],
        reply=message.smtp_reply,
    )


def stored_email(communication: Communication) -> Mail:
    """The message of a stored communication; CannotAddress where an address is not one."""
    company = communication.company
    answers_to = answer_address(company, communication.pk)
    return build_email(
        sender=Mailbox(communication.sender, company.legal_name),
        reply_to=Mailbox(answers_to, company.legal_name) if answers_to else None,
        recipient=recipient_of(communication),
        laid_out=LaidOut(
            communication.subject, communication.text, communication.html, communication.logo
        ),
        attachments=_attachments(communication),
        message_id=message_id(communication),
        thread=communication.thread.split(),
    )


def recipient_of(communication: Communication) -> Mailbox:
    return Mailbox(communication.recipient, communication.recipient_name)


def message_id(communication: Communication) -> str:
    """Always the same for the same communication, so that a second copy shows itself."""
    domain = punycode(communication.sender.rpartition("@")[2])
    return f"<{communication.pk}@{domain}>"


def _attachments(communication: Communication) -> list[Attachment]:
    """The letter, then the copies of invoices."""
    letter = [(communication.purpose.replace("_", "-"), communication.pdf)]
    copies = [(file_name(one["number"]), one["file"]) for one in communication.copies]
    files = [(name, path) for name, path in [*letter, *copies] if path]
    return [(f"{name}.pdf", read(path), PDF) for name, path in files]
