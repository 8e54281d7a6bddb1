"""Amounts: signs, marks and currencies; a mark is proved by the file or asked for."""

from decimal import Decimal

import pytest

from collections_app.intake.amounts import currency_in, find_mark, read_amount
from collections_app.intake.refusals import CannotImport, NeedsAnswer, Unreadable


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("72.27", ".", "72.27"),
        ("94", ".", "94"),
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("1.234.567,5", ",", "1234567.50"),
        ("1'234.50", ".", "1234.50"),
        ("1’234.50", ".", "1234.50"),
        ("1\u00a0234,50", ",", "1234.50"),
        ("1\u202f234,50", ",", "1234.50"),
        ("12,34,567.00", ".", "1234567"),
        ("-12,50", ",", "-12.50"),
        ("\u221212.50", ".", "-12.50"),
        ("12,50-", ",", "-12.50"),
        ("(12.50)", ".", "-12.50"),
        ("12.50 CR", ".", "-12.50"),
        ("€ 12,50", ",", "12.50"),
        ("12,50 €", ",", "12.50"),
        ("EUR 1.234,50", ",", "1234.50"),
        ("-$1,234.50", ".", "-1234.50"),
        ("$-1,234.50", ".", "-1234.50"),
        (" 12.50 ", ".", "12.50"),
        (".5", ".", "0.50"),
        ("+7", ".", "7"),
        ("12.3400", ".", "12.34"),
        ("30.299999999999997", ".", "30.30"),
        (30.299999999999997, ".", "30.30"),
        (12.0, ".", "12"),
    ],
)
def test_an_amount_is_read_exactly(text, mark, amount):
    assert read_amount(text, mark, 2) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "  ", "-", "\u00a0"])
def test_no_amount_is_none(text):
    assert read_amount(text, ".", 2) is None


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "1.2.3",
        "1,23.4",
        "12,345,6.00",
        "1e5",
        "NaN",
        "Infinity",
        "10" * 8,
        "12.345",
        "１２",
        True,
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(Unreadable):
        read_amount(text, ".", 2)


def test_a_currency_knows_its_own_decimals():
    assert read_amount("1.234", ".", 3) == Decimal("1.234")
    assert read_amount("1,234", ".", 0) == Decimal(1234)
    with pytest.raises(Unreadable, match="more decimals"):
        read_amount("12.50", ".", 0)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.234", "12,50"], ","),
        (["1,234", "12.5"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["0.125"], "."),
        (["12345.678"], "."),
        (["94", "100"], ""),
        ([12.5, "1.234,00"], ","),
    ],
)
def test_the_file_proves_its_decimal_mark(texts, mark):
    assert find_mark([(text, 2) for text in texts]) == mark


def test_a_doubtful_mark_is_asked_for():
    with pytest.raises(NeedsAnswer, match=r'"1\.234" may be thousands'):
        find_mark([("1.234", 2), ("500", 2)])


def test_two_marks_in_one_file_are_asked_about():
    with pytest.raises(NeedsAnswer, match="--decimal"):
        find_mark([("1,50", 2), ("1.50", 2)])


def test_three_decimals_are_no_doubt_in_a_currency_that_has_three():
    assert find_mark([("1.234", 3), ("500", 2)]) == "."
    assert find_mark([("1,234", 3)]) == ","


def test_a_told_mark_is_taken_unless_the_file_proves_the_other():
    assert find_mark([("1.234", 2)], ",") == ","
    with pytest.raises(CannotImport, match="2 of 2 amounts"):
        find_mark([("1.50", 2), ("2.50", 2)], ",")


def test_a_currency_beside_the_amount_is_seen():
    assert currency_in("EUR 12") == "EUR"
    assert currency_in("12 £") == "GBP"
    assert currency_in("$ 12") == ""
    assert currency_in("12.50") == ""
