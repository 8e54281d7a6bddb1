"""Amounts as people type them, whichever mark is theirs."""

from decimal import Decimal

import pytest

from collections_app.lib.amounts import UnclearAmount, read_typed


@pytest.mark.parametrize(
    ("text", "currency", "value"),
    [
        ("1234.56", "EUR", "1234.56"),
        ("1234,56", "EUR", "1234.56"),
        ("1.234,56", "EUR", "1234.56"),
        ("1,234.56", "EUR", "1234.56"),
        ("1'234.56", "CHF", "1234.56"),
        ("1’234.56", "CHF", "1234.56"),
        ("1 234,56 €", "EUR", "1234.56"),
        ("EUR 1.234.567", "EUR", "1234567.00"),
        ("12,5", "EUR", "12.50"),
        ("1000", "EUR", "1000.00"),
        ("1,234", "JPY", "1234"),
        ("100.00", "JPY", "100"),
        ("1.234", "KWD", "1.234"),
        ("0", "EUR", "0.00"),
    ],
)
def test_an_amount_is_read_in_the_manner_of_whoever_typed_it(
    text: str, currency: str, value: str
) -> None:
    read = read_typed(text, currency)

    assert (read, str(read)) == (Decimal(value), value)


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_typed_is_no_amount(text: str) -> None:
    assert read_typed(text, "EUR") is None


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [
        ("1.234", "EUR", '"1.234" can be read in two ways: write 1234 or 1.23.'),
        ("1,234", "EUR", '"1,234" can be read in two ways: write 1234 or 1.23.'),
        ("1,234", "KWD", '"1,234" can be read in two ways: write 1234 or 1.234.'),
        ("100.55", "JPY", "JPY has no decimals: write whole numbers."),
        ("0.123", "EUR", "EUR has 2 decimals: write no more of them."),
        ("12.345,6.7", "EUR", '"12.345,6.7" is not an amount: write one as 1234.50.'),
        ("all of it", "EUR", '"all of it" is not an amount: write one as 1234.50.'),
        ("-50", "EUR", '"-50" is not an amount: write one as 1234.50.'),
        ("50 USD", "EUR", "This is in EUR: write the amount in EUR."),
        ("many", "JPY", '"many" is not an amount: write one as 1234.'),
    ],
)
def test_what_is_unclear_is_refused_with_what_to_write(text: str, currency: str, said: str) -> None:
    with pytest.raises(UnclearAmount) as refused:
        read_typed(text, currency)

    assert str(refused.value) == said
