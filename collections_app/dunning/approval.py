"""Which notices a person lets go first, and why. Pure."""

import datetime as dt
from collections.abc import Iterable

from collections_app.dunning.facts import Rung, Situation
from collections_app.lib.calendars import Calendar

RESTORED = "restored"
CAREFUL_DAYS = 1  # business days after a restore in which nothing leaves unapproved


def approval_of(
    situation: Situation, rung: Rung, due: Iterable[dt.date], calendar: Calendar, day: dt.date
) -> str:
    """Why the notice waits for a person; empty when it need not.

    `due` are the days since when what it says was due. What was due before the database was
    restored may have gone in the time that it forgot, however late a hold or the contact
    pressure lets it be planned again.
    """
    if restored := situation.restored_on:
        careful_until = calendar.add_business_days(restored, CAREFUL_DAYS)
        if day <= careful_until or any(on <= restored for on in due):
            return RESTORED
    return situation.approval or ("level" if rung.needs_approval else "")
