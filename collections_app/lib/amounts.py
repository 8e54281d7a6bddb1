"""Amounts as people and programs write them: sign, digits, marks and currency told apart."""

import re
from decimal import Decimal

from collections_app.lib.money import currencies, decimals, round_money

MARKS = (".", ",")
MILLS = 3  # decimals of a dinar, and figures in a group of thousands
_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2009\u2007\t", " ") | {"\u2212": "-", "’": "'"}
)
_SYMBOLS = {"€": "EUR", "£": "GBP", "$": "", "¥": ""}
_CURRENCY = re.compile(r"[A-Za-z]{3}|(?:US)?[$€£¥]")
DIGITS = re.compile(r"[0-9.,' ]*[0-9][0-9.,' ]*")
READINGS = {
    mark: re.compile(
        rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:([{group}' ])[0-9]{{3}})(?:\1[0-9]{{3}})*"
        rf"|[0-9]{{1,2}}(?:[{group}][0-9]{{2}})+[{group}][0-9]{{3}})(?:[{mark}][0-9]*)?|[{mark}][0-9]+"
    )
    for mark, group in ((".", ","), (",", "."))
}
_SAMPLES = {0: "", MILLS: ".500"}
AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")


class UnclearAmount(Exception):
    """What was typed is no amount, or may be two."""


def split_amount(cell: str) -> tuple[int, str, str]:
    """Sign, digits with their marks, and the currency of an amount."""
    text = cell.translate(_SPACES).strip().strip("\ufeff\u200b")
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    text, negative = _without_sign(text)
    text, currency = _without_currency(text)
    text, negative_inside = _without_sign(text)
    return (-1 if negative or negative_inside else 1), text, currency


def _without_sign(text: str) -> tuple[str, bool]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text[-2:].upper() in {"CR", "DR"} and text[:-2].strip()[-1:].isdigit():
        return text[:-2].strip(), text[-2:].upper() == "CR"
    bare = text.strip("+- ")
    return bare, "-" in text[: len(text) - len(text.lstrip("+- "))] or text.endswith("-")


def _without_currency(text: str) -> tuple[str, str]:
    for found in (_CURRENCY.match(text), re.search(rf"(?:{_CURRENCY.pattern})$", text)):
        if found:
            word = found.group().upper()
            code = word if word in currencies() else _SYMBOLS.get(word, "")
            rest = text[: found.start()] + text[found.end() :]
            return (rest.strip(), code) if code or word[-1] in _SYMBOLS else (text, "")
    return text, ""


def plain_value(digits: str, mark: str) -> Decimal:
    """What digits with their marks mean where `mark` stands before the decimals."""
    group = "," if mark == "." else "."
    plain = digits.replace(group, "").replace("'", "").replace(" ", "").replace(mark, ".")
    return Decimal(plain)


def readings_of(digits: str) -> list[Decimal]:
    """What digits with their marks may mean: 1.234 a thousand, and little more than one."""
    return [plain_value(digits, mark) for mark in MARKS if READINGS[mark].fullmatch(digits)]


def read_typed(text: str, currency: str) -> Decimal | None:
    """What a person typed, exact in the currency's decimals, whichever mark is theirs.

    None where nothing was. Raises `UnclearAmount` where it may be two amounts, or is none.
    """
    sign, digits, code = split_amount(text)
    if not (digits or code):
        return None
    values = readings_of(digits)
    if not values or sign < 0:
        sample = f"1234{_SAMPLES.get(decimals(currency), '.50')}"
        raise UnclearAmount(f'"{text.strip()}" is not an amount: write one as {sample}.')
    if code and code != currency:
        raise UnclearAmount(f"This is in {currency}: write the amount in {currency}.")
    _refuse_two_readings(digits, currency)
    fitting = [one for one in values if one == round_money(one, currency)]
    if not fitting:
        raise UnclearAmount(_too_fine(currency))
    return round_money(fitting[0], currency)


def _refuse_two_readings(digits: str, currency: str) -> None:
    """1.234 is a thousand to one and little more than one to another."""
    found, places = AMBIGUOUS.fullmatch(digits), decimals(currency)
    if not found or not places or (places == MILLS and found[1] == "."):
        return
    whole, part = digits.split(found[1])
    raise UnclearAmount(
        f'"{digits}" can be read in two ways: write {whole}{part} or {whole}.{part[:places]}.'
    )


def _too_fine(currency: str) -> str:
    places = decimals(currency)
    if not places:
        return f"{currency} has no decimals: write whole numbers."
    return f"{currency} has {places} decimals: write no more of them."
