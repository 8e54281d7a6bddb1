"""The phrases of each language that is spoken here."""

from collections_app.communications.phrasebook import de, en, es
from collections_app.communications.phrasebook.shape import Phrases
from collections_app.lib.languages import spoken

_BOOKS = {"en": en.PHRASES, "de": de.PHRASES, "es": es.PHRASES}


def book(language: str) -> Phrases:
    """The phrases of the language that is spoken for a tag."""
    return _BOOKS[spoken(language)]
