"""The last look before a notice's message leaves (DESIGN 6): is all of it still so?"""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import F

from collections_app.communications.addresses import recipient_of
from collections_app.communications.choices import BY_NUMBER, Channel
from collections_app.communications.claiming import Check
from collections_app.communications.models import Communication
from collections_app.communications.rules import GO, Verdict, cancel, wait
from collections_app.companies.choices import Mode
from collections_app.customers.queries import takes_mail_at
from collections_app.dunning.choices import NoticeState, Track
from collections_app.dunning.courtesy import upcoming
from collections_app.dunning.facts import Ladder, Situation
from collections_app.dunning.hours import opens_at
from collections_app.dunning.models import Decision, Notice, NoticeLine, NoticeMessage
from collections_app.dunning.modes import is_stale
from collections_app.dunning.queries import takes
from collections_app.dunning.rules import eligible
from collections_app.dunning.sending import messages_of
from collections_app.dunning.situations import situation_of
from collections_app.dunning.thanks import owes_overdue
from collections_app.dunning.timing import notice_free_on


def check_at(*, day: dt.date, now: dt.datetime, in_window: bool = False) -> Check:
    """The last look of that day; `in_window` treats the sending window as reached."""

    def check(communications: Sequence[Communication]) -> list[Verdict]:
        messages = messages_of(communications)
        unchanged = _unchanged([message.notice for message in messages.values()], day)
        return [verdict(one, messages.get(one.pk), unchanged) for one in communications]

    def verdict(
        communication: Communication, message: NoticeMessage | None, unchanged: set[int]
    ) -> Verdict:
        if message is None:
            return _beside_the_ladder(communication) or GO
        notice = message.notice
        return (
            _about_company(communication, day)
            or _about_window(communication, now, in_window or _leaves_at_once(notice))
            or _about_customer(communication, notice, day, is_unchanged=notice.pk in unchanged)
            or GO
        )

    return check


def _unchanged(notices: Collection[Notice], day: dt.date) -> set[int]:
    """The notices that this day's last decision planned, and whose invoices owe what they demand.

    A later walk of the day decides something else about whoever has a notice already.
    """
    owners = [one.customer_id for one in notices]
    planned = Decision.objects.filter(customer__in=owners, code="notice", decided_on=day)
    stands = set(planned.values_list("customer_id", flat=True))
    lines = NoticeLine.objects.filter(notice__in=notices).exclude(invoice__demandable=F("demanded"))
    changed = set(lines.values_list("notice", flat=True))
    return {one.pk for one in notices if one.customer_id in stands and one.pk not in changed}


def _beside_the_ladder(communication: Communication) -> Verdict | None:
    """What a person wrote of their own accord: still in that mode, to that person, there."""
    company, customer = communication.company, communication.customer
    if company.mode != communication.mode:
        return cancel("mode_changed", mode=company.mode)
    if not customer.is_contactable:
        return cancel("standing", standing=customer.standing)
    if "answers" in communication.why:
        return _about_writer(communication)
    return _about_address(communication)


def _about_writer(communication: Communication) -> Verdict | None:
    """An answer goes where the customer wrote from, whoever's contact that is."""
    if takes_mail_at(communication.customer, communication.recipient):
        return None
    return cancel("address_changed", channel=communication.channel)


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
    opens = now if in_window else opens_at(communication, now)
    return None if opens <= now else wait("outside_window", opens)


def _leaves_at_once(notice: Notice) -> bool:
    """A person lets it go at any hour; no machine rings at night, whoever asked for it."""
    return notice.leaves_at_once and notice.channel != Channel.VOICE


def _about_customer(
    communication: Communication, notice: Notice, day: dt.date, *, is_unchanged: bool
) -> Verdict | None:
    """Still owed as written, still to be contacted, still at that address."""
    if is_unchanged and _is_as_planned(communication, notice, day):
        return _about_address(communication)
    customer = communication.customer
    situation, ladder = situation_of(customer, day=day)
    if situation.standing:
        return cancel("standing", standing=situation.standing)
    if situation.held_until:
        return cancel("held", until=situation.held_until.isoformat(), reason=situation.held_for)
    return (
        _about_lines(notice, situation, ladder, day)
        or _about_address(communication)
        or _about_pressure(notice, situation, day)
    )


def _is_as_planned(communication: Communication, notice: Notice, day: dt.date) -> bool:
    """Nothing happened to the customer since the walk that planned it, this very day.

    Whatever happens sets `look_on`; texts also count by number, whoever else has that number.
    """
    customer = communication.customer
    if (customer.look_on and customer.look_on <= day) or communication.channel in BY_NUMBER:
        return False
    is_of_today = notice.day == day and notice.rank > 0 and notice.state == NoticeState.READY
    return is_of_today and customer.is_contactable


def _about_lines(
    notice: Notice, situation: Situation, ladder: Ladder, day: dt.date
) -> Verdict | None:
    """Every line is eligible, demands what it says and by a day ahead; else it is planned anew."""
    if notice.track == Track.THANKS:
        return cancel("owes_again") if owes_overdue(situation, day) else None
    listing = upcoming if notice.track == Track.COURTESY else eligible
    still = {one.id: one.demandable for one in listing(situation, ladder=ladder, day=day)}
    for line in notice.lines.select_related("invoice"):
        if line.invoice.balance == 0:
            return cancel("paid", invoice=line.invoice.number)
        if notice.track == Track.COURTESY and line.invoice_id not in still:
            return cancel("no_longer_ahead", invoice=line.invoice.number)
        if still.get(line.invoice_id) != line.demanded:
            return cancel("changed", invoice=line.invoice.number)
        if (line.rank or line.released) and line.pay_by and line.pay_by < day:
            return cancel("date_passed", on=line.pay_by.isoformat())
    return None


def _about_address(communication: Communication) -> Verdict | None:
    contact, channel = communication.contact, communication.channel
    if channel == Channel.LETTER:
        usable = communication.customer.has_postal_address
    else:
        usable = contact is not None and takes(contact, channel)
    same = recipient_of(communication.customer, contact, channel) == communication.recipient
    return None if usable and same else cancel("address_changed", channel=channel)


def _about_pressure(notice: Notice, situation: Situation, day: dt.date) -> Verdict | None:
    """Another notice may have gone since; a companion of an accepted one may follow it."""
    if notice.state == NoticeState.ACCEPTED or not notice.is_automatic:
        return None
    free = notice_free_on(situation, notice.channel)
    return cancel("pressure", until=free.isoformat()) if free and free > day else None
