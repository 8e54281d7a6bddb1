"""Money: decimals by currency, one rounding, amounts as people read them."""

from decimal import Decimal

import pytest

from collections_app.lib.money import decimals, round_money, show_amount, show_money


@pytest.mark.parametrize(
    ("currency", "places"),
    [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("RSD", 2), ("IQD", 3), ("ISK", 0)],
)
def test_decimals_are_those_of_iso_4217(currency, places):
    assert decimals(currency) == places


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.005", "EUR", "0.01"),
        ("-0.005", "EUR", "-0.01"),
        ("0.0049", "EUR", "0.00"),
        ("0.5", "JPY", "1"),
        ("1.0005", "KWD", "1.001"),
        ("1E+2", "EUR", "100.00"),
    ],
)
def test_money_is_rounded_half_up_to_its_decimals(amount, currency, rounded):
    assert str(round_money(Decimal(amount), currency)) == rounded


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        ("14980", "EUR", "en", "14,980.00 EUR"),
        ("14980", "EUR", "de", "14.980,00 EUR"),
        ("14980", "EUR", "de-CH", "14’980.00 EUR"),
        ("-240", "EUR", "en", "−240.00 EUR"),
        ("-0.001", "EUR", "en", "0.00 EUR"),
        ("1234567", "JPY", "en", "1,234,567 JPY"),
        ("1234.5", "KWD", "de", "1.234,500 KWD"),
        ("14980", "EUR", "fi", "14,980.00 EUR"),
        ("123456789012345678.99", "EUR", "en", "123,456,789,012,345,678.99 EUR"),
    ],
)
def test_money_is_shown_as_its_reader_writes_it(amount, currency, language, shown):
    assert show_money(Decimal(amount), currency, language) == shown


def test_an_amount_in_a_column_leaves_its_currency_to_the_heading():
    assert show_amount(Decimal("-1.5"), "EUR", "en") == "−1.50"
