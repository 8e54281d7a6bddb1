"""Tasks in words; what is stored are kinds and values."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from textwrap import shorten

from collections_app.communications.choices import Channel, FiledAs
from collections_app.customers.choices import Standing
from collections_app.disputes.choices import reason_label
from collections_app.lib.money import show_money
from collections_app.promises.choices import PaidBy
from collections_app.reports.words import LANGUAGE, Values, channel_name, day_name, level_name
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import NextAct

MOST_SIGNS = 60  # of a reply in a row
_ADDRESSES = {
    Channel.EMAIL: "e-mail address",
    Channel.PAGE: "e-mail address",
    Channel.SMS: "number",
    Channel.VOICE: "number",
    Channel.LETTER: "address",
}


def _call_task(values: Values) -> str:
    return f"{_why_to_call(values)}{_away(values)}"


def _away(values: Values) -> str:
    """Why it is due no sooner."""
    if "away" not in values:
        return ""
    return f" {values['away']} is away; back {day_name(dt.date.fromisoformat(values['back_on']))}."


def _why_to_call(values: Values) -> str:
    if "promise" in values:
        return f"{_not_kept(values)}: call first. For two business days {_about(values)}."
    if level := values.get("did_it_arrive"):
        return f"{level_name(level)} went out: ask whether it arrived."
    if "act" in values:
        return _planned(values)
    hour = f" Call{_at(values)}." if "at" in values else ""
    return f"Call round {values.get('round', 1)} is open.{hour}"


def _planned(values: Values) -> str:
    """What a clerk said comes next, with the hour where one was agreed."""
    return f"{NextAct(values['act']).label}{_at(values)}, as noted after the last contact."


def _at(values: Values) -> str:
    return f" at {values['at']}" if "at" in values else ""


def _not_kept(values: Values) -> str:
    amount = show_money(Decimal(values["promise"]), values["currency"], LANGUAGE)
    return f"Promise of {amount} not kept"


def _about(values: Values) -> str:
    """The invoices that stay quiet until the call; what else is due is written about."""
    numbers = values.get("invoices", ())
    what = ", ".join(numbers) or "what was promised"
    return f"no letter takes up {what}"


def _contact_to_fix(values: Values) -> str:
    if "said" in values:
        return f"A mail to this customer came back: find out which. {values['said']}"
    if "address" not in values:
        return "No address works: find one."
    kind = _ADDRESSES[Channel(values["channel"])]
    if values.get("wrong_person"):
        return f"Whoever has the {kind} {values['address']} is the wrong person: find another."
    return f"The {kind} {values['address']} does not work: find another."


def _to_answer(values: Values) -> str:
    channel = values["channel"]
    how = (
        "answered on their page" if channel == Channel.PAGE else f"wrote by {channel_name(channel)}"
    )
    wrote = f"{values['name']} {how}: “{values['text']}”"
    return f"{_still_to_do(values)} {wrote}" if "filed_as" in values else wrote


def _still_to_do(values: Values) -> str:
    """Why the customer stays on hold, when the days of the hold are over."""
    filed_as = FiledAs(values["filed_as"])
    if filed_as == FiledAs.WRONG_PERSON:
        return "On hold until somebody else is known who can be written to: find them."
    if filed_as == FiledAs.SEND_COPY:
        return "On hold until the copy is sent that they asked for: send it, or tick this off."
    label = filed_as.label.lower()
    return f"On hold until it is written down, filed as {label}: do it, or tick this off."


def _money_to_match(values: Values) -> str:
    """The payment as the bank told it, so that a person knows it again."""
    if "amount" not in values:
        return "Money came in that is not matched to an invoice."
    amount = _sum(values)
    payer = f" from {values['payer']}" if values.get("payer") else ""
    reference = f", reference “{values['reference']}”," if values.get("reference") else ""
    return f"{amount}{payer}{reference} is not matched to an invoice."


def _channel_to_mend(values: Values) -> str:
    if "left_behind" in values:
        return (
            f"The server does not hand out mail {values['left_behind']} of the mailbox of "
            f"{values['mailbox']}: read it there, and see Not filed in the Inbox. "
            f"{values['error']}"
        )
    if "mailbox" in values:
        return (
            f"The mailbox of {values['mailbox']} cannot be read, so nobody hears what comes "
            f"back: {values['error']}"
        )
    return "A provider refuses our account or sender: mend it; what is ready goes then."


def _money_to_find(values: Values) -> str:
    """With what the customer says of the payment."""
    if "invoice" not in values:
        return "The customer says it is paid: find the money."
    told = [
        day_name(dt.date.fromisoformat(values["paid_on"])) if "paid_on" in values else "",
        PaidBy(values["how"]).label.lower() if "how" in values else "",
        f"reference “{values['reference']}”" if "reference" in values else "",
    ]
    details = "".join(f", {one}" for one in told if one)
    return f"{values['invoice']}: {_sum(values)} is said to be paid{details}. Find the money."


def _dispute_to_answer(values: Values) -> str:
    reason = reason_label(values["reason"]).lower()
    return f"{values['invoice']}: {_sum(values)} is disputed, {reason}. It waits for our answer."


TASKS: dict[str, Callable[[Values], str]] = {
    TaskKind.CALL: _call_task,
    TaskKind.FOLLOW_UP: _planned,
    TaskKind.ANSWER: _to_answer,
    TaskKind.ANSWER_DISPUTE: _dispute_to_answer,
    TaskKind.CREDIT_MISSING: lambda values: (
        f"{values['invoice']}: {_sum(values)} was credited, and no credit note is here. It is"
        " not chased: find the note, or say that none comes."
    ),
    TaskKind.FIX_CONTACT: _contact_to_fix,
    TaskKind.MATCH_PAYMENT: _money_to_match,
    TaskKind.CLEAR_RESIDUAL: lambda values: "A small rest is left: clear it.",
    TaskKind.DECIDE: lambda values: (
        f"After {values.get('rounds', 3)} call rounds without a promise: decide how to go on."
    ),
    TaskKind.STOP_SUPPLY: lambda values: (
        f"Supply is to be stopped. {values.get('note', '')}".strip()
    ),
    TaskKind.REVIEW_STANDING: lambda values: (
        f"{Standing(values['standing']).label}: the day to look at it again is here."
    ),
    TaskKind.REVIEW_OLD_DEBT: lambda values: (
        "Long overdue already when it came in: decide how it enters the ladder."
    ),
    TaskKind.REVIEW_NOTICE: lambda values: (
        f"A notice cannot be written: {values['error']}"
        if "error" in values
        else "A notice failed or waited too long."
    ),
    TaskKind.FIND_MONEY: lambda values: _money_to_find(values),
    TaskKind.MEND_CHANNEL: lambda values: _channel_to_mend(values),
    TaskKind.MEND_FILE: lambda values: f"{values['file']} was not taken in. {values['why']}",
    TaskKind.STALE_LEDGER: lambda values: (
        "No open invoices were brought in yet: import them."
        if values.get("is_missing")
        else "The ledger is too old to send on: bring in a newer file."
    ),
    TaskKind.VERIFY: lambda values: (
        f"The nightly check found rows of which this is not so: “{values['first']}” "
        "The command manage.py verify names them."
    ),
}


def task_words(kind: str, values: Values) -> str:
    return TASKS[kind](values)


def task_headline(kind: str, values: Values) -> str:
    """The same in a row that shows the customer and the act beside it."""
    if kind == TaskKind.CALL and "promise" in values:
        return _not_kept(values)
    if "act" in values:
        return f"{NextAct(values['act']).label}{_at(values)}"
    if kind == TaskKind.ANSWER_DISPUTE:
        return f"{_sum(values)} of {values['invoice']} disputed"
    if kind == TaskKind.CREDIT_MISSING:
        return f"{_sum(values)} of {values['invoice']} credited, no credit note"
    if kind == TaskKind.DECIDE:
        return f"{values.get('rounds', 3)} call rounds without a promise"
    if kind == TaskKind.MATCH_PAYMENT and "amount" in values:
        return f"{_sum(values)} is not matched to an invoice"
    if kind == TaskKind.ANSWER and "filed_as" in values:
        return _still_to_do(values)
    if kind == TaskKind.ANSWER:
        return f"Wrote “{_shortened(values['text'])}”"
    if kind == TaskKind.FIX_CONTACT and "address" in values:
        return f"The {_ADDRESSES[Channel(values['channel'])]} does not work"
    return task_words(kind, values)


def _shortened(text: str) -> str:
    """Whole words; no full stop stands before the dots."""
    return shorten(text, MOST_SIGNS, placeholder="…").replace(".…", "…")


def _sum(values: Values) -> str:
    return show_money(Decimal(values["amount"]), values["currency"], LANGUAGE)
