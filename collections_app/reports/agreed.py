"""What was agreed in a conversation, in words; what is kept are codes and values."""

from collections.abc import Callable
from decimal import Decimal

from collections_app.communications.choices import Cause
from collections_app.communications.models import Communication
from collections_app.disputes.choices import reason_label
from collections_app.lib.money import show_money
from collections_app.reports.words import LANGUAGE, Values, day_name
from collections_app.tasks.choices import NextAct


def _promise(values: Values) -> str:
    days = values["for"]
    amount = _sum(values)
    if len(days) == 1:
        return f"{amount} promised for {_day(days[0], values)}"
    return f"{amount} promised in {len(days)} instalments, the first on {_day(days[0], values)}"


def _day(day: str, values: Values) -> str:
    return day_name(day, values.get("today"))


def _dispute(values: Values) -> str:
    reason = reason_label(values["reason"]).lower()
    return f"{_sum(values)} of {values['invoice']} disputed, {reason}"


def _next(values: Values) -> str:
    hour = f" at {values['at']}" if "at" in values else ""
    return f"next: {NextAct(values['act']).label.lower()} on {_day(values['on'], values)}{hour}"


FIXES = {
    Cause.NOT_RECEIVED: "Send a copy today, and ask which address it should have gone to.",
    Cause.PURCHASE_ORDER: "Get the order number and send the invoice anew with it.",
    Cause.SUPPLIER_SETUP: "Ask for their supplier form and send it back filled in.",
    Cause.APPROVAL: "Ask who approves and until when; write that person down as a contact (f).",
    Cause.PAYMENT_RUN: "Ask for the day of the run and note it as a promise (b).",
    Cause.CASH_SHORT: "Offer instalments: a promise (b) in parts.",
    Cause.DISPUTE: "Write down what is wrong as a dispute (d), and chase the rest.",
    Cause.OVERSIGHT: "Ask for a day and note it as a promise (b).",
}

KINDS: dict[str, Callable[[Values], str]] = {
    "promise": _promise,
    "dispute": _dispute,
    "says_paid": lambda values: f"{', '.join(values['invoices'])} said to be paid",
    "contact": lambda values: f"contact {values['name']} noted".replace("  ", " "),
    "next": _next,
}


def agreed_words(one: Communication) -> str:
    """All of it in one sentence, with the year of days in another than its own; or nothing."""
    today = one.created_at.date() if one.created_at else None
    cause = one.why.get("cause")
    said = [f"cause: {Cause(cause).label.lower()}"] if cause else []
    said += [KINDS[each["kind"]](each | {"today": today}) for each in one.why.get("agreed", ())]
    joined = "; ".join(said)
    return f"{joined[0].upper()}{joined[1:]}." if joined else ""


def fix_of(cause: str) -> str:
    """What mends the cause that was heard."""
    return FIXES[Cause(cause)]


def _sum(values: Values) -> str:
    return show_money(Decimal(values["amount"]), values["currency"], LANGUAGE)
