"""Whether the balance of an invoice shows what was credited. Pure."""

from decimal import Decimal


def is_credit_seen(
    amount: Decimal, *, open_then: Decimal, open_now: Decimal, paid: Decimal
) -> bool:
    """Whether the balance fell by it since it was disputed, payments that are known aside.

    Where exactly the amount is left, it was the undisputed rest that was paid: the credit is still
    to come. Where nothing is left, there is nothing to wait for.
    """
    if open_now <= 0:
        return True
    return open_then - open_now - max(paid, Decimal(0)) >= amount and open_now != amount
