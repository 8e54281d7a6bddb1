"""When two names are the same customer's."""

import re
import unicodedata

NAME_KEY_LENGTH = 200
_NOT_WORD = re.compile(r"[\W_]+")
_DOTTED = re.compile(r"\b(\w)\.\s?(?=\w\b)")  # "G.m.b.H." and "e. K." are one word
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SAME = {
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "und": "and",
    "et": "and",
    "aktiengesellschaft": "ag",
}
# fmt: off
_LEGAL_FORMS = frozenset(
    {"gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "se", "ek", "gbr", "ltd", "inc", "corp",
        "co", "llc", "llp", "lp", "plc", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab",
        "as", "oy", "aps", "pty", "sro"}
)
# fmt: on


def plain_name(name: str) -> str:
    """A name without case, marks and signs, its legal form in its short spelling."""
    joined = _DOTTED.sub(r"\1", name.replace("&", " and ").replace("+", " and "))
    bare = unicodedata.normalize("NFKD", joined.casefold().translate(_UMLAUTS))
    marks_off = "".join(sign for sign in bare if not unicodedata.combining(sign))
    words = _NOT_WORD.sub(" ", marks_off).split()
    return " ".join(_SAME.get(word, word) for word in words) or " ".join(name.split())


def name_key(name: str) -> str:
    """The same without the legal form at its end, for finding a customer by name."""
    words = plain_name(name).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS | {"and"}:
        words.pop()
    return " ".join(words)[:NAME_KEY_LENGTH]


SHORTEST_KEY = 6  # of one word: shorter ones begin many names


def keys_in(name: str) -> list[str]:
    """The keys that a name may begin with, the longest first: banks add places and numbers."""
    words = plain_name(name).split()
    starts = (name_key(" ".join(words[:count])) for count in range(len(words), 0, -1))
    long_enough = (key for key in starts if " " in key or len(key) >= SHORTEST_KEY)
    return list(dict.fromkeys([name_key(name), *long_enough]))
