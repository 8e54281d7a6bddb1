"""Where a customer can be reached: e-mail, phone, country and language as a file writes them."""

import re
from functools import cache, lru_cache

import phonenumbers
from babel import Locale
from babel.core import get_global
from email_validator import EmailNotValidError, validate_email

from collections_app.intake.columns import squash, squashed
from collections_app.intake.refusals import Unreadable
from collections_app.intake.values import read_text
from collections_app.intake.words import COUNTRY_WORDS, LANGUAGE_WORDS
from collections_app.intake.workbook import Cell
from collections_app.lib.languages import SPOKEN

NO_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}  # regions and tests in CLDR
# Any other letters would be dialled as the digits beside them on a telephone's keys.
LABELS = {"tel", "telefon", "telephone", "phone", "fon", "mobile", "mobil", "mob", "cell", "handy"}
EXTENSIONS = {"x", "ext", "extn", "extension", "extensión", "anexo", "int"}
_WORD = re.compile(r"[^\W\d_]+")
_FIRST_DIGIT = re.compile(r"\d")
_MOBILE = phonenumbers.PhoneNumberType.MOBILE


@lru_cache(maxsize=100_000)
def read_email(cell: Cell) -> str:
    """One address, checked as written; whether it exists is learned when it is used."""
    text = read_text(cell, 254)
    if not text:
        return ""
    try:
        # ASCII only before the @: programs on the way send anything else to a wrong address.
        found = validate_email(
            text, check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise Unreadable(f'"{text}" is not an e-mail address ({error}).') from None
    return found.normalized


@lru_cache(maxsize=100_000)
def read_phone(cell: Cell, country: str) -> str:
    """A number in E.164, read as dialled in `country` when it has no country code."""
    text = read_text(cell, 60)
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        number = None
    if (
        number is None
        or not phonenumbers.is_possible_number(number)
        or not _is_as_written(text, number)
    ):
        raise Unreadable(f'"{text}" is not a phone number; write it as +49 30 1234567.')
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_as_written(text: str, number: phonenumbers.PhoneNumber) -> bool:
    """No letter was taken for a digit, and words before it do not make a number of any digits."""
    known = LABELS | EXTENSIONS if number.extension else LABELS
    before, within = _FIRST_DIGIT.split(text.casefold(), maxsplit=1)
    are_labels = set(_WORD.findall(before)) <= LABELS
    is_surely_one = are_labels or phonenumbers.is_valid_number(number)
    return is_surely_one and set(_WORD.findall(within)) <= known


@lru_cache(maxsize=100_000)
def is_mobile(e164: str) -> bool:
    """Whether the number is surely a mobile."""
    return phonenumbers.number_type(phonenumbers.parse(e164)) == _MOBILE


@lru_cache(maxsize=1_000)
def read_country(cell: Cell) -> str:
    """The two letters of a country, from letters or its name in English or German."""
    text = read_text(cell, 100)
    if text and squash(text) not in _countries():
        raise Unreadable(f'"{text}" is not a country; write its two letters, such as DE.')
    return _countries()[squash(text)] if text else ""


@lru_cache(maxsize=1_000)
def read_language(cell: Cell) -> str:
    """A language tag such as de or de-AT, from the tag or its name."""
    text = read_text(cell, 40)
    words = {word: tag for tag, line in LANGUAGE_WORDS.items() for word in squashed(line)}
    tag = words.get(squash(text)) or _tag(text.replace("_", "-"))
    if text and not tag:
        raise Unreadable(f'"{text}" is not a language; write its letters, such as de.')
    return tag


@cache
def _countries() -> dict[str, str]:
    names = {str(code): name for code, name in Locale("en").territories.items()}
    codes = {code for code in names if len(code) == 2 and code.isalpha()} - NO_COUNTRIES
    named = [Locale(language).territories for language in SPOKEN]
    known = {squash(one[code]): code for one in named for code in codes if code in one}
    for alias, replaced in get_global("territory_aliases").items():
        if len(str(alias)) == 3 and str(alias).isalpha() and replaced[0] in codes:
            known[str(alias).casefold()] = str(replaced[0])
    known |= {code.casefold(): code for code in codes}
    return known | {word: code for code, line in COUNTRY_WORDS.items() for word in squashed(line)}


def _tag(text: str) -> str:
    language, _, region = text.partition("-")
    if language.lower() not in Locale("en").languages or len(language) not in (2, 3):
        return ""
    return f"{language.lower()}-{region.upper()}"[:5] if region else language.lower()
