"""From bytes to text: the encoding that was chosen or found, never a silent loss."""

import codecs
import re

from charset_normalizer import from_bytes

from collections_app.intake.refusals import CannotImport

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# cp1250 and cp1254 are left out: they cannot be told from cp1252 and have to be chosen.
_LEGACY = ["cp1252", "cp1251", "cp1253", "cp850", "mac_roman"]
_LEGACY += ["shift_jis", "gb18030", "big5", "euc_kr"]
_HIGH_RUN = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
# Letters and signs of Western Europe in cp1252, alone or in small runs as in "Müller".
_WESTERN = re.compile(rb"[\x80\x84\x85\x91-\x97\xa0\xa7\xae\xb0\xc0-\xff]{1,3}")
_SAMPLE_BYTES = 20_000
_UTF8_SHARE = 0.9  # of the high bytes; below it the file is not UTF-8 with a few broken rows
ESCAPED = re.compile("[\ud800-\udfff]")  # a byte that the encoding does not know


def find_encoding(content: bytes) -> str:
    """The encoding of a file, by its mark, by being valid UTF-8, or by its letters."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    return _utf16_without_mark(content[:4000]) or _utf8(content) or _legacy(content)


def decode(content: bytes, encoding: str) -> str:
    """The text; bytes unknown to an 8-bit encoding or UTF-8 stay marked for their row's refusal."""
    try:
        wide = codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
        text = content.decode(encoding, errors="strict" if wide else "surrogateescape")
    except LookupError:
        raise CannotImport(f'There is no encoding called "{encoding}".', asks="encoding") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fact = f"The file is not {encoding} (near line {line})."
        raise CannotImport(fact, asks="encoding") from None
    return text.removeprefix("\ufeff")


def _utf16_without_mark(head: bytes) -> str:
    half = max(len(head) // 2, 1)
    if head[1::2].count(0) > 0.4 * half:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > 0.4 * half else ""


def _utf8(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if _mostly_utf8(content) else ""
    return "utf-8"


def _mostly_utf8(content: bytes) -> bool:
    """Whether nearly all runs of high bytes are UTF-8: then a few rows are broken, not the file."""
    runs = [run.group() for run in _HIGH_BYTES.finditer(content)]
    return sum(map(_is_utf8, runs)) >= _UTF8_SHARE * len(runs)


def _is_utf8(run: bytes) -> bool:
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _legacy(content: bytes) -> str:
    sample = b""
    for line in _HIGH_RUN.finditer(content):
        sample += line.group()
        if len(sample) > _SAMPLE_BYTES:
            break
    if all(_WESTERN.fullmatch(run) for run in _HIGH_BYTES.findall(sample)):
        return "cp1252"
    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    return best.encoding if best else "cp1252"
