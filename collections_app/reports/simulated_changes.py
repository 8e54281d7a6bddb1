"""What a draft does to one contact, in a word: the same contact without the draft and with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from collections_app.dunning.models import Foreseen
from collections_app.reports.words import channel_name, day_name


@dataclass(frozen=True, slots=True)
class Change:
    """`words` are empty where nothing differs; `is_gone`: the draft has it on this day no more."""

    words: str = ""
    is_gone: bool = False


def change_of(one: Foreseen, before: Sequence[Foreseen], after: Sequence[Foreseen]) -> Change:
    """`before` and `after`: what comes of the same customer and level, in the order of days."""
    others = before if one.is_draft else after
    same_day = next((other for other in others if other.on_day == one.on_day), None)
    if same_day:
        return Change(_differs(one, same_day) if one.is_draft else "")
    if not one.is_draft:
        return Change(f"moves to {day_name(others[0].on_day)}" if others else "not any more", True)
    return Change(f"was {day_name(others[0].on_day)}" if others else "new")


def _differs(one: Foreseen, was: Foreseen) -> str:
    """On the same day, but by another way, with other mails beside it, or with a person."""
    differs = []
    if one.channel != was.channel:
        differs.append(f"was by {channel_name(was.channel)}")
    if more := one.mails_beside - was.mails_beside:
        mails = "1 e-mail" if abs(more) == 1 else f"{abs(more)} e-mails"
        differs.append(f"{mails} {'more' if more > 0 else 'less'}")
    if bool(one.approval) != bool(was.approval):
        differs.append("a person approves" if one.approval else "goes by itself")
    return ", ".join(differs)
