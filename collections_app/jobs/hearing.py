"""What comes by mail: read from the mailbox, then applied."""

import datetime as dt
from contextlib import suppress

from django.conf import settings

from collections_app.communications.transports.imap import CANNOT_READ
from collections_app.replies.mailbox import poll
from collections_app.replies.mails import apply_mails


def hear(*, at: dt.datetime) -> None:
    """A look at the mailbox, if there is one, and all that follows from what is stored."""
    if settings.MAILBOX is not None:
        # Told to a person after a few minutes; what came before is applied meanwhile.
        with suppress(*CANNOT_READ):
            poll(settings.MAILBOX, at=at)
    apply_mails(at=at)
