"""How long a message is, what a text costs, how easily prose is read, and whether it reads well."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pyphen import Pyphen

from collections_app.communications.sms_text import segments, sms_text
from collections_app.communications.tone.findings import Finding
from collections_app.communications.tone.lists import Ease
from collections_app.communications.tone.said import Said
from collections_app.communications.tone.words import literal

MOST_SEGMENTS = 2
MOST_WORDS = {"email": 260, "letter": 260, "voice": 130}
MOST_SIGNS_OF_SUBJECT = 110
LONG_SENTENCE = 34  # words
LINKED = re.compile(r"(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*|https?://\S+|www\.\S+")
SHORTENERS = ("bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "cutt.ly", "rb.gy")
_SENTENCE = re.compile(r"(?<=[.?!;:])\s+")
_WORD = re.compile(r"[^\W\d_]+")
_BADLY = re.compile(r" [,.;](?!\d)|,,|\.\.(?!\.)|\(\)|\s\s")


def findings_of_lengths(cases: Sequence[Said], channel: str) -> Iterator[Finding]:
    yield from _stumbles(cases)
    yield from _too_long(cases[0], channel)
    if channel in ("email", "letter"):
        yield from _subject(cases)
        yield from _hard_to_read(cases[0])


def findings_of_text(source: str, cases: Sequence[Said], own_domain: str) -> Iterator[Finding]:
    """An SMS: segments, alphabet and links."""
    longest = max(cases, key=lambda said: segments(said.message.text).count)
    counted = segments(longest.message.text)
    if counted.count > MOST_SEGMENTS:
        says = f"With {longest.case} it takes {counted.count} segments, of {MOST_SEGMENTS}."
        yield Finding("sms.segments", says, "Shorten it: one fact, one request, one number.")
    dear = sorted({one for one in literal(source).replace("·", "") if _doubles_the_price(one)})
    if dear:
        says = f"“{' '.join(dear)}” makes each segment 70 signs instead of 160."
        yield Finding("sms.alphabet", says, "Write it with plain letters and signs.")
    for link in LINKED.findall(literal(source)):
        yield from _link(link, own_domain)


def _doubles_the_price(sign: str) -> bool:
    return segments(sms_text(sign) or " ").encoding != "GSM-7"


def _link(link: str, own_domain: str) -> Iterator[Finding]:
    host = re.sub(r"^https?://", "", link).partition("/")[0].removeprefix("www.").lower()
    if host in SHORTENERS:
        says = f"“{link}” hides where it leads, and carriers refuse it."
        yield Finding("sms.link", says, "Write a link of your own domain.")
    elif not own_domain or not f".{host}".endswith(f".{own_domain}"):
        says = f"“{link}” leads to another domain than the company's."
        yield Finding("sms.link", says, "Write a link of your own domain, or none.")


def _stumbles(cases: Sequence[Said]) -> Iterator[Finding]:
    """Signs that a value left behind: two spaces, a comma after nothing."""
    for said in cases:
        for text in [said.message.subject, *said.prose]:
            if found := _BADLY.search(text):
                around = text[max(0, found.start() - 20) : found.end() + 20]
                says = f"With {said.case} it reads “…{around}…”."
                yield Finding("reads.badly", says, "Put the signs inside the condition.")
                return


def _too_long(said: Said, channel: str) -> Iterator[Finding]:
    words = sum(len(text.split()) for text in said.prose)
    most = MOST_WORDS.get(channel)
    if most and words > most:
        says = f"It has {words} words beside the tables, of {most}."
        yield Finding("length", says, "Keep the five parts and take the rest out.", stops=False)


def _subject(cases: Sequence[Said]) -> Iterator[Finding]:
    if not cases[0].message.subject:
        yield Finding("subject", "The subject is empty.", "Name {{ oldest.number }} in it.")
    longest = max((said.message.subject for said in cases), key=len)
    if len(longest) > MOST_SIGNS_OF_SUBJECT:
        says = f"The subject has up to {len(longest)} signs; phones show half of that."
        yield Finding("subject", says, "Name the invoice, the sum and one word.", stops=False)


def _hard_to_read(said: Said) -> Iterator[Finding]:
    sentences = sentences_of(said.prose)
    ease = reading_ease(sentences, said.facts.language, said.tone.ease)
    longest = max(sentences, key=lambda one: len(one.split()), default="")
    if ease is not None and ease < said.tone.ease.least:
        says = f"It is hard to read: {ease:.0f}, where {said.tone.ease.least:.0f} is the least."
        suggestion = f"Use shorter words and sentences, such as in “{_begun(longest)}”."
        yield Finding("reading", says, suggestion, stops=False)
    if len(longest.split()) > LONG_SENTENCE:
        says = f"The sentence “{_begun(longest)}” has {len(longest.split())} words."
        yield Finding("sentence", says, "Make two of it.", stops=False)


def _begun(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:6]) + ("…" if len(words) > 6 else "")


def sentences_of(prose: Sequence[str]) -> list[str]:
    return [one for text in prose for one in _SENTENCE.split(text) if _WORD.search(one)]


def reading_ease(sentences: Sequence[str], language: str, ease: Ease) -> float | None:
    """Flesch's measure with the language's own weights; words with digits count as one syllable."""
    words = [word for sentence in sentences for word in sentence.split()]
    if not words:
        return None
    syllables = sum(map(_syllables(language), words))
    per_sentence, per_word = len(words) / len(sentences), syllables / len(words)
    return ease.base - ease.word * per_sentence - ease.syllable * per_word


def _syllables(language: str):
    hyphens = _hyphens(language)
    return lambda word: 1 + sum(len(hyphens.positions(one)) for one in _WORD.findall(word))


@cache
def _hyphens(language: str) -> Pyphen:
    return Pyphen(lang=language, left=1, right=1)
