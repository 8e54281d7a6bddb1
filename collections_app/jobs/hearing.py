"""What comes by mail: read from the mailbox, then applied."""

import datetime as dt

from django.conf import settings

from collections_app.communications.transports.imap import CANNOT_READ
from collections_app.replies.mailbox import poll


def hear(*, at: dt.datetime) -> None:
    """A look at the mailbox, if there is one; one that cannot be read is told to a person."""
    if settings.MAILBOX is None:
        return
    try:
        poll(settings.MAILBOX, at=at)
    except CANNOT_READ:
        return  # kept at the mailbox, and told after a few minutes
