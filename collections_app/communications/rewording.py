"""One message said in a person's own words: begun from its wording, which it leaves as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from collections_app.communications.drafting import own_list
from collections_app.communications.facts import facts_for
from collections_app.communications.rendering import Part, Rendered, Run, Wording, render
from collections_app.communications.tone.check import check_message
from collections_app.communications.tone.findings import Finding
from collections_app.communications.values import Given
from collections_app.companies.models import Company

LONGEST = 12_000  # signs


class Spoken(Wording, Protocol):
    """A wording whose language is known."""

    @property
    def language(self) -> str: ...


@dataclass(frozen=True)
class OneOff:
    """What a wording is, for one message: written in full, its tables drawn by the layout."""

    key: str
    channel: str
    language: str
    subject: str
    body: str

    @property
    def is_empty(self) -> bool:
        return not self.body.strip()

    @property
    def is_too_long(self) -> bool:
        return len(self.subject) + len(self.body) > LONGEST


def one_off(wording: Spoken, given: Given) -> OneOff:
    """What the wording says of these facts, to be changed: values are words, tables their names."""
    said = render(wording, facts_for(given))
    body = _joined(said)
    return OneOff(
        wording.key, wording.channel, wording.language, _literal(said.subject), body.strip()
    )


def findings_of(
    message: OneOff, *, instead_of: OneOff, given: Given, company: Company
) -> list[Finding]:
    """What is wrong with it that was not wrong before: a customer may be called Court & Sons."""
    own = own_list(company, message.language)
    before: Sequence[Finding] = check_message(instead_of, given=given, own=own)
    found = check_message(message, given=given, own=own)
    return [one for one in found if one not in before]


def _joined(said: Rendered) -> str:
    """Points follow each other line by line, paragraphs with a gap."""
    lines, last = "", ""
    for part in said.parts:
        lines += "\n" if part.kind == "point" == last else "\n\n"
        lines += _written(part)
        last = part.kind
    return lines


def _written(part: Part) -> str:
    if part.kind == "block":
        return f"{{{{ block.{part.block} }}}}"
    dash = "- " if part.kind == "point" else ""
    return dash + "".join(map(_run, part.runs))


def _run(run: Run) -> str:
    text = _literal(run.text)
    return f"**{text}**" if run.is_strong else text


def _literal(text: str) -> str:
    """What a value holds is never read as a placeholder."""
    return text.replace("{{", "{ {").replace("{%", "{ %")
