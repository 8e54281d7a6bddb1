"""What the outcome of a send means for the ladder; the last look before it is next door."""

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import F, Sum

from collections_app.communications.actions import cancel_communications
from collections_app.communications.choices import State
from collections_app.communications.claiming import Settle
from collections_app.communications.models import Communication
from collections_app.customers.choices import Standing
from collections_app.documents.child import CannotPrint
from collections_app.dunning.actions import (
    MAY_HAVE_GONE,
    accept_notices,
    end_notice,
    reinstate_notice,
)
from collections_app.dunning.arrival import is_asked
from collections_app.dunning.choices import UNFINISHED, NoticeState
from collections_app.dunning.composing import fall_back
from collections_app.dunning.models import Level, Notice, NoticeLine, NoticeMessage
from collections_app.dunning.queries import policy_of
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState

logger = logging.getLogger(__name__)

BY = "ladder"
GIVEN_UP = (NoticeState.CANCELLED, NoticeState.FAILED)
ENDED = (*GIVEN_UP, NoticeState.TAKEN_BACK)
REMINDER_RANK = 1  # the first rung
STANDS_OR_FOLLOWS = (
    State.SENT,
    State.DELIVERED,
    State.READY,
    State.SENDING,
    State.PRINTING,
    State.UNKNOWN,
)


def settle_at(*, day: dt.date, now: dt.datetime) -> Settle:
    """What the results of sends mean for their notices."""

    def settle(communications: Sequence[Communication]) -> None:
        carried = messages_of(communications)
        messages = carried.values()
        _settle_beside([one for one in communications if one.pk not in carried], day, now)
        _accepted([one for one in messages if one.communication.state == State.SENT], day, now)
        for message in messages:
            if message.communication.state == State.FAILED:
                _failed(message.notice, message.communication, day, now)
            elif message.communication.state == State.CANCELLED:
                _cancelled(message.notice, message.communication, day, now)
            elif message.communication.state == State.READY:
                _end_with_its_notice(message)

    return settle


def _end_with_its_notice(message: NoticeMessage) -> None:
    """It did not go, and would be tried again; but its notice ended while it was on its way."""
    one, notice = message.communication, message.notice
    if notice.state in ENDED and cancel_communications(ids=[one.pk], reason=notice.reason):
        one.state, one.reason = State.CANCELLED, notice.reason


def _settle_beside(communications: Sequence[Communication], day: dt.date, now: dt.datetime) -> None:
    """What belongs to no notice: a person mends the address that refused it."""
    for one in communications:
        if one.state == State.FAILED:
            _ask_for_an_address(one, day, now)


def settle_when_known(*, now: dt.datetime) -> Settle:
    """The same for what is learned later, on each company's own day."""

    def settle(communications: Sequence[Communication]) -> None:
        for one in communications:
            settle_at(day=one.company.working_day(now), now=now)([one])

    return settle


def may_go_again(communication: Communication) -> bool:
    """Whether an unknown one that no provider knows goes again without a person's word.

    A reminder does; from the first letter on only a person decides (RELIABILITY 2.6).
    """
    message = message_of(communication)
    return goes_again_by_itself(message.notice if message else None)


def goes_again_by_itself(notice: Notice | None) -> bool:
    return notice is None or notice.wording_rank <= REMINDER_RANK


def message_of(communication: Communication) -> NoticeMessage | None:
    """What it carries of which notice; None for what nobody's ladder asked for."""
    return messages_of([communication]).get(communication.pk)


def messages_of(communications: Iterable[Communication]) -> dict[UUID, NoticeMessage]:
    """The same for many, by the communication's key."""
    given = {one.pk: one for one in communications}
    carried = NoticeMessage.objects.select_related("notice").filter(communication__in=given)
    messages = {one.communication_id: one for one in carried}
    for key, message in messages.items():
        message.communication = given[key]
        message.notice.customer = given[key].customer
        message.notice.company = given[key].company
    return messages


def _accepted(messages: Sequence[NoticeMessage], day: dt.date, now: dt.datetime) -> None:
    if not messages:
        return
    _note_crossings(messages)
    carried = [one.notice for one in messages if one.carries]
    for notice in carried:
        if notice.state in GIVEN_UP:
            reinstate_notice(notice=notice, on=day, by=BY, at=now)
    taken = [notice for notice in carried if notice.state in UNFINISHED]
    accept_notices(notice_ids=[notice.pk for notice in taken], on=day)
    for notice in _that_may_ask(taken):
        if asks_whether_it_arrived(notice):
            _ask_whether_it_arrived(notice, day, now)


def _note_crossings(messages: Iterable[NoticeMessage]) -> None:
    """Paid, promised or disputed between the claim and the answer: it went, and says so.

    What is due next is decided from what is owed now.
    """
    communications = {one.notice_id: one.communication for one in messages}
    lines = NoticeLine.objects.filter(notice__in=communications)
    crossed: dict[int, list[str]] = {}
    for notice, number in (
        lines.filter(invoice__demandable__lt=F("demanded"))
        .order_by("invoice__due_on")
        .values_list("notice", "invoice__number")
    ):
        crossed.setdefault(notice, []).append(number)
    for notice, numbers in crossed.items():
        communications[notice].reason = {"code": "crossed", "invoices": numbers}
        communications[notice].save(update_fields=["reason"])


def _that_may_ask(notices: Iterable[Notice]) -> list[Notice]:
    """Those whose level is followed by a call in any policy of their company."""
    companies = {notice.company_id for notice in notices}
    asking = Level.objects.filter(policy__company__in=companies, arrival_call=True)
    levels = set(asking.values_list("policy__company", "key"))
    return [notice for notice in notices if (notice.company_id, notice.level) in levels]


def asks_whether_it_arrived(notice: Notice) -> bool:
    """A letter to a key account, or above the policy's limit, is followed by a call."""
    policy = policy_of(notice.customer)
    if not policy.levels.filter(key=notice.level, arrival_call=True).exists():
        return False
    totals = notice.lines.values("invoice__currency").annotate(total=Sum("demanded"))
    return is_asked(
        policy.arrival_call_from,
        [one["total"] for one in totals],
        is_key_account=notice.customer.standing == Standing.KEY_ACCOUNT,
    )


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
        carries=True,
        communication__state__in=[State.READY, State.PRINTING, *MAY_HAVE_GONE],
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
    if message := message_of(communication):
        _unless_it_stands(message.notice, communication.channel, on=on, by=by, at=at)


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
