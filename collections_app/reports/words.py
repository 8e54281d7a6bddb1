"""Decisions, reasons and tasks in words; what is stored are codes and values."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from collections_app.communications.choices import Channel
from collections_app.companies.choices import Mode
from collections_app.customers.choices import Standing
from collections_app.dunning.choices import Choice, HoldReason, NoticeState
from collections_app.dunning.models import Decision, Notice
from collections_app.lib.dates import show_date

Values = Mapping[str, Any]
LANGUAGE = "en"

_CHANNELS = {Channel.EMAIL: "e-mail", Channel.SMS: "SMS", Channel.LETTER: "post"}
_MISSING = {
    Channel.EMAIL: "no usable e-mail address",
    Channel.SMS: "no mobile with consent",
    Channel.VOICE: "no phone with consent",
    Channel.LETTER: "no postal address",
}

_SET_ASIDE = {"promised": "promised", "disputed": "disputed", "says_paid": "said to be paid"}


def level_name(key: str) -> str:
    """A level's key as people say it: "First letter"."""
    return key.replace("_", " ").capitalize()


def day_name(value: str | dt.date | None, today: dt.date | None = None) -> str:
    """A stored or a real date as in a row: "Thu 14 May", and its year where it is another one."""
    if not value:
        return "a date not yet known"
    day = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return show_date(day, LANGUAGE, "short" if today and day.year != today.year else "row")


def _day(values: Values, name: str) -> str:
    return day_name(values.get(name), values.get("today"))


def channel_name(channel: str) -> str:
    return _CHANNELS.get(Channel(channel), Channel(channel).label.lower())


def _level(values: Values) -> str:
    return level_name(values.get("level", "")) or "The next level"


def _notice(values: Values) -> str:
    return f"{_level(values)} is due and goes by {channel_name(values['channel'])}."


def _climbs(values: Values) -> str:
    if "level" not in values:
        return f"Nothing is due before {_day(values, 'look_on')}."
    return f"{_level(values)} is due on {_day(values, 'until')}."


def _pressure(values: Values) -> str:
    """The limits are those of DESIGN 5.6."""
    free = _day(values, "until")
    return f"{_level(values)} waits: 1 notice in 7 days and 3 in 30. Free again {free}."


def _patience(values: Values) -> str:
    free = _day(values, "until")
    return f"All letters have gone. “Still open” goes once in 14 days, next {free}."


def _unreachable(values: Values) -> str:
    missing = [_MISSING[Channel(one)] for one in values["channels"]]
    return f"{_level(values)} cannot go: {', '.join(missing)}."


def _standing(values: Values) -> str:
    if values.get("review_on"):
        review = f"Review on {_day(values, 'review_on')}."
    else:
        review = "The review is due: go back to normal, or set the standing to a later day."
    return f"{Standing(values['standing']).label}: nobody is contacted. {review}"


def _below_minimum(values: Values) -> str:
    return (
        f"Too little to write about: the net is {_plain(values['minimum'])} or less, "
        f"or each rest {_plain(values['residual'])} or less."
    )


def _held(values: Values) -> str:
    return f"On hold until {_day(values, 'until')}{_held_for(values)}."


def _invoices_held(values: Values) -> str:
    first = f"the first invoice until {_day(values, 'until')}{_held_for(values)}"
    return f"What is overdue is on hold, {first}."


def _held_for(values: Values) -> str:
    """Decisions of before say no reason."""
    reason = values.get("reason")
    return f": {_lower(HoldReason(reason).label)}" if reason else ""


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


def _nothing_to_demand(values: Values) -> str:
    """Decisions of before say neither which of them it is nor until when."""
    because = [_SET_ASIDE[one] for one in values.get("because") or _SET_ASIDE]
    *most, last = because
    said = f"{', '.join(most)} or {last}" if most else last
    until = f"; the promise runs until {_day(values, 'until')}" if values.get("until") else ""
    return f"All that is overdue is {said}{until}."


def _plain(amount: str) -> str:
    return f"{Decimal(amount):.2f}"


DECISIONS: dict[str, Callable[[Values], str]] = {
    "notice": _notice,
    "call": lambda values: f"Call round {values['round']} is open: call today.",
    "call_open": lambda values: f"Call round {values['round']} is open: call today.",
    "climbs": _climbs,
    "pressure": _pressure,
    "patience": _patience,
    "calendar": lambda values: (
        f"{_level(values)} waits for the next business day, {_day(values, 'until')}."
    ),
    "unfinished_notice": lambda values: (
        f"{_level(values)} waits until the notice before it is finished."
    ),
    "unreachable": _unreachable,
    "held": _held,
    "invoices_held": _invoices_held,
    "debit_runs": lambda values: (
        "What is overdue is collected by direct debit; "
        f"it is asked for from {_day(values, 'until')} on, or once a debit comes back."
    ),
    "standing": _standing,
    "below_minimum": _below_minimum,
    "below_level_minimum": lambda values: (
        f"{_level(values)} is for more than {_plain(values['minimum'])}; nothing else is ahead."
    ),
    "nothing_overdue": lambda values: "Nothing is overdue.",
    "nothing_to_demand": _nothing_to_demand,
    "answer_overdue": lambda values: (
        "Our answer to a dispute is overdue; the invoice does not climb until it is given."
    ),
    "top_of_ladder": lambda values: "Every level has been taken; nothing more goes by itself.",
    "review_old_debt": lambda values: (
        "Long overdue already when it came in: decide how it enters the ladder."
    ),
    "decide": lambda values: (
        f"After {values['rounds']} call rounds without a promise: decide how to go on."
    ),
    "promise_runs": lambda values: (
        f"A promise runs until {_day(values, 'until')}; then it is decided how to go on."
    ),
    "course": lambda values: (
        f"{Choice(values['choice']).label} was decided; look again on {_day(values, 'until')}."
    ),
    "next_round": lambda values: f"The next call round opens on {_day(values, 'until')}.",
}


def decision_words(
    code: str, values: Values, look_on: dt.date | None = None, today: dt.date | None = None
) -> str:
    """One sentence for a decision; `look_on` is the day it stands until."""
    return DECISIONS[code]({"look_on": look_on, "today": today} | dict(values))


NOTICES: dict[str, Callable[[Values], str]] = {
    NoticeState.PLANNED: lambda values: f"{_level(values)} is due and is being written.",
    NoticeState.WAITING: lambda values: f"{_level(values)} is written and waits for approval.",
    NoticeState.READY: lambda values: f"{_level(values)} is on its way by {_by(values)}.",
    NoticeState.ACCEPTED: lambda values: (
        f"{_level(values)} {_went(values)} by {_by(values)} on {_day(values, 'accepted_on')}."
    ),
    NoticeState.CANCELLED: lambda values: f"{_level(values)} was cancelled. {values['reason']}",
    NoticeState.FAILED: lambda values: f"{_level(values)} failed. {values['reason']}",
    NoticeState.TAKEN_BACK: lambda values: f"{_level(values)} came back. {values['reason']}",
}


def _by(values: Values) -> str:
    return channel_name(values["channel"])


def _went(values: Values) -> str:
    return "would have gone" if values.get("mode") == Mode.REHEARSAL else "went"


def notice_words(notice: Notice, today: dt.date | None = None) -> str:
    """What became of a notice."""
    values = {
        "today": today,
        "level": notice.level,
        "channel": notice.channel,
        "mode": notice.mode,
        "accepted_on": notice.accepted_on,
        "reason": reason_words(notice.reason) if notice.reason else "",
    }
    return NOTICES[notice.state](values).strip()


def state_of_play(
    decision: Decision | None, notice: Notice | None, today: dt.date | None = None
) -> str:
    """The decision; where it was a notice, what became of that since."""
    if notice and notice.is_going:
        return notice_words(notice, today)  # a person was quicker than the next walk
    if decision is None:
        return "The next walk decides."
    if decision.code == "notice" and notice and notice.day >= decision.decided_on:
        return notice_words(notice, today)
    if decision.code == "unfinished_notice" and notice and notice.state == NoticeState.WAITING:
        return notice_words(notice, today)  # what it waits for says more
    return decision_words(decision.code, decision.values, decision.look_on, today)


APPROVALS = {
    "key_account": "Key account: every level needs approval.",
    "natural_person": "A natural person: every level needs approval.",
    "level": "This level needs approval.",
    "first_live_day": "The first live day: nothing leaves without approval.",
    "more_than_usual": "Far more than on a usual day: check the last import before it goes.",
    "restored": "The database was restored or moved: check whether it went already.",
}

REASONS: dict[str, Callable[[Values], str]] = {
    "failed": lambda values: "The provider refused it for good.",
    "unknown": lambda values: "We do not know whether it arrived. Decide.",
    "lease_expired": lambda values: "We do not know whether it arrived. Decide.",
    "switched_off": lambda values: "Waits: sending is switched off.",
    "stale_ledger": lambda values: "Waits: the ledger is too old to send on.",
    "outside_window": lambda values: "Waits for the sending window.",
    "mode_changed": lambda values: "The company's mode changed before it left.",
    "went_live": lambda values: "Written in rehearsal; the company went live.",
    "standing": lambda values: f"{Standing(values['standing']).label}: nobody is contacted.",
    "held": _held,
    "paid": lambda values: f"{values['invoice']} has nothing left to demand.",
    "changed": lambda values: f"The amount of {values['invoice']} changed before it left.",
    "date_passed": lambda values: (
        f"It asks for payment by {_day(values, 'on')}, which passed before it left."
    ),
    "dated_anew": lambda values: f"Approved on {_day(values, 'on')} and written anew then.",
    "went_already": lambda values: f"It went on {_day(values, 'on')} already.",
    "no_longer_ahead": lambda values: (
        f"{values['invoice']} fell due, or needs no note any more, before it left."
    ),
    "address_changed": lambda values: "The address changed before it left.",
    "pressure": lambda values: f"1 notice in 7 days; free again {_day(values, 'until')}.",
    "no_channel_left": lambda values: "No channel took it.",
    "crossed": lambda values: (
        f"It crossed: {', '.join(values['invoices'])} was paid, promised or disputed while it was "
        "being sent. What comes next is decided from what is owed now."
    ),
    "opted_out": lambda values: "The customer asked for no more SMS before it left.",
    "came_back": lambda values: "It went out and came back.",
    "started_again": lambda values: "Its invoices started again before it left.",
    "owes_again": lambda values: "Something is overdue again.",
    "undone": lambda values: "Stopped by hand before it left.",
    "skipped": lambda values: f"Skipped: {values['note']}",
    "lost": lambda values: (
        f"Letter {values['sheet']} of print run {values['run']} was lost and is printed again."
    ),
    "waited_too_long": lambda values: "It waited longer than 5 business days and is planned anew.",
    "import_undone": lambda values: "The import that it stood on was undone.",
}


def reason_words(reason: Values) -> str:
    """Why a message waits, failed or was cancelled; a code without words is shown as it is."""
    if approval := reason.get("approval"):
        return APPROVALS.get(approval) or str(approval)
    code = reason.get("code", "")
    say = REASONS.get(code)
    return say(reason) if say else code.replace("_", " ").capitalize()
