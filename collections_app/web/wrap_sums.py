"""What is left of the invoices that a promise is about."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from collections_app.invoices.models import Invoice, Summary
from collections_app.lib.money import round_money

ZERO = Decimal(0)
Disputed = Mapping[int, Decimal]  # by invoice id, what the same wrap-up disputes
NOTHING: Disputed = {}


def left_of(invoice: Invoice, disputed: Disputed = NOTHING) -> Decimal:
    """What may be promised of it: an earlier promise gives way to the new one."""
    said = disputed.get(invoice.pk, ZERO)
    return max(invoice.undisputed - invoice.says_paid - said, ZERO)


def sum_left(invoices: Sequence[Invoice], disputed: Disputed = NOTHING) -> Decimal:
    """The same of several in one currency, with the decimals of it."""
    total = sum((left_of(one, disputed) for one in invoices), ZERO)
    return round_money(total, invoices[0].currency) if invoices else total


def sum_to_collect(
    summaries: Iterable[Summary], invoices: Sequence[Invoice], disputed: Disputed = NOTHING
) -> Decimal:
    """The same less credit notes and money not yet laid on an invoice, as "to collect" is."""
    total = sum_left(invoices, disputed)
    if not total:
        return total
    currency = invoices[0].currency
    same = (one for one in summaries if one.currency == currency)
    credit = sum((one.credits + one.unapplied for one in same), ZERO)
    return round_money(max(total - credit, ZERO), currency)
