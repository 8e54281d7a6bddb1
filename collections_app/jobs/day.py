"""One day of a company in its order (DESIGN 5.11), for beat and for commands alike."""

import datetime as dt
import logging
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from collections_app.communications.choices import Channel, State
from collections_app.communications.claiming import is_silenced
from collections_app.communications.gates import closed_channels
from collections_app.communications.holding import Wordings
from collections_app.communications.models import Communication
from collections_app.communications.printing import gather_letters
from collections_app.communications.sending import send_all
from collections_app.communications.transports import close_connections
from collections_app.companies.choices import Mode
from collections_app.companies.installation import why_silent
from collections_app.companies.models import Company
from collections_app.dunning.actions import PARKED, end_holds, park_notice, withdraw_stale
from collections_app.dunning.brakes import hold_flood
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.composing import compose
from collections_app.dunning.last_look import check_at
from collections_app.dunning.models import Notice
from collections_app.dunning.modes import tell_of_stale_ledger
from collections_app.dunning.sending import settle_at
from collections_app.dunning.walk import walk
from collections_app.dunning.written_down import hold_until_written_down
from collections_app.intake.choices import State as ImportState
from collections_app.intake.copies import take_copies
from collections_app.intake.folder import take_in
from collections_app.promises.judging import judge_promises
from collections_app.promises.says_paid import end_says_paid_rows
from collections_app.promises.settling import end_what_is_paid
from collections_app.reports.looking_back import look_back

logger = logging.getLogger(__name__)


@dataclass
class Day:
    """What a day did, for its report."""

    files: int = 0
    files_put_aside: int = 0  # refused, or waiting for an answer
    promises: int = 0
    holds: int = 0
    is_stale: bool = False
    looked_at: int = 0
    notices: int = 0
    calls: int = 0
    sent: int = 0
    printing: int = 0


def play(company: Company, *, day: dt.date, now: dt.datetime) -> Day:
    """The whole day at once; the sending window counts as reached."""
    imports = take_in(company=company, now=now)
    done = Day(files=sum(one.state == ImportState.COMMITTED for one in imports))
    done.files_put_aside = len(imports) - done.files
    take_copies(company=company, now=now)
    company.refresh_from_db()
    _judge_and_walk(company, done, day=day, now=now)
    compose_planned(company, day=day, now=now)
    done.sent = send_ready(company, day=day, now=now, in_window=True)
    done.printing = print_letters(company, day=day, now=now, in_window=True)
    look_back(company=company, day=day, at=now)
    return done


def decide(company: Company, *, day: dt.date, now: dt.datetime) -> Day:
    """Judge promises, end holds, plan: what beat does often and only what is due costs."""
    done = Day()
    _judge_and_walk(company, done, day=day, now=now)
    compose_planned(company, day=day, now=now)
    return done


def _judge_and_walk(company: Company, done: Day, *, day: dt.date, now: dt.datetime) -> None:
    done.promises = judge_promises(company=company, day=day, at=now)
    hold_until_written_down(company=company, day=day, at=now)
    done.holds = end_holds(company=company, day=day, at=now)
    end_what_is_paid(company=company, day=day, at=now)
    end_says_paid_rows(company=company, day=day, at=now)
    withdraw_stale(company=company, day=day, at=now)
    done.is_stale = tell_of_stale_ledger(company=company, day=day, at=now)
    if done.is_stale and company.mode == Mode.LIVE:
        return
    run = walk(company=company, as_of=day, now=now)
    done.looked_at, done.notices, done.calls = run.looked_at, run.notices, run.calls


def compose_planned(company: Company, *, day: dt.date, now: dt.datetime) -> int:
    """Write the messages of the planned notices; how many. One that cannot be written is parked."""
    hold_flood(company=company, day=day)
    planned = Notice.objects.filter(company=company, state=NoticeState.PLANNED)
    notices = planned.exclude(reason__contains={"code": PARKED}).order_by("pk")
    wordings = Wordings(company.pk)
    return sum(
        _compose_or_park(notice, wordings, now)
        for notice in notices.select_related("customer", "company")
    )


def _compose_or_park(notice: Notice, wordings: Wordings, now: dt.datetime) -> bool:
    wordings.read()
    try:
        compose(notice=notice, wordings=wordings, now=now)
    except Exception as error:
        # Whatever one customer's words or paper stumble over must not stop the others.
        logger.exception("Notice %s cannot be written.", notice.pk)
        park_notice(notice=notice, error=f"{type(error).__name__}: {error}", at=now)
        return False
    return True


def ready_to_send(company: Company, now: dt.datetime) -> QuerySet[Communication]:
    """What may go now; a live letter goes into a print run instead, and a channel may rest."""
    ready = Communication.objects.filter(
        company=company, state=State.READY, send_after__lte=now
    ).order_by("send_after", "pk")
    elsewhere = [Channel.LETTER, *closed_channels(now)]
    return ready.exclude(channel__in=elsewhere, mode=Mode.LIVE)


def send_ready(
    company: Company,
    *,
    day: dt.date,
    now: dt.datetime,
    in_window: bool = False,
    seconds: float = math.inf,
) -> int:
    """Send what is ready, one after another, for so long; how many were accepted."""
    if company.mode == Mode.LIVE and why_silent():
        return 0
    check, settle = check_at(day=day, now=now, in_window=in_window), settle_at(day=day, now=now)
    sent, ends = 0, time.monotonic() + seconds
    while ids := list(ready_to_send(company, now).values_list("pk", flat=True)[:500]):
        states = send_all(ids, check=check, settle=settle, now=now, ends=ends).values()
        sent += list(states).count(State.SENT)
        if time.monotonic() >= ends or (not states and _all_still_ready(ids, now)):
            break  # others hold their customers, or time is up; the sweeper comes again
    close_connections()
    return sent


def _all_still_ready(ids: Iterable[UUID], now: dt.datetime) -> bool:
    rows = Communication.objects.filter(pk__in=ids)
    return not rows.exclude(state=State.READY, send_after__lte=now).exists()


def print_letters(
    company: Company, *, day: dt.date, now: dt.datetime, in_window: bool = False
) -> int:
    """Gather the ready letters in the open print run; how many lie in it."""
    if company.mode == Mode.LIVE and is_silenced(now):
        return 0
    run = gather_letters(
        company=company,
        check=check_at(day=day, now=now, in_window=in_window),
        settle=settle_at(day=day, now=now),
        now=now,
    )
    return run.letters.filter(state=State.PRINTING).count() if run else 0


def noon_of(company: Company, day: dt.date, now: dt.datetime) -> dt.datetime:
    """`now` on the company's own today, else that day's noon in its zone."""
    if company.day_of(now) == day:
        return now
    return dt.datetime.combine(day, dt.time(12), company.zone)


def companies_at_work() -> QuerySet[Company]:
    """Those that beat serves: not switched off, no replay."""
    return Company.objects.filter(is_replay=False).exclude(mode=Mode.OFF).order_by("pk")


def is_ahead(company: Company, day: dt.date) -> bool:
    """A command has walked days to come already: beat waits until the calendar is there."""
    return company.walked_on is not None and company.walked_on > day
