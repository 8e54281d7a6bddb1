"""What is new in an answer, apart from what it quotes. Pure.

One pass over the lines, each looked at with a few behind it and clipped: whatever somebody sends
costs time in proportion to its size. An expression that may span lines goes back and forth over
them, for hours over a short mail that is made for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_SIGNS_IN_LINE = 400
LINES_AHEAD = 4
_QUOTED = re.compile(r"^\s*>")
_MARKS = " \t*>-–—_"  # what mail programs put around such lines
_OPENS = re.compile(r"(on|am|le|il|el|op|den|dne|dnia|em|w dniu|ons|tor|fre|man|tir|lør|søn) ")
_WROTE = re.compile(
    r"\b(wrote|schrieb|a écrit|ha scritto|escribió|escreveu|schreef|skrev|kirjoitti)\b"
    r"|\b(napisał|nadesłał|napsal)"
)
_DIGIT = re.compile(r"\d")
_SENDER_LINE = re.compile(r"(from|von|de|da|od|fra|van|från) ?\*? ?:")
_HEADER_LINE = re.compile(
    r"(sent|to|subject|date|cc|gesendet|an|betreff|datum|envoyé|envoyé le|à|objet|inviato|a"
    r"|oggetto|data|enviado|para|asunto|fecha|verzonden|aan|onderwerp|sendt|til|emne|dato"
    r"|skickat|till|ämne|wysłano|do|temat|odesláno|komu|předmět) ?\*? ?:"
)
_DASHES = ("-", "_")
_RULE_WORDS = re.compile(
    r"original|forwarded|weitergeleitete|message|nachricht|messaggio|mensaje|bericht|besked"
    r"|meddelelse|meddelande|wiadomość|zpráva"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in two: together they are the whole of it."""

    new: str
    rest: str = ""


def cut(text: str) -> Cut:
    """Nothing is cut where the answer stands between or below what it quotes."""
    parts = _halves(text)
    return parts if parts.new else Cut(text.strip())


def own_words(text: str) -> str:
    """What is new in it; empty where all of it is a quotation."""
    return _halves(text).new


def _halves(text: str) -> Cut:
    lines = text.splitlines(keepends=True)
    if _answers_below(lines):
        return Cut(text.strip())
    clipped = [line[:MOST_SIGNS_IN_LINE].strip().casefold() for line in lines]
    begins = (number for number in range(len(lines)) if _begins_quotation(clipped, number))
    first = next(begins, len(lines))
    return Cut("".join(lines[:first]).strip(), "".join(lines[first:]).strip())


def _answers_below(lines: Sequence[str]) -> bool:
    """Whether words that are not quoted follow lines that are."""
    said = [bool(_QUOTED.match(line)) for line in lines if line.strip()]
    return True in said and not all(said[said.index(True) :])


def _begins_quotation(lines: Sequence[str], number: int) -> bool:
    line = lines[number]
    if not line:
        return False
    return (
        line.startswith(">")
        or _says_who_wrote(lines, number)
        or _is_header_block(lines, number)
        or _is_rule(lines, number)
    )


def _says_who_wrote(lines: Sequence[str], number: int) -> bool:
    """“On Monday Femke wrote:”, broken into lines or not."""
    said = ""
    for line in lines[number : number + LINES_AHEAD]:
        if not line or (said and _OPENS.match(line)):
            return False
        said = f"{said} {line}".strip(_MARKS)
        if said.endswith((":", "wrote")) and _WROTE.search(said):
            return bool(_OPENS.match(said) or ("@" in said and _DIGIT.search(said)))
    return False


def _is_header_block(lines: Sequence[str], number: int) -> bool:
    """From, and soon another of the headers that mail programs write above a quotation."""
    if not _SENDER_LINE.match(lines[number].lstrip(_MARKS)):
        return False
    behind = lines[number + 1 : number + 1 + LINES_AHEAD]
    return any(_HEADER_LINE.match(line.lstrip(_MARKS)) for line in behind)


def _is_rule(lines: Sequence[str], number: int) -> bool:
    """A line that says “original message”, or stands above such headers."""
    line = lines[number]
    if not (line.startswith(_DASHES) and line.endswith(_DASHES)):
        return False
    if inner := line.strip("-_ "):
        return bool(_RULE_WORDS.search(inner))
    below = [at for at in (number + 1, number + 2) if at < len(lines) and lines[at]]
    return bool(below) and _is_header_block(lines, below[0])
