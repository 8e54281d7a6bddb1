"""The few words and sentences that code, not a wording, puts into a message, per language."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from operator import attrgetter

from collections_app.communications.phrasebook import book
from collections_app.communications.phrasebook.shape import Phrases, Words
from collections_app.lib.dates import show_date
from collections_app.lib.languages import spoken

_TABLES: dict[str, Callable[[Phrases], Words]] = {
    "agreed": attrgetter("agreed"),
    "earlier": attrgetter("earlier"),
    "promise": attrgetter("promises"),
    "release": attrgetter("releases"),
    "line": attrgetter("lines"),
    "page": attrgetter("page"),
}
_FEMALE = frozenset(
    {"ms", "mrs", "miss", "frau", "mme", "madame", "mevrouw", "sra", "señora", "srta", "doña"}
)
_MALE = frozenset({"mr", "herr", "herrn", "m", "monsieur", "meneer", "sr", "señor", "don"})
_SOUNDS_LIKE_Y = re.compile(r"h?i(?![aeou])", re.IGNORECASE)  # "facturas A e I-12"


def labels(language: str) -> dict[str, str]:
    return book(language).labels


def page(language: str) -> Words:
    """What the page for customers says."""
    return book(language).page


def phrase(table: str, kind: str, language: str, **values: str) -> str:
    """One sentence or part of one; values are put in once, so braces in them stay braces."""
    return _TABLES[table](book(language))[kind].format(**values)


def knows_earlier(kind: str) -> bool:
    """Whether the kind of contact has its own words; a company's own levels do not."""
    return kind in book("en").earlier


def spoken_number(number: str, language: str) -> str:
    """Digit by digit in its own groups, as people read a number out: "plus 4 9, 5 6 1"."""
    groups = [" ".join(group) for group in re.findall(r"\d+", number)]
    plus = f"{book(language).plus} " if number.strip().startswith("+") else ""
    return plus + ", ".join(groups)


def count_word(count: int, language: str) -> str:
    words = book(language).counts.split()
    return words[count] if count < len(words) else str(count)


def joined(parts: Sequence[str], language: str) -> str:
    """Several parts as one: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_and(parts[-1], language)} {parts[-1]}"


def _and(following: str, language: str) -> str:
    """Spanish says e before a word that begins with its own sound."""
    is_e = spoken(language) == "es" and _SOUNDS_LIKE_Y.match(following)
    return "e" if is_e else labels(language)["and"]


def near_day(day: date, as_of: date, language: str) -> str:
    """The day without its year while that is the year of the message."""
    return show_date(day, language, "day" if day.year == as_of.year else "long")


def reach_me(channel: str, phone: str, email: str, language: str) -> str:
    """How to answer, as the channel allows it."""
    sentences = book(language).reach
    if channel == "email":
        return sentences["email_phone" if phone else "email"].format(phone=phone)
    kind = "letter_phone" if phone else "letter_mail" if email else "letter"
    return sentences[kind].format(phone=phone, email=email)


def greeting(name: str, salutation: str, language: str) -> str:
    """The first line; whole names, since a surname cannot be told from a name."""
    sentences = book(language).greetings
    if not name:
        return sentences["unknown"]
    gender, title = _gender_and_title(salutation)
    kind = "" if title and spoken(language) == "en" else gender  # "Dear Dr. Oldaal"
    return sentences[kind].format(name=" ".join(filter(None, (title, name))))


def wrote(who: str, at: datetime, language: str) -> str:
    """The line above the words of a mail that is answered."""
    day = show_date(at.date(), language, "long")
    return book(language).wrote.format(day=day, hour=at, who=who)


def addressed_name(name: str, salutation: str, language: str) -> str:
    """The name as it stands in an address."""
    gender, title = _gender_and_title(salutation)
    before = book(language).addressed.get(gender, "")
    return " ".join(filter(None, (before, title, name))) if name else ""


def _gender_and_title(salutation: str) -> tuple[str, str]:
    words = salutation.split()
    known = [word.strip(".").lower() for word in words]
    gender = "f" if _FEMALE & set(known) else "m" if _MALE & set(known) else ""
    titles = [w for w, k in zip(words, known, strict=True) if k not in _FEMALE | _MALE]
    return gender, " ".join(titles)
