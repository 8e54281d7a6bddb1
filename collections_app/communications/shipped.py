"""The wordings that come with the product, read from their files."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from collections_app.lib.languages import SPOKEN, spoken

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


def _wordings_of(path: Path, language: str) -> Iterator[ShippedWording]:
    front, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    for channel in fields["channels"].split():
        key = path.name.split(".")[0]
        yield ShippedWording(key, channel, language, fields.get("subject", ""), body)
