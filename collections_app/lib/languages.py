"""Languages: the one that a customer reads, as far as it is spoken here."""

from functools import cache

from babel import Locale, UnknownLocaleError

SPOKEN = ("en", "de", "es")


def spoken(language: str) -> str:
    """The language of SPOKEN for a tag such as `de-AT`; English for all others."""
    return _base(language) if is_spoken(language) else SPOKEN[0]


def is_spoken(language: str) -> bool:
    return _base(language) in SPOKEN


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


@cache
def locale_of(language: str) -> Locale:
    """Babel's locale: the tag's own region where the language is spoken here, else English."""
    try:
        locale = Locale.parse(language.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale(SPOKEN[0])
    return locale if locale.language in SPOKEN else Locale(SPOKEN[0])
