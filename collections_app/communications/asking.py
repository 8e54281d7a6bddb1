"""What a message asks for: credits taken off, one sum per currency and pay-by date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from collections_app.communications.values import CreditFacts, LineFacts


@dataclass(frozen=True)
class Ask:
    """What is to be paid by one date: sums by currency, and for which invoices."""

    pay_by: date
    sums: dict[str, Decimal]
    numbers: tuple[str, ...]


def sums(lines: Iterable[LineFacts]) -> dict[str, Decimal]:
    """Demanded amounts by currency; currencies are never added."""
    total: dict[str, Decimal] = {}
    for line in lines:
        total[line.currency] = total.get(line.currency, Decimal(0)) + line.demanded
    return total


def credit_sums(credits: Iterable[CreditFacts]) -> dict[str, Decimal]:
    """Credit notes and unallocated money by currency."""
    total: dict[str, Decimal] = {}
    for credit in credits:
        total[credit.currency] = total.get(credit.currency, Decimal(0)) + credit.amount
    return total


def net_lines(lines: Iterable[LineFacts], credits: Iterable[CreditFacts]) -> list[LineFacts]:
    """The lines with the customer's credits taken off, oldest due first, never below zero."""
    left = credit_sums(credits)
    netted = []
    for line in sorted(lines, key=lambda line: (line.due_on, line.number)):
        used = min(line.demanded, left.get(line.currency, Decimal(0)))
        left[line.currency] = left.get(line.currency, Decimal(0)) - used
        netted.append(replace(line, demanded=line.demanded - used))
    return netted


def asks(lines: Sequence[LineFacts], as_of: date) -> list[Ask]:
    """What is asked for by each date from today on, the earliest first."""
    dated: dict[date, list[LineFacts]] = {}
    for line in lines:
        if line.pay_by and line.pay_by >= as_of and line.demanded > 0:
            dated.setdefault(line.pay_by, []).append(line)
    return [
        Ask(day, sums(group), tuple(line.number for line in group))
        for day, group in sorted(dated.items())
    ]


def standing(lines: Sequence[LineFacts], as_of: date) -> list[LineFacts]:
    """Lines whose date was stated before and has passed: they are told, not asked anew."""
    return [line for line in lines if line.pay_by and line.pay_by < as_of and line.demanded > 0]
