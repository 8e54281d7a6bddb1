"""Money: the decimals of a currency, the one rounding function, amounts as people read them."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_decimal, list_currencies

from collections_app.lib.languages import locale_of

# ISO 4217's exponents where they are not 2. CLDR is not asked: it drops decimals that
# some currencies have on invoices though not in shops (Serbian dinar, Iraqi dinar).
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"
_DECIMALS = {
    currency: places
    for places, currencies in ((0, _NO_DECIMALS), (3, _THREE_DECIMALS), (4, _FOUR_DECIMALS))
    for currency in currencies.split()
}
MINUS = "\N{MINUS SIGN}"


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """The codes of all currencies, those of the past too: old ledgers name them."""
    return frozenset(list_currencies())


def decimals(currency: str) -> int:
    """How many decimals an amount of this ISO 4217 currency has."""
    return _DECIMALS.get(currency, 2)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's own decimals; nothing else in the house rounds money."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=1000)  # a page says an amount in each of its lists
def show_amount(amount: Decimal, currency: str, language: str) -> str:
    """The bare number, "14,980.00", for a column whose heading names the currency."""
    places = decimals(currency)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    rounded = round_money(amount, currency)
    shown = format_decimal(abs(rounded), format=pattern, locale=locale_of(language))
    return f"{MINUS}{shown}" if rounded < 0 else shown


def show_money(amount: Decimal, currency: str, language: str) -> str:
    """The number with its code behind it, "14,980.00 EUR", and a true minus sign."""
    return f"{show_amount(amount, currency, language)} {currency}"
