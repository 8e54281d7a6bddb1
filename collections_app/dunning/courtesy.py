"""The courtesy note: what falls due soon, said once before it does. Pure.

It stands beside the ladder: it takes no level, is never caught up, and goes only while nothing
is chased, so that it neither delays a reminder nor softens a letter.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from collections_app.dunning.approval import approval_of
from collections_app.dunning.facts import Ladder, Line, Open, PlannedNotice, Rung, Situation
from collections_app.dunning.timing import notice_free_on
from collections_app.dunning.tracks import Track, is_unsettled, level_line
from collections_app.lib.calendars import Calendar

ONE = Decimal(1)


def courtesy_track(
    situation: Situation, listed: Sequence[Open], ladder: Ladder, calendar: Calendar, day: dt.date
) -> Track:
    """The note of that day, if one is due; `listed` is what a letter would list."""
    rung = ladder.courtesy
    if rung is None or listed or _is_chased(situation):
        return Track()
    ahead = upcoming(situation, ladder=ladder, day=day)
    goes_on = {one.id: _goes_on(one, rung, situation, calendar, day) for one in ahead}
    track = Track(looks=[on for on in goes_on.values() if on > day])
    due = [one for one in ahead if goes_on[one.id] <= day]
    channel = next((one for one in rung.channels if one in situation.reach), "")
    if due and channel and not situation.has_unfinished_notice:
        lines = (level_line(one, rung, one.due_on) for one in due)
        since = (_wanted_on(one, rung) for one in due)
        approval = approval_of(situation, rung, since, calendar, day)
        track.notice = note_beside(rung, channel, approval, lines)
    return track


def upcoming(situation: Situation, *, ladder: Ladder, day: dt.date) -> tuple[Open, ...]:
    """Invoices not yet due that a note may name: worth asking for, and not collected by us."""
    return tuple(
        one
        for one in sorted(situation.invoices, key=lambda one: (one.due_on, one.id))
        if one.due_on > day
        and one.demandable * situation.rates.get(one.currency, ONE) > ladder.minimum
        and one.eligible_from is None
        and not one.is_announced
        and not (one.held_until and one.held_until >= day)
    )


def _is_chased(situation: Situation) -> bool:
    last = situation.told[-1] if situation.told else None
    return last is not None and last.wording_rank > 0 and is_unsettled(situation, last)


def _goes_on(
    invoice: Open, rung: Rung, situation: Situation, calendar: Calendar, day: dt.date
) -> dt.date:
    """The day of its note, moved by contact pressure and to a business day."""
    wanted = max(_wanted_on(invoice, rung), day)
    free = notice_free_on(situation, "")
    return calendar.business_day_from(max(wanted, free or wanted))


def _wanted_on(invoice: Open, rung: Rung) -> dt.date:
    return invoice.due_on - dt.timedelta(rung.before_due_days)


def note_beside(rung: Rung, channel: str, approval: str, lines: Iterable[Line]) -> PlannedNotice:
    """A notice beside the ladder, in words of its own."""
    return PlannedNotice(
        rung=rung,
        wording=rung.key,
        wording_rank=rung.rank,
        opens_with_thanks=False,
        channel=channel,
        approval=approval,
        lines=tuple(lines),
    )
