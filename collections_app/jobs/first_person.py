"""How the first person comes into an installation that nobody works at yet."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from collections_app.users.inviting import GOOD_FOR, invite_first

HOURS = int(GOOD_FOR.total_seconds() // 3600)


def first_link(*, at: dt.datetime) -> str:
    """The sentence with the link; empty as soon as anybody has a log-in."""
    token = invite_first(at=at)
    if token is None:
        return ""
    link = f"{settings.PUBLIC_BASE_URL}{reverse('people:accept', args=[token])}"
    return f"The first administrator comes in here, once, within {HOURS} hours: {link}"
