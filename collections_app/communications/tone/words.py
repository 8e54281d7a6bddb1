"""Words that a stage avoids, days that nobody can put in a diary, and words that shout."""

import re
from collections.abc import Iterable, Iterator, Sequence

from collections_app.communications.tone.findings import Finding
from collections_app.communications.tone.lists import FINAL, LAST_FRIENDLY, Avoided, Stage, Tone

# Of a wording only what its author wrote is judged: a customer may be called Court & Sons.
_TAG = re.compile(r"{%-?\s*(?P<name>\w*)(?P<rest>.*?)%}", re.DOTALL)
_OUTPUT = re.compile(r"{{(?P<rest>.*?)}}", re.DOTALL)
_STRING = re.compile(r"""(["'])(.*?)\1""", re.DOTALL)
_UNSEEN = re.compile(r"[*\u00ad\u200b-\u200d\u2060\ufeff]")  # emphasis, and what has no width
_SHOUTS = re.compile(r"\b[^\W\d_a-zäöüßáéíóúñ]{4,}(?: [^\W\d_a-zäöüßáéíóúñ]{2,})+\b")
WHY = {
    "never": "“{word}” has no place in any message.",
    "before_final": "“{word}” has no place before the final notice.",
    "friendly": "“{word}” is too hard this early.",
    "ahead": "“{word}” speaks of something late before it is.",
    "judging": "“{word}” judges the reader.",
    "soft": "“{word}” says this late that there is no hurry.",
    "sms": "“{word}” may stop a text on its way.",
    "vague": "“{word}” is no day that anybody can write down.",
    "own": "“{word}” is on your company's own list.",
}
STOPPING = frozenset({"never", "before_final", "sms", "ahead"})


def literal(source: str) -> str:
    """What the author wrote: conditions taken out, values shown as a dot, given texts as text."""
    spoken = _OUTPUT.sub(lambda found: f"·{_strings(found)}", _TAG.sub(_assigned, source))
    return " ".join(_UNSEEN.sub("", spoken).split())


def _assigned(tag: re.Match[str]) -> str:
    return _strings(tag) if tag["name"] == "assign" else " "


def _strings(found: re.Match[str]) -> str:
    return " ".join(["", *(string[2] for string in _STRING.finditer(found["rest"])), ""])


def findings_of_words(
    source: str, *, stage: Stage, channel: str, tone: Tone, own: Sequence[Avoided] = ()
) -> Iterator[Finding]:
    written = literal(source)
    for name in _lists_at(stage, channel):
        yield from _found(written, name, tone.lists[name])
    yield from _found(written, "own", own)
    yield from _shouted(written)


def _lists_at(stage: Stage, channel: str) -> Iterable[str]:
    yield from ("never", "judging", "vague")
    if stage.stage < FINAL:
        yield "before_final"
    yield "friendly" if stage.stage <= LAST_FRIENDLY else "soft"
    if stage.lines == "ahead":
        yield "ahead"
    if channel == "sms":
        yield "sms"


def _found(written: str, name: str, avoided: Iterable[Avoided]) -> Iterator[Finding]:
    for one in avoided:
        if found := one.pattern.search(written):
            says = WHY[name].format(word=found[0])
            yield Finding(f"words.{name}", says, one.instead, stops=name in STOPPING)


def _shouted(written: str) -> Iterator[Finding]:
    # A script that knows no capitals cannot shout.
    if found := next(filter(str.isupper, _SHOUTS.findall(written)), ""):
        says = f"“{found}” stands in capitals and reads as a shout."
        yield Finding("words.shout", says, "Write it in small letters.")
    if written.count("!") > 1:
        says = "There is more than one exclamation mark."
        yield Finding("words.shout", says, "End sentences with a full stop.")
