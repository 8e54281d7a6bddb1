"""Mails that come in, and the mailbox that they come to."""

import datetime as dt

from django.utils import timezone

from collections_app.mail import IMAPS, MailPlace
from collections_app.replies.models import Mailbox

PLACE = MailPlace("mail.example", 993, IMAPS, "dunning@talbruck.example", "secret")


def mailbox_just_read(at: dt.datetime | None = None) -> MailPlace:
    """For a company that goes live: a mailbox at which a look went well a moment ago."""
    Mailbox.objects.update_or_create(
        name=PLACE.name, defaults={"polled_at": at or timezone.now(), "failures": 0}
    )
    return PLACE
