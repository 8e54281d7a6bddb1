"""A person sends a level: sees it before it goes, and may stop it for ten seconds (DESIGN 5.9)."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from collections_app.communications.choices import State
from collections_app.communications.models import Communication
from collections_app.communications.pages import as_looked_at
from collections_app.communications.rendering import CannotRender
from collections_app.companies import installation
from collections_app.companies.choices import Mode
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.dunning.actions import end_notice
from collections_app.dunning.by_hand import ByHand, by_hand
from collections_app.dunning.choices import UNFINISHED, NoticeState
from collections_app.dunning.composing import compose, preview
from collections_app.dunning.facts import PlannedNotice
from collections_app.dunning.hours import window_opens_at
from collections_app.dunning.models import Notice
from collections_app.dunning.modes import is_stale
from collections_app.dunning.noting import Origin, store_notices
from collections_app.dunning.situations import situation_of
from collections_app.history.actions import record

STAYED = (State.READY, State.WAITING, State.PRINTING, State.CANCELLED)


class CannotSendNow(Exception):
    """No notice may go by hand: a code and its values, as a decision has them."""

    def __init__(self, code: str, values: Mapping[str, Any] | None = None) -> None:
        self.code, self.values = code, values or {}
        super().__init__(code)


class CannotUndo(Exception):
    """The notice, or one of its messages, has left."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What would go, to be looked at: `seen` names exactly these messages.

    `ahead_of` holds the days that it does not wait for, and for `window` when that opens.
    """

    level: str
    levels: tuple[str, ...]
    approval: str
    ahead_of: Mapping[str, dt.date]
    messages: list[Communication]
    seen: str


def offer_of(*, customer: Customer, level: str, on: dt.date, by: str, at: dt.datetime) -> Offer:
    """What a person may send now; `level` empty: the one that is due first. Nothing is written."""
    found, notice = _planned(customer, level, on, at)
    origin = _origin(customer, on, by)
    try:
        messages = preview(customer=customer, planned=notice, origin=origin, now=at)
    except CannotRender as error:
        raise CannotSendNow("cannot_be_written", {"error": str(error)}) from error
    return Offer(
        level=notice.rung.key,
        levels=found.levels,
        approval=notice.approval,
        ahead_of=found.ahead_of,
        messages=messages,
        seen=_seen(messages),
    )


@locked("customer.pk")
def send_now(
    *,
    customer: Customer,
    level: str,
    seen: str,
    is_sure: bool,
    may_approve: bool,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> Notice:
    """Let a level go by hand; it leaves after ten seconds, or waits for somebody who may approve.

    `seen` names the messages that were looked at: others are refused. `is_sure` says that it may
    go ahead of the ladder's rhythm.
    """
    customer.refresh_from_db()
    found, planned = _planned(customer, level, on, at)
    if found.ahead_of and not is_sure:
        raise CannotSendNow("not_confirmed")
    [notice] = store_notices({customer.pk: planned}, of=_origin(customer, on, by))
    if planned.approval and may_approve:
        notice.approved_by = by
        notice.save(update_fields=["approved_by"])
    compose(notice=notice, now=at)
    if _seen(messages_of_notice(notice)) != seen:
        raise CannotSendNow("has_changed")
    record(
        kind="notice.sent_by_hand",
        subject=("notice", notice.pk),
        by=by,
        at=at,
        company_id=notice.company_id,
        customer_id=notice.customer_id,
        values={"level": notice.level, "ahead_of": sorted(found.ahead_of)},
    )
    return notice


@locked("notice.customer_id")
def undo_send(*, notice: Notice, on: dt.date, by: str, at: dt.datetime) -> None:
    """Stop what was sent by hand while none of its messages has left; its level is free again."""
    notice.refresh_from_db(fields=["state"])
    if not can_undo(notice, messages_of_notice(notice)):
        raise CannotUndo(f"It is too late: {notice} has left.")
    reason = {"code": "undone"}
    end_notice(notice=notice, state=NoticeState.CANCELLED, reason=reason, on=on, by=by, at=at)


def can_undo(notice: Notice, messages: Iterable[Communication]) -> bool:
    """It was sent by hand, and none of its messages has left."""
    stayed = all(one.state in STAYED for one in messages)
    return bool(notice.sent_by) and notice.state in UNFINISHED and stayed


def _planned(
    customer: Customer, level: str, on: dt.date, at: dt.datetime
) -> tuple[ByHand, PlannedNotice]:
    company = customer.company
    if company.mode == Mode.OFF:
        raise CannotSendNow("switched_off")
    if company.mode == Mode.LIVE and installation.why_silent():
        raise CannotSendNow("stopped")
    if company.mode == Mode.LIVE and is_stale(company, on):
        raise CannotSendNow("stale_ledger")
    situation, ladder = situation_of(customer, day=on)
    found = by_hand(situation, ladder=ladder, calendar=company.calendar, day=on, level=level)
    if found.notice is None:
        raise CannotSendNow(found.code, found.values)
    return _with_window(found, customer, at), found.notice


def _with_window(found: ByHand, customer: Customer, at: dt.datetime) -> ByHand:
    opens = window_opens_at(customer.company, customer.zone, at)
    if opens <= at:
        return found
    return replace(found, ahead_of={**found.ahead_of, "window": opens.astimezone(customer.zone)})


def _origin(customer: Customer, on: dt.date, by: str) -> Origin:
    company = customer.company
    return Origin(company_id=company.pk, day=on, mode=company.mode, sent_by=by)


def messages_of_notice(notice: Notice) -> list[Communication]:
    rows = notice.messages.order_by("pk").select_related("communication")
    return [one.communication for one in rows]


def _seen(messages: Iterable[Communication]) -> str:
    """One name for exactly these words to exactly these people."""
    parts = [(one.channel, one.recipient, one.subject, as_looked_at(one.text)) for one in messages]
    return hashlib.sha256(repr(parts).encode()).hexdigest()
