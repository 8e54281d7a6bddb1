"""Mails that come in, and the mailbox that they come to."""

import datetime as dt
import hashlib
from email.message import EmailMessage

from django.utils import timezone

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Communication
from collections_app.communications.transports.base import Result
from collections_app.communications.transports.email import message_id
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.composing import compose
from collections_app.dunning.last_look import check_at
from collections_app.dunning.models import Notice
from collections_app.dunning.sending import settle_at
from collections_app.dunning.walk import walk
from collections_app.mail import IMAPS, MailPlace
from collections_app.replies.mails import apply_mails
from collections_app.replies.models import Mail, Mailbox
from tests import factories
from tests.factories import date
from tests.outbox import send_one
from tests.replies.world import FIRST_DAY, NOW

CHECK = check_at(day=date(FIRST_DAY), now=NOW, in_window=True)
SETTLE = settle_at(day=date(FIRST_DAY), now=NOW)
PLACE = MailPlace("mail.example", 993, IMAPS, "dunning@talbruck.example", "secret")


def mailbox_just_read(at: dt.datetime | None = None) -> MailPlace:
    """For a company that goes live: a mailbox at which a look went well a moment ago."""
    Mailbox.objects.update_or_create(
        name=PLACE.name, defaults={"polled_at": at or timezone.now(), "failures": 0}
    )
    return PLACE


def owing_by_mail(company: Company, email: str = "femke@vandrel.example", **values) -> Customer:
    """Takes e-mail, and letters too; owes an invoice due on 5 January."""
    customer = factories.customer(company, **values)
    customer.contacts.update(email=email)
    factories.invoice(customer, "2024-01-05", "1200.00")
    return customer


def mail_ready(company: Company) -> Communication:
    """Today's reminder by e-mail, written and not yet sent."""
    company.ledger_as_of = date(FIRST_DAY)
    company.save(update_fields=["ledger_as_of"])
    walk(company=company, as_of=date(FIRST_DAY), now=NOW)
    for notice in Notice.objects.filter(company=company, state="planned"):
        compose(notice=notice, now=NOW)
    return Communication.objects.get(company=company, channel="email", state="ready")


def sends(ready: Communication, outcome: Outcome = Outcome.ACCEPTED) -> Communication:
    taken = Result(outcome)
    send_one(ready, check=CHECK, settle=SETTLE, now=NOW, carrier=lambda _: taken)
    ready.refresh_from_db()
    return ready


def written(text: str, *, answers: Communication | None = None, **headers: str) -> bytes:
    """A mail from a person, in the thread of ours where it answers one."""
    one = EmailMessage()
    given = {
        "From": "Femke Oldaal <femke@vandrel.example>",
        "To": "ar@talbruck.example",
        "Subject": "Re: Invoice",
        "Message-ID": "<a1@vandrel.example>",
    }
    if answers:
        given["In-Reply-To"] = message_id(answers)
    for name, value in (given | headers).items():
        one[name] = value
    one.set_content(text)
    return one.as_bytes()


def bounce(
    of: Communication | None,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    said: str = "",
    recipient: str = "",
    more: str = "",
    given_back: str = "",
) -> bytes:
    """What a server writes when it gives a mail back (RFC 3464); `more`: of other recipients."""
    words = said or f"550 {status} User unknown"
    named = f"Message-ID: {message_id(of)}" if of else "Subject: lost"
    whom = recipient or (of.recipient if of else "femke@vandrel.example")
    return f"""From: MAILER-DAEMON@mail.example
To: ar@talbruck.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=b="

--=b=
Content-Type: text/plain

I could not deliver your message.
--=b=
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {whom}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}
{more}
--=b=
Content-Type: text/rfc822-headers

{given_back or named}
Subject: Invoice

--=b=--
""".replace("\n", "\r\n").encode()


def complaint(of: Communication) -> bytes:
    """What a provider writes when somebody calls a mail spam (RFC 5965)."""
    return f"""From: fbl@mail.example
To: ar@talbruck.example
Subject: FW: Invoice
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=b="

--=b=
Content-Type: text/plain

This is a complaint.
--=b=
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Mail/1

--=b=
Content-Type: message/rfc822

Message-ID: {message_id(of)}
Subject: Invoice

Our reminder.
--=b=--
""".replace("\n", "\r\n").encode()


def receipt(of: Communication) -> bytes:
    """What a mail program writes when somebody was shown a mail (RFC 8098)."""
    return f"""From: femke@vandrel.example
To: ar@talbruck.example
Subject: Read: Invoice
Message-ID: <read1@vandrel.example>
In-Reply-To: {message_id(of)}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="=b="

--=b=
Content-Type: text/plain

Your message was read on Wednesday.
--=b=
Content-Type: message/disposition-notification

Final-Recipient: rfc822; femke@vandrel.example
Original-Message-ID: {message_id(of)}
Disposition: manual-action/MDN-sent-manually; displayed

--=b=--
""".replace("\n", "\r\n").encode()


def came(raw: bytes, at: dt.datetime = NOW, size: int | None = None) -> Mail:
    """A mail as the mailbox keeps it, and what follows from it."""
    box, _ = Mailbox.objects.get_or_create(name=PLACE.name)
    mail = Mail.objects.create(
        mailbox=box,
        sha256=hashlib.sha256(raw).hexdigest(),
        raw=raw,
        size=size or len(raw),
        received_at=at,
    )
    apply_mails(at=at)
    mail.refresh_from_db()
    return mail
