"""What a payment settles of the invoice it names."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Received:
    """One payment as it came in, its references already resolved; negative: a reversal.

    `invoice_id` is set only where the reference names that invoice exactly.
    """

    received_on: dt.date
    amount: Decimal
    currency: str
    external_id: str
    customer_id: int | None = None
    invoice_id: int | None = None
    reference: str = ""
    payer: str = ""


def settles(amount: Decimal, *, open_part: Decimal, taken_part: Decimal) -> Decimal:
    """The part that is allocated: up to what is open, a reversal up to what payments settled."""
    return min(amount, open_part) if amount > ZERO else max(amount, -taken_part)


def is_covered(received_on: dt.date, ledger_as_of: dt.date | None) -> bool:
    """Whether the source's own file has counted this payment already (it is the truth then)."""
    return ledger_as_of is not None and received_on <= ledger_as_of
