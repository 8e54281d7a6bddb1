"""The last look before a notice's message leaves, and what its outcome means for the ladder."""

import datetime as dt
import logging
from zoneinfo import ZoneInfo

from django.db.models import F, Sum

from collections_app.communications.choices import Channel, State
from collections_app.communications.models import Communication
from collections_app.communications.rules import GO, Verdict, cancel, wait
from collections_app.communications.sending import Check, Settle
from collections_app.communications.writing import recipient_of
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.choices import Standing
from collections_app.documents.child import CannotPrint
from collections_app.dunning.actions import accept_notices, end_notice
from collections_app.dunning.choices import UNFINISHED, NoticeState
from collections_app.dunning.composing import fall_back
from collections_app.dunning.courtesy import upcoming
from collections_app.dunning.facts import Ladder, Situation
from collections_app.dunning.models import Notice
from collections_app.dunning.modes import is_stale
from collections_app.dunning.queries import policy_of
from collections_app.dunning.rules import eligible
from collections_app.dunning.situations import situation_of
from collections_app.dunning.timing import notice_free_on
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState

logger = logging.getLogger(__name__)

BY = "ladder"
REMINDER_RANK = 1  # the first rung
STANDS_OR_FOLLOWS = (
    State.SENT,
    State.DELIVERED,
    State.READY,
    State.SENDING,
    State.PRINTING,
    State.UNKNOWN,
)


def check_at(*, day: dt.date, now: dt.datetime, in_window: bool = False) -> Check:
    """The last look of that day; `in_window` treats the sending window as reached."""

    def check(communication: Communication) -> Verdict:
        notice = _notice_of(communication)
        if notice is None:
            return GO
        return (
            _about_company(communication, day)
            or _about_window(communication, now, in_window)
            or _about_customer(communication, notice, day)
            or GO
        )

    return check


def settle_at(*, day: dt.date, now: dt.datetime) -> Settle:
    """What the result of a send means for its notice."""

    def settle(communication: Communication) -> None:
        notice = _notice_of(communication)
        if notice is None:
            return
        if communication.state == State.SENT:
            _accepted(notice, communication, day, now)
        elif communication.state == State.FAILED:
            _failed(notice, communication, day, now)
        elif communication.state == State.CANCELLED:
            _cancelled(notice, communication, day, now)

    return settle


def settle_when_known(*, now: dt.datetime) -> Settle:
    """The same for what is learned later, on each company's own day."""

    def settle(communication: Communication) -> None:
        day = communication.company.working_day(now)
        settle_at(day=day, now=now)(communication)

    return settle


def may_go_again(communication: Communication) -> bool:
    """Whether an unknown one that no provider knows goes again without a person's word.

    A reminder does; from the first letter on only a person decides (RELIABILITY 2.6).
    """
    notice = _notice_of(communication)
    return notice is None or notice.wording_rank <= REMINDER_RANK


def _notice_of(communication: Communication) -> Notice | None:
    return Notice.objects.filter(messages__communication=communication).first()


def _about_company(communication: Communication, day: dt.date) -> Verdict | None:
    """The mode it was planned in still holds, and the ledger is fresh."""
    company = communication.company
    if company.mode == Mode.OFF:
        return wait("switched_off", communication.send_after + dt.timedelta(hours=1))
    if company.mode != communication.mode:
        return cancel("mode_changed", mode=company.mode)
    if company.mode == Mode.LIVE and is_stale(company, day):
        return wait("stale_ledger", communication.send_after + dt.timedelta(hours=1))
    return None


def _about_window(
    communication: Communication, now: dt.datetime, in_window: bool
) -> Verdict | None:
    company, zone = communication.company, communication.customer.zone
    opens = now if in_window else window_opens_at(company, zone, now)
    return None if opens <= now else wait("outside_window", opens)


def window_opens_at(company: Company, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """`now` inside the sending window, else when it next opens.

    The day is a business day of the company; the hours are those of the customer's zone.
    """
    local = now.astimezone(zone)
    is_open = company.window_opens <= local.time() < company.window_closes
    if is_open and company.calendar.is_business_day(company.day_of(now)):
        return now
    day = local.date()
    while True:
        opens = dt.datetime.combine(day, company.window_opens, zone)
        if opens > now and company.calendar.is_business_day(company.day_of(opens)):
            return opens
        day += dt.timedelta(1)


def _about_customer(communication: Communication, notice: Notice, day: dt.date) -> Verdict | None:
    """Still owed as written, still to be contacted, still at that address."""
    customer = communication.customer
    situation, ladder = situation_of(customer, day=day)
    if situation.standing:
        return cancel("standing", standing=situation.standing)
    if situation.held_until:
        return cancel("held", until=situation.held_until.isoformat())
    return (
        _about_lines(notice, situation, ladder, day)
        or _about_address(communication)
        or _about_pressure(notice, situation, day)
    )


def _about_lines(
    notice: Notice, situation: Situation, ladder: Ladder, day: dt.date
) -> Verdict | None:
    """Every line is eligible and demands what it says; a change is planned anew."""
    listing = eligible if notice.rank else upcoming
    still = {one.id: one.demandable for one in listing(situation, ladder=ladder, day=day)}
    for line in notice.lines.select_related("invoice"):
        if line.invoice.balance == 0:
            return cancel("paid", invoice=line.invoice.number)
        if notice.rank == 0 and line.invoice_id not in still:
            return cancel("no_longer_ahead", invoice=line.invoice.number)
        if still.get(line.invoice_id) != line.demanded:
            return cancel("changed", invoice=line.invoice.number)
    return None


def _about_address(communication: Communication) -> Verdict | None:
    contact, channel = communication.contact, communication.channel
    if channel == Channel.LETTER:
        usable = communication.customer.has_postal_address
    elif channel == Channel.EMAIL:
        usable = contact is not None and contact.takes_email
    else:
        usable = contact is not None and contact.takes_sms
    same = recipient_of(communication.customer, contact, channel) == communication.recipient
    return None if usable and same else cancel("address_changed", channel=channel)


def _about_pressure(notice: Notice, situation: Situation, day: dt.date) -> Verdict | None:
    """Another notice may have gone since; a companion of an accepted one may follow it."""
    if notice.state == NoticeState.ACCEPTED or not notice.is_automatic:
        return None
    free = notice_free_on(situation, notice.channel)
    return cancel("pressure", until=free.isoformat()) if free and free > day else None


def _accepted(notice: Notice, communication: Communication, day: dt.date, now: dt.datetime) -> None:
    _note_crossing(notice, communication)
    message = notice.messages.get(communication=communication)
    if message.carries and notice.state in UNFINISHED:
        accept_notices(notice_ids=[notice.pk], on=day)
        if asks_whether_it_arrived(notice):
            _ask_whether_it_arrived(notice, day, now)


def _note_crossing(notice: Notice, communication: Communication) -> None:
    """Paid, promised or disputed between the claim and the answer: it went, and says so.

    What is due next is decided from what is owed now.
    """
    lines = notice.lines.filter(invoice__demandable__lt=F("demanded")).order_by("invoice__due_on")
    if numbers := list(lines.values_list("invoice__number", flat=True)):
        communication.reason = {"code": "crossed", "invoices": numbers}
        communication.save(update_fields=["reason"])


def asks_whether_it_arrived(notice: Notice) -> bool:
    """A letter to a key account, or above the policy's limit, is followed by a call."""
    policy = policy_of(notice.customer)
    if not policy.levels.filter(key=notice.level, arrival_call=True).exists():
        return False
    if notice.customer.standing == Standing.KEY_ACCOUNT:
        return True
    limit = policy.arrival_call_from
    totals = notice.lines.values("invoice__currency").annotate(total=Sum("demanded"))
    return limit is not None and any(one["total"] > limit for one in totals)


def _ask_whether_it_arrived(notice: Notice, day: dt.date, now: dt.datetime) -> None:
    open_task(
        company_id=notice.company_id,
        customer_id=notice.customer_id,
        kind=TaskKind.CALL,
        subject=("notice", notice.pk),
        due_on=notice.company.calendar.add_business_days(day, 1),
        at=now,
        values={"did_it_arrive": notice.level},
    )


def _cancelled(
    notice: Notice, communication: Communication, day: dt.date, now: dt.datetime
) -> None:
    if notice.state in UNFINISHED:
        reason = communication.reason
        end_notice(notice=notice, state=NoticeState.CANCELLED, reason=reason, on=day, by=BY, at=now)
    else:
        _unless_it_stands(notice, communication.channel, on=day, by=BY, at=now)


def _failed(notice: Notice, communication: Communication, day: dt.date, now: dt.datetime) -> None:
    """A person mends the address; a notice that nobody took goes by the level's next channel."""
    _ask_for_an_address(communication, day, now)
    _unless_it_stands(notice, communication.channel, on=day, by=BY, at=now)
    pending = notice.messages.filter(
        carries=True, communication__state__in=[State.READY, State.SENDING, State.PRINTING]
    )
    if notice.state not in UNFINISHED or pending.exists() or _falls_back(notice, now):
        return
    reason = {"code": "no_channel_left", "channel": communication.channel}
    end_notice(notice=notice, state=NoticeState.FAILED, reason=reason, on=day, by=BY, at=now)


def _falls_back(notice: Notice, now: dt.datetime) -> bool:
    """Paper that cannot be made now is no channel: the next walk tries the level again."""
    try:
        return fall_back(notice=notice, now=now)
    except (CannotPrint, OSError):
        logger.exception("Notice %s cannot go by its next channel.", notice.pk)
        return False


def _ask_for_an_address(communication: Communication, day: dt.date, now: dt.datetime) -> None:
    open_task(
        company_id=communication.company_id,
        customer_id=communication.customer_id,
        kind=TaskKind.FIX_CONTACT,
        subject=("customer", communication.customer_id),
        due_on=day,
        at=now,
        values={"channel": communication.channel, "address": communication.recipient},
    )


def take_back(*, communication: Communication, on: dt.date, by: str, at: dt.datetime) -> None:
    """It bounced or was returned: its level is free again unless another channel took it.

    The walk then takes the level by the next channel that still reaches the customer.
    """
    _ask_for_an_address(communication, on, at)
    if notice := _notice_of(communication):
        _unless_it_stands(notice, communication.channel, on=on, by=by, at=at)


def _unless_it_stands(
    notice: Notice, channel: str, *, on: dt.date, by: str, at: dt.datetime
) -> None:
    """An accepted notice is taken back when no message that takes its levels stands or follows."""
    carrying = notice.messages.filter(carries=True, communication__state__in=STANDS_OR_FOLLOWS)
    if notice.state != NoticeState.ACCEPTED or carrying.exists():
        return
    reason = {"code": "came_back", "channel": channel}
    end_notice(notice=notice, state=NoticeState.TAKEN_BACK, reason=reason, on=on, by=by, at=at)
    call = ("notice", notice.pk)
    close_tasks(kind=TaskKind.CALL, subject=call, by=by, at=at, state=TaskState.CANCELLED)
