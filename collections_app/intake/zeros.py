"""Leading zeros of numbers: where they are lost or mixed, a rule per source decides."""

import re
from collections import defaultdict
from collections.abc import Iterable

from collections_app.intake.refusals import CannotImport

FIELDS = ("customer_number", "number", "reference")
_RULE = re.compile(r"keep|strip|pad:(\d{1,2})")
_ALIASES = {"customer": "customer_number", "invoice": "number"}


def told_rules(kind: str, told: Iterable[str]) -> dict[str, str]:
    """What `--zeros [field=]rule` says; a rule without a field is for all of them."""
    rules: dict[str, str] = {}
    for one in told:
        name, mark, rule = one.rpartition("=")
        if not _RULE.fullmatch(rule) or (mark and not _fields(kind, name)):
            raise CannotImport(f'--zeros "{one}" is not keep, strip or pad:8 (or customer=pad:8).')
        rules |= dict.fromkeys(_fields(kind, name) if mark else FIELDS, rule)
    return rules


def _fields(kind: str, name: str) -> tuple[str, ...]:
    if kind == "payments" and name == "invoice":
        return ("reference",)
    field = _ALIASES.get(name, name)
    return (field,) if field in FIELDS else ()


def apply_rule(text: str, rule: str) -> str:
    """The number under a rule; only numbers made of digits alone are touched."""
    if not rule or rule == "keep" or not (text.isascii() and text.isdigit()):
        return text
    bare = text.lstrip("0") or "0"
    return bare if rule == "strip" else bare.zfill(int(rule.removeprefix("pad:")))


def doubt(name: str, numbers: Iterable[str]) -> str:
    """Why the zeros of a column need a rule; "" when they are all there or none ever were."""
    digits = {text for text in numbers if text.isascii() and text.isdigit()}
    if not any(text[0] == "0" for text in digits):
        return ""
    spellings = defaultdict(list)
    for text in sorted(digits):
        spellings[text.lstrip("0")].append(text)
    for same in spellings.values():
        if len(same) > 1:
            return f'Column "{name}" writes {" and ".join(same)}.'
    return _partly_lost(name, digits)


OPTION = (
    "Say whether leading zeros count with --zeros keep (they are different numbers), "
    "strip (they do not count) or pad:8 (fill up to 8 digits)."
)


def _partly_lost(name: str, digits: set[str]) -> str:
    """Zeros lead up to one common width, and shorter numbers without zeros stand beside them."""
    widths = {len(text) for text in digits if text.startswith("0") and len(text) > 1}
    shorter = [text for text in digits if widths and len(text) < min(widths)]
    if len(widths) == 1 and shorter:
        padded = next(text for text in sorted(digits) if text.startswith("0") and len(text) > 1)
        return f'Column "{name}" writes {padded} but also {min(shorter)}.'
    return ""
