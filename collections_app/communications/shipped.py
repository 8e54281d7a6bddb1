"""The wordings that come with the product, read from their files."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from collections_app.communications.choices import Channel
from collections_app.lib.languages import SPOKEN, spoken

SPOKEN_WORDS = "voice_message"
NAMING_NO_LEVEL = "still_open"
FOLDER = Path(__file__).parent / "wordings"


@dataclass(frozen=True)
class ShippedWording:
    """One text of a level in one language for one channel; subject and body are Liquid."""

    key: str
    channel: str
    language: str
    subject: str
    body: str


@cache
def shipped_wordings() -> tuple[ShippedWording, ...]:
    """All of them; a file that serves several channels comes once for each."""
    return tuple(
        wording
        for language in SPOKEN
        for path in sorted((FOLDER / language).glob("*.liquid"))
        for wording in _wordings_of(path, language)
    )


def shipped_wording(key: str, channel: str, language: str) -> ShippedWording:
    """The one for a level, channel and language (English where the language is not spoken)."""
    wanted = (key, channel, spoken(language))
    for wording in shipped_wordings():
        if (wording.key, wording.channel, wording.language) == wanted:
            return wording
    raise LookupError(f"no wording {key} for {channel}")


def words_on(channel: str, key: str) -> str:
    """The key of what says `key` on a channel: one spoken text serves all levels.

    Where a level has no words of its own on a channel, those of "still open" name no level.
    """
    if channel == Channel.VOICE:
        return SPOKEN_WORDS
    has_own = any((one.key, one.channel) == (key, channel) for one in shipped_wordings())
    return key if has_own else NAMING_NO_LEVEL


def _wordings_of(path: Path, language: str) -> Iterator[ShippedWording]:
    front, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    for channel in fields["channels"].split():
        key = path.name.split(".")[0]
        yield ShippedWording(key, channel, language, fields.get("subject", ""), body)
