"""Mails to those who work here: by the mail server itself, since they concern no customer."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from collections_app.communications.transports.smtp import SmtpFailure
from collections_app.companies.models import Company
from collections_app.mail import NO_SERVER
from collections_app.users.models import Invitation

logger = logging.getLogger(__name__)
INVITATION = """Hello {name},

{sentence} This link lets you in once, until {until:%A %d %B, %H:%M} UTC:

{link}

If you do not expect this, you need do nothing.
"""
NEW = "you are invited to work with Dunwell for {companies}."
AGAIN = "here you set a new password for Dunwell."


def has_mail() -> bool:
    """Whether a mail server is set."""
    return bool(settings.MAILERS["default"]["BACKEND"] != NO_SERVER)


def send_to(email: str, *, subject: str, text: str, company: Company | None) -> None:
    """Now; whoever waits for it sees at once that it did not go."""
    sender = company.sender_email if company else None
    EmailMessage(subject, text, sender, [email]).send(using="default")


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Whether the mail server took it; the link is shown in any case."""
    companies = list(invitation.companies.all())
    named = " and ".join(one.legal_name for one in companies)
    text = INVITATION.format(
        name=invitation.name,
        sentence=AGAIN if invitation.user else NEW.format(companies=named),
        until=invitation.expires_at,
        link=link,
    )
    sender = next((one for one in companies if one.sender_email), None)
    subject = "A new password for Dunwell" if invitation.user else "Your invitation to Dunwell"
    try:
        send_to(invitation.email, subject=subject, text=text, company=sender)
    except (OSError, SMTPException, SmtpFailure) as error:
        logger.warning("The mail server did not take an invitation: %s", type(error).__name__)
        return False
    return True
