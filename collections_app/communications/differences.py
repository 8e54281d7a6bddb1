"""What one text says differently from another, word by word. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|{[{%].*?[%}]}|[^\s{]+|{")  # a placeholder is one word


@dataclass(frozen=True)
class Piece:
    """Words that both have, or one of them alone."""

    text: str
    kind: str = ""  # added, gone, or empty where both say it


def difference(before: str, after: str) -> list[Piece]:
    """The pieces in the order of reading; what is gone stands before what took its place."""
    return list(_pieces(_WORDS.findall(before), _WORDS.findall(after)))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, end in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("".join(before[i:j]))
            continue
        if i < j:
            yield Piece("".join(before[i:j]), "gone")
        if k < end:
            yield Piece("".join(after[k:end]), "added")
