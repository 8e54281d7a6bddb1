"""Why a row or a whole file is not taken in, in sentences that say how to mend it."""

from dataclasses import dataclass

OUR_FAULT = (
    "It could not be taken in through a fault of ours, which was logged. Nothing was stored."
)


class CannotImport(Exception):
    """The file as a whole is refused; nothing of it was stored.

    `asks` names what a person can say to mend it, a field of `Told` or of the mapping; `option`
    says how a command is told it, and stands behind the fact in the text of the error.
    """

    def __init__(self, fact: str, *, asks: str = "", option: str = "") -> None:
        super().__init__(f"{fact} {option}".strip())
        self.fact = fact
        self.asks = asks


class NeedsAnswer(CannotImport):
    """The file can be read in more than one way, or has consequences that a person must want."""


class Unreadable(Exception):
    """One cell cannot be read; the message completes "Line 7, column "Due": ..."."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was left out, or (`partly`) a row taken in without one of its cells."""

    line: int
    column: str
    sentence: str
    partly: bool = False

    def __str__(self) -> str:
        column = f', column "{self.column}"' if self.column else ""
        return f"Line {self.line}{column}: {self.sentence}"
