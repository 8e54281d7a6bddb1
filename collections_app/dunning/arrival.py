"""Whether a letter is followed by a call that asks if it arrived. Pure."""

from collections.abc import Iterable
from decimal import Decimal


def is_asked(limit: Decimal | None, totals: Iterable[Decimal], *, is_key_account: bool) -> bool:
    """Of a level that asks: a key account always, others above the policy's limit.

    `totals` is what the letter demands, by currency.
    """
    return is_key_account or (limit is not None and any(total > limit for total in totals))
