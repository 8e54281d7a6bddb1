"""The placeholders of wordings: what each means, and which one was meant where a name is wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from collections_app.communications.rendering import TAGS, CannotRender, parsed

_INVOICE = {
    "number": "its number",
    "issued": "the day it was issued",
    "due": "the day it was due",
    "due_near": "that day, without the year while it is this one",
    "due_words": "that day as part of a sentence: due 27 April 2026",
    "late": "how late it is: 15 days overdue",
    "days": "the days overdue, as a number",
    "amount": "what is asked for it, without the currency",
    "money": "what is asked for it",
    "currency": "its currency",
    "reference": "the customer's own reference",
    "your": "that reference as part of a sentence",
    "pay_by": "the day by which it is asked for",
    "said": "the last message about it",
    "detail": "reference, due date and days overdue in one",
    "note": "what differs from the other invoices",
}
_PLAIN = {
    "greeting": "the first line, by name and salutation where they are known",
    "date": "the day of the message",
    "count": "how many invoices, as a word",
    "total": "what is open, per currency",
    "to_pay": "what is open less credits, per currency",
    "asked": "the sum and the day by which it is asked for; empty where nothing is asked anew",
    "asked_by": "that day alone, for who must not hear the sum",
    "standing": "days named before that have passed, with their invoices",
    "paid_invoices": "invoices settled since the last message",
    "earlier": "the earlier contacts with their dates",
    "reach_me": "how to answer, as the channel allows it",
    "letter_attached": "yes where the letter comes with the mail as PDF",
    "answers_keys": "yes where the phone's keys are understood",
    "channel": "email, letter, sms, voice or call",
    "language": "the language of the message",
    "company.name": "your company",
    "company.email": "the address for answers",
    "company.address": "your company's name and address in one line",
    "company.register": "court, number and VAT id",
    "customer.name": "the customer",
    "customer.number": "the customer's number",
    "contact.name": "the person written to; empty where only a desk is known",
    "clerk.name": "the person who signs",
    "clerk.phone": "that person's phone",
    "clerk.spoken": "the phone, to be read aloud",
    "clerk.email": "that person's mail address",
    "clerk.hours": "when that person can be reached",
}
_BLOCKS = {
    "block.invoices": "the table of invoices that were asked about before, with sums",
    "block.new_invoices": "the table of those that became overdue since",
    "block.upcoming": "the table of those that are not due yet",
    "block.ways_to_pay": "every way to pay, with the reference",
    "block.signature": "the person and the company",
}
LISTS = {
    "lines": "invoices asked about before",
    "new_lines": "invoices that became overdue since the last message",
    "all_lines": "both",
    "upcoming": "invoices not due yet",
    "promises": "a sentence for each promise",
    "releases": "a sentence for what was settled or ended",
    "credits": "credit notes and money not yet matched",
    "copies": "invoices whose copies go along",
    "agreed": "a sentence for each thing agreed on the phone",
}
OF_INVOICES = frozenset({"lines", "new_lines", "all_lines", "upcoming"})
MEANINGS: dict[str, str] = {
    **_PLAIN,
    **{f"oldest.{name}": f"the oldest of lines: {said}" for name, said in _INVOICE.items()},
    **{f"oldest_of_all.{name}": f"the oldest of all: {said}" for name, said in _INVOICE.items()},
    **_BLOCKS,
}
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\b")  # the reader takes it as text, not as a tag
_UNDEFINED = re.compile(r"'?([\w.\[\]]+)'? is undefined")


@dataclass(frozen=True)
class Fault:
    """What makes a wording unreadable, in a sentence, and what was probably meant."""

    says: str
    suggestion: str
    line: int


def faults_of(source: str) -> list[Fault]:
    """Every name that is no placeholder, or the one mistake that stops the reading."""
    if raw := _RAW.search(source):
        line = _line(source, raw.start())
        return [Fault("“raw” would show placeholders as they are typed.", "Take it out.", line)]
    try:
        template = parsed(source)
    except LiquidError as error:
        return [_unreadable(error, source)]
    return [*_unknown_names(template, source), *_filters(template, source)]


def fault_of(error: CannotRender) -> Fault:
    """What went wrong while it was said: names inside a loop are looked at only there."""
    cause = error.__cause__
    if isinstance(cause, LiquidError):
        return _unreadable(cause, "")
    return Fault(f"It cannot be read: {error}.", "Go back to the last version.", 0)


def _unknown_names(template: BoundTemplate, source: str) -> Iterator[Fault]:
    for variables in template.analyze().globals.values():
        for variable in variables:
            if not _is_known(variable.segments):
                yield _unknown(str(variable), _line(source, variable.span.index))


def _is_known(segments: list) -> bool:
    name = ".".join(map(str, segments))
    if name in MEANINGS or name in LISTS:
        return True
    first, *rest = segments
    if first in LISTS and rest == ["size"]:
        return True
    is_item = first in OF_INVOICES and len(rest) == 2 and isinstance(rest[0], int)
    return is_item and rest[1] in _INVOICE


def _unknown(name: str, line: int) -> Fault:
    meant = nearest(name)
    suggestion = f"Did you mean {{{{ {meant} }}}}?" if meant else "Choose one from the list."
    return Fault(f"“{name}” is no placeholder.", suggestion, line)


def nearest(name: str) -> str:
    """The placeholder that looks most like a name; of an item of a loop, its own part."""
    known = [*MEANINGS, *LISTS]
    root, _, part = name.partition(".")
    if alike := get_close_matches(name, known, n=1, cutoff=0.8):
        return alike[0]
    is_item = part and root not in {one.partition(".")[0] for one in known}
    if is_item and (close := get_close_matches(part, _INVOICE, n=1, cutoff=0.5)):
        return f"{root}.{close[0]}"
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.5)), "")


def _filters(template: BoundTemplate, source: str) -> Iterator[Fault]:
    """Values stand as they are: they are words already, in the reader's language."""
    for name, spans in template.analyze().filters.items():
        line = _line(source, spans[0].index)
        yield Fault(f"“{name}” cannot change a value.", f"Take out “| {name}”.", line)


def _unreadable(error: LiquidError, source: str) -> Fault:
    said = str(error.args[0]) if error.args else ""
    token = error.token
    line = _line(source, token.start_index) if source and token and token.start_index >= 0 else 0
    if undefined := _UNDEFINED.search(said):
        return _unknown(undefined[1], line)
    if said.endswith(" has parts"):
        return _whole(said.removesuffix(" has parts"), line)
    if said.startswith("unexpected tag"):
        allowed = ", ".join(sorted(TAGS - {"content", "output", "illegal"}))
        name = said.removeprefix("unexpected tag ").strip("'")
        return Fault(f"“{name}” stands where it cannot.", f"Known are {allowed}.", line)
    if said.startswith("expected tag end"):
        name = said.split()[2].removeprefix("end").strip("',")
        return Fault(f"“{name}” is not ended.", f"Write {{% end{name} %}} where it ends.", line)
    return Fault(f"It cannot be read: {said}.", "Compare it with the version before.", line)


def _whole(name: str, line: int) -> Fault:
    if name in LISTS:
        instead = f"Go through it: {{% for one in {name} %}}."
    else:
        instead = f"Write which part of it: {{{{ {name}.… }}}}."
    return Fault(f"“{name}” is no text by itself.", instead, line)


def _line(source: str, index: int) -> int:
    return source.count("\n", 0, index) + 1
