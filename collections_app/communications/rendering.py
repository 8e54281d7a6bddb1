"""A wording and its facts become one message: paragraphs, and blocks that a layout draws.

Wordings are Liquid over plain strings with output, if, for and assign alone. What a value
holds is never read as a template, as emphasis or as a block: the marks for these are private
characters that no value can contain, because facts lose them (lib.texts).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from typing import Protocol, TextIO

from liquid import BoundTemplate, Environment, RenderContext, StrictUndefined
from liquid.builtin.output import Output, OutputNode
from liquid.exceptions import LiquidError, LiquidTypeError
from liquid.stringify import to_liquid_string

from collections_app.communications.facts import LAYOUT_ONLY, Facts
from collections_app.communications.plain import held_together, plain_text
from collections_app.communications.sms_text import sms_text
from collections_app.lib.texts import one_line

BLOCKS = ("invoices", "new_invoices", "upcoming", "ways_to_pay", "signature")
TAGS = frozenset({"content", "output", "illegal", "if", "for", "assign"})
_STRONG = "\ue000"
_BLOCK = "\ue001"
_PARAGRAPH = "\ue002"


class CannotRender(Exception):
    """The wording asks for something that does not exist or is not allowed."""


class Wording(Protocol):
    """What a stored and a shipped wording share."""

    @property
    def key(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...


@dataclass(frozen=True)
class Run:
    """Words of one weight."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True)
class Part:
    """A paragraph, point or quote (its runs), or the name of a block that the layout draws."""

    kind: str  # paragraph, point, quote or block
    runs: tuple[Run, ...] = ()
    block: str = ""
    is_close: bool = False  # the next part follows without a gap: "Kind regards", the name

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Rendered:
    """A message before its layout; `text` is complete: what an SMS, a call or a plain part says."""

    subject: str
    parts: tuple[Part, ...]
    text: str


class _WordsNode(OutputNode):
    """What is shown are words: a list or an invoice as a whole would be shown as Python has it."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        shown = self.expression.evaluate(context)
        if isinstance(shown, (list, dict)):
            raise LiquidTypeError(f"{self.expression} has parts", token=self.token)
        return buffer.write(to_liquid_string(shown, autoescape=context.autoescape))


class _Words(Output):
    node_class = _WordsNode


class _Liquid(Environment):
    """Loops and output end early; a wording of a page needs a hundredth of this."""

    loop_iteration_limit = 20_000
    output_stream_limit = 500_000
    local_namespace_limit = 100_000
    context_depth_limit = 8


def render(wording: Wording, facts: Facts) -> Rendered:
    """The wording said with these facts; CannotRender names the wording and the fault."""
    values = wording_values(facts)
    subject = one_line(_said(wording, wording.subject, values), limit=250)
    parts = _parts(_said(wording, _marked(wording.body), values))
    if facts.channel == "sms":
        return Rendered(subject, parts, sms_text(" ".join(part.text for part in parts)))
    if facts.channel == "voice":
        return Rendered(subject, parts, "\n".join(part.text for part in parts))
    return Rendered(subject, parts, plain_text(parts, facts))


def held_part(part: Part) -> Part:
    """The part for a layout that wraps by itself: no line breaks inside a sum or a date."""
    return replace(part, runs=tuple(replace(r, text=held_together(r.text)) for r in part.runs))


def wording_values(facts: Facts) -> dict[str, object]:
    """The allow-list: facts that are words, and the marks of the blocks."""
    words = {f.name: getattr(facts, f.name) for f in fields(facts) if f.name not in LAYOUT_ONLY}
    return words | {"block": {name: f"{_PARAGRAPH}{_BLOCK}{name}{_PARAGRAPH}" for name in BLOCKS}}


@cache
def _environment() -> Environment:
    environment = _Liquid(undefined=StrictUndefined)
    environment.tags = {name: tag for name, tag in environment.tags.items() if name in TAGS}
    environment.add_tag(_Words)
    environment.filters = {}
    return environment


@lru_cache(maxsize=256)
def parsed(source: str) -> BoundTemplate:
    """The template of a source, read once."""
    return _environment().from_string(source)


def _said(wording: Wording, source: str, values: dict[str, object]) -> str:
    try:
        return parsed(source).render(**values)
    except LiquidError as error:
        raise CannotRender(f"{wording.key} {wording.channel}: {error}") from error


def _marked(body: str) -> str:
    """Blank lines and emphasis are read in the source: a condition that says nothing parts none."""
    return re.sub(r"\n[ \t]*\n\s*", _PARAGRAPH, body).replace("**", _STRONG)


def _parts(said: str) -> tuple[Part, ...]:
    parts = [part for chunk in said.split(_PARAGRAPH) for part in _parts_of(chunk)]
    after = [*parts[1:], Part("end")][: len(parts)]
    return tuple(
        replace(part, is_close=following.block == "signature")
        for part, following in zip(parts, after, strict=True)
    )


def _parts_of(chunk: str) -> list[Part]:
    """One paragraph, or several points: a line that starts with a dash is a point."""
    gathered: list[list[str]] = []
    for line in filter(None, (" ".join(raw.split()) for raw in chunk.splitlines())):
        if line.startswith("- ") or not gathered:
            gathered.append([line])
        else:
            gathered[-1].append(line)
    return [_part(" ".join(lines)) for lines in gathered]


def _part(text: str) -> Part:
    if text.startswith(_BLOCK):
        return Part("block", block=text.removeprefix(_BLOCK))
    kind = "point" if text.startswith("- ") else "paragraph"
    return Part(kind, _runs(text.removeprefix("- ")))


def _runs(text: str) -> tuple[Run, ...]:
    pieces: Sequence[str] = text.split(_STRONG)
    return tuple(Run(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece)
