"""The plain-text message: written for 72 columns, amounts and payment rows aligned."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Protocol

from collections_app.communications.facts import Facts
from collections_app.communications.phrases import page
from collections_app.communications.tables import Row, Table
from collections_app.lib.languages import SPOKEN, locale_of
from collections_app.lib.texts import shown_width

WIDTH = 72
INDENT = "  "
_MONTHS = "|".join(
    re.escape(month)
    for language in SPOKEN
    for month in locale_of(language).months["format"]["wide"].values()
)
# The spaces inside "+49 561 555", "14,980.00 EUR", "26 May 2026", "26. Mai", "26 de mayo".
_TOGETHER = re.compile(
    rf"(?<=\d) (?=\d|[A-Z]{{3}}\b)|(?<=\d\b) (?=(?:de )?(?:{_MONTHS}))|(?<=\d\.) (?={_MONTHS})"
    rf"|(?<=\bde) (?={_MONTHS})"
)


class Part(Protocol):
    """A part of a rendered message."""

    @property
    def kind(self) -> str: ...
    @property
    def block(self) -> str: ...
    @property
    def text(self) -> str: ...


def held_together(text: str) -> str:
    """The text with no line to be broken inside a sum, a date or a phone number."""
    return _TOGETHER.sub("\xa0", text)


def plain_text(parts: Iterable[Part], facts: Facts) -> str:
    """All parts below each other, a blank line between paragraphs and blocks."""
    shown = [(part.block or part.kind, _shown(part, facts)) for part in parts]
    text, before = "", ""
    for kind, lines in shown:
        if not lines:
            continue
        is_close = kind in ("signature", "quote") or kind == before == "point"
        text += ("\n" if is_close else "\n\n") * bool(text) + "\n".join(lines)
        before = kind
    return text + "\n"


def _shown(part: Part, facts: Facts) -> list[str]:
    if part.kind == "block":
        return _BLOCKS[part.block](facts)
    if part.kind == "quote":
        return [f"> {line}".rstrip() for line in part.text.split("\n")]
    if part.kind == "point":
        return _wrapped(part.text, first="- ", then="  ")
    return _wrapped(part.text)


def _wrapped(text: str, *, first: str = "", then: str = "") -> list[str]:
    """Lines of at most WIDTH columns; a sum, a date, a phone number stays on one line."""
    lines = textwrap.wrap(
        held_together(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\xa0", " ") for line in lines]


def _tables(tables: Sequence[Table]) -> list[str]:
    lines: list[str] = []
    for table in tables:
        lines += [""] if lines else []
        for row in table.lines:
            lines += _invoice(row)
        if table.has_sums:
            lines += [_across(foot.label, f"{foot.amount} {table.currency}") for foot in table.feet]
    return lines


def _invoice(row: Row) -> list[str]:
    """The number and its amount; beneath it what the customer knows it by."""
    detail = _wrapped(row["detail"], first=INDENT * 2, then=INDENT * 2)
    note = _wrapped(row["note"], first=INDENT * 2, then=INDENT * 2) if row["note"] else []
    return [_across(row["number"], row["money"]), *detail, *note]


def _across(left: str, right: str) -> str:
    """Left and right on one line, the right one ending at the margin."""
    room = WIDTH - len(INDENT) - shown_width(left) - shown_width(right)
    return f"{INDENT}{left}{' ' * max(2, room)}{right}"


def _ways_to_pay(facts: Facts) -> list[str]:
    """The page for customers first, where the message leads there: it says more than this."""
    rows = facts.ways_to_pay.rows
    column = max(shown_width(row.label) for row in rows) + 2
    ways = [line for row in rows for line in _labelled(row.label, row.value, column)]
    return [*_page(facts), *ways]


def _page(facts: Facts) -> list[str]:
    return [f"{page(facts.language)['see_and_answer']}:", facts.page, ""] if facts.page else []


def _labelled(label: str, value: str, column: int) -> list[str]:
    return _wrapped(value, first=label + " " * (column - shown_width(label)), then=" " * column)


def _signature(facts: Facts) -> list[str]:
    return [facts.clerk["name"], facts.signature_line]


_BLOCKS = {
    "invoices": lambda facts: _tables(facts.tables),
    "new_invoices": lambda facts: _tables(facts.new_tables),
    "upcoming": lambda facts: _tables(facts.upcoming_tables),
    "ways_to_pay": _ways_to_pay,
    "signature": _signature,
}
