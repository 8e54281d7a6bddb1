"""Look at the mailbox now, and say how it stands."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from collections_app.communications.transports.imap import CANNOT_READ
from collections_app.replies.choices import MailState
from collections_app.replies.mailbox import poll
from collections_app.replies.mails import apply_mails
from collections_app.replies.models import Mail


class Command(BaseCommand):
    help = "Reads the mailbox that answers and bounces arrive in; marks nothing there."

    def handle(self, **options: Any) -> None:
        place = settings.MAILBOX
        if place is None:
            raise CommandError("No mailbox is set: set MAILBOX_URL to where answers arrive.")
        try:
            stored = poll(place, at=timezone.now())
            apply_mails(at=timezone.now())
        except CANNOT_READ as error:
            raise CommandError(f"The mailbox of {place.name} cannot be read: {error}") from error
        waiting = Mail.objects.filter(state__in=[MailState.NOT_FILED, MailState.UNREADABLE])
        self.stdout.write(f"Read the mailbox of {place.name}: {stored} new.")
        self.stdout.write(f"{waiting.count()} mails are not filed.")
