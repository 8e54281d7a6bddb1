"""The lists: what each stage needs, and the words of each language, read from their files."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from collections_app.lib.languages import spoken

FOLDER = Path(__file__).parent
FINAL = 5
LAST_FRIENDLY = 2
LISTS = ("never", "before_final", "friendly", "ahead", "judging", "soft", "sms", "vague")


@dataclass(frozen=True)
class Avoided:
    """A word or the beginning of one ("debt*"), or a pattern, and what to write instead."""

    word: str
    instead: str
    is_pattern: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        if self.is_pattern:
            return re.compile(rf"(?<!\w)(?:{self.word})(?!\w)", re.IGNORECASE)
        stem, star, _ = self.word.partition("*")
        end = r"\w*" if star else r"(?!\w)"
        return re.compile(rf"(?<!\w){re.escape(stem)}{end}", re.IGNORECASE)


@dataclass(frozen=True)
class Ease:
    """A language's own reading ease: base less so much a word of a sentence, a syllable a word."""

    base: float
    word: float
    syllable: float
    least: float


@dataclass(frozen=True)
class Tone:
    """What a language avoids, and how it says the parts that have no placeholder."""

    ease: Ease
    says: Mapping[str, re.Pattern[str]]
    lists: Mapping[str, tuple[Avoided, ...]]


@dataclass(frozen=True)
class Stage:
    """What a wording is for: how late it comes, and the parts that it must have by channel."""

    stage: int
    lines: str  # overdue, ahead or paid
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def parts_on(self, channel: str) -> tuple[str, ...]:
        kind = "written" if channel in ("email", "letter") else channel
        return self.parts.get(kind, ())


@cache
def tone_of(language: str) -> Tone:
    values = _read(spoken(language))
    return Tone(
        ease=Ease(**values["ease"]),
        says={name: re.compile(said, re.IGNORECASE) for name, said in values["says"].items()},
        lists={name: tuple(_avoided(values[name])) for name in LISTS},
    )


@cache
def stages() -> Mapping[str, Stage]:
    return {key: _stage(values) for key, values in _read("stages").items()}


def _stage(values: Mapping[str, Any]) -> Stage:
    parts = {name: tuple(said) for name, said in values.items() if isinstance(said, list)}
    return Stage(values["stage"], values["lines"], parts)


def _avoided(groups: Iterable[Mapping[str, Any]]) -> Iterable[Avoided]:
    for group in groups:
        for kind in ("words", "patterns"):
            for word in group.get(kind, ()):
                yield Avoided(word, group["instead"], is_pattern=kind == "patterns")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
