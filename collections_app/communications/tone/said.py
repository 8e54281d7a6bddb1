"""A wording as it is said in one hard case."""

from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from collections_app.communications.choices import Channel
from collections_app.communications.facts import Facts
from collections_app.communications.rendering import Rendered
from collections_app.communications.sms_text import sms_text
from collections_app.communications.tone.lists import Tone
from collections_app.communications.values import Given


@dataclass(frozen=True)
class Said:
    """What is looked at for the parts that a message must have."""

    case: str
    given: Given
    facts: Facts
    message: Rendered
    tone: Tone

    @cached_property
    def text(self) -> str:
        """Subject and text in one line, as a reader hears them."""
        return " ".join(f"{self.message.subject} {self.message.text}".split())

    @cached_property
    def blocks(self) -> set[str]:
        return {part.block for part in self.message.parts if part.kind == "block"}

    @cached_property
    def prose(self) -> list[str]:
        """The sentences between tables."""
        return [part.text for part in self.message.parts if part.kind != "block"]

    @cached_property
    def opening(self) -> str:
        """What stands above the first table."""
        above = takewhile(lambda part: part.kind != "block", self.message.parts)
        return " ".join(part.text for part in above)

    def says(self, words: str) -> bool:
        heard = sms_text(words) if self.given.channel == Channel.SMS else " ".join(words.split())
        return not words or heard in self.text

    def shows(self, block: str) -> bool:
        return block in self.blocks

    def speaks_of(self, part: str) -> bool:
        return self.tone.says[part].search(self.text) is not None
