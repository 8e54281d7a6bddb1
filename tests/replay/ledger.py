"""Writes a ledger for replays: seeded, with everything that makes real ones awkward.

Weekly and monthly billers, payers from prompt to 150 days late and never, part payments, residuals,
credit notes, payments that are reversed, overpayments, amounts around the minimum, due dates on
weekends and on 29 February. `python -m tests.replay.ledger DIRECTORY [SEED]` writes the two files.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.replay.facts import Invoice, Payment

START, END = date(2023, 9, 1), date(2025, 2, 28)
LAST_ISSUED = date(2024, 11, 30)
LEAP_DAY = date(2024, 2, 29)
CUSTOMERS = 180
SEED = 20240229
# Days late at least and at most, and how often such a payer occurs among the customers.
PAYERS = {(-10, 2): 20, (1, 20): 20, (10, 45): 15, (30, 90): 15, (80, 150): 20}
EDGE_AMOUNTS = ("0.01", "4.99", "5.00", "5.01", "19.99", "20.00", "20.01", "25.00")
CENT = Decimal("0.01")


@dataclass
class Ledger:
    """What the two files hold."""

    invoices: list[Invoice] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def pay(self, invoice: Invoice, on: date, amount: Decimal) -> None:
        if amount:
            self.payments.append(Payment(invoice.number, max(on, invoice.issued), amount))

    def write(self, directory: Path) -> tuple[Path, Path]:
        invoices, payments = directory / "INVOICES.csv", directory / "PAYMENTS.csv"
        _write(invoices, ("customer", "invoice", "issued", "due", "amount"), self.invoices)
        _write(payments, ("invoice", "date", "amount"), self.payments)
        return invoices, payments


def _write(path: Path, header: tuple[str, ...], rows: list) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(astuple(row) for row in rows)


def generate(seed: int = SEED, customers: int = CUSTOMERS) -> Ledger:
    """The same seed gives the same ledger."""
    chance, ledger = Random(seed), Ledger()
    for number in range(1, customers + 1):
        _bill(ledger, chance, f"K{number:04d}")
    ledger.payments.sort(key=lambda payment: payment.on)
    return ledger


def _bill(ledger: Ledger, chance: Random, customer: str) -> None:
    low, high = chance.choices(list(PAYERS), weights=list(PAYERS.values()))[0]
    terms = chance.choice((14, 30, 30, 45))
    size = Decimal(chance.choice((15, 40, 300, 1200, 9000)))
    for count, issued in enumerate(_issue_days(chance), start=1):
        due = issued + timedelta(days=terms)
        number = f"{customer}-{count:03d}"
        invoice = Invoice(customer, number, issued, due, _amount(chance, size))
        ledger.invoices.append(invoice)
        _settle(ledger, chance, invoice, due + timedelta(days=chance.randint(low, high)))
        _maybe_credit(ledger, chance, invoice)
    if chance.random() < 0.3:
        leap = Invoice(customer, f"{customer}-LEAP", date(2024, 1, 30), LEAP_DAY, size)
        ledger.invoices.append(leap)
        _settle(ledger, chance, leap, LEAP_DAY + timedelta(days=chance.randint(low, high)))


def _issue_days(chance: Random) -> Iterator[date]:
    """Weekly for a third of the customers over some months, monthly for the others."""
    weekly = chance.random() < 0.3
    day = START + timedelta(days=chance.randint(0, 200 if weekly else 60))
    last = (
        min(LAST_ISSUED, day + timedelta(days=chance.randint(150, 300))) if weekly else LAST_ISSUED
    )
    while day <= last:
        yield day
        day += timedelta(days=7 if weekly else chance.randint(28, 32))


def _amount(chance: Random, size: Decimal) -> Decimal:
    if chance.random() < 0.03:
        return Decimal(chance.choice(EDGE_AMOUNTS))
    return (size * chance.randint(20, 250) / 100).quantize(CENT) + chance.randint(0, 99) * CENT


def _settle(ledger: Ledger, chance: Random, invoice: Invoice, on: date) -> None:
    """Pays an invoice in one of the ways that customers have; some never pay."""
    ways = {
        _in_full: 70,
        _never: 4,
        _in_parts: 9,
        _but_a_residual: 4,
        _then_reversed: 8,
        _part_reversed: 2,
        _too_much: 3,
    }
    chance.choices(list(ways), weights=list(ways.values()))[0](ledger, chance, invoice, on)


def _in_full(ledger: Ledger, _chance: Random, invoice: Invoice, on: date) -> None:
    ledger.pay(invoice, on, invoice.amount)


def _never(_ledger: Ledger, _chance: Random, _invoice: Invoice, _on: date) -> None:
    return


def _in_parts(ledger: Ledger, chance: Random, invoice: Invoice, on: date) -> None:
    part = (invoice.amount * chance.randint(20, 80) / 100).quantize(CENT)
    ledger.pay(invoice, on - timedelta(days=chance.randint(3, 40)), part)
    ledger.pay(invoice, on + timedelta(days=1), invoice.amount - part)


def _but_a_residual(ledger: Ledger, chance: Random, invoice: Invoice, on: date) -> None:
    left = Decimal(chance.choice(("0.01", "3.20", "5.00", "5.01", "7.50")))
    if left < invoice.amount:
        ledger.pay(invoice, on, invoice.amount - left)


def _then_reversed(ledger: Ledger, chance: Random, invoice: Invoice, on: date) -> None:
    early = on - timedelta(days=chance.randint(0, 60))
    back = max(early, invoice.issued) + timedelta(days=chance.randint(1, 25))
    ledger.pay(invoice, early, invoice.amount)
    ledger.pay(invoice, back, -invoice.amount)
    if chance.random() < 0.8:
        ledger.pay(invoice, max(on, back) + timedelta(days=chance.randint(1, 60)), invoice.amount)


def _part_reversed(ledger: Ledger, chance: Random, invoice: Invoice, on: date) -> None:
    part = (invoice.amount * chance.randint(20, 80) / 100).quantize(CENT)
    ledger.pay(invoice, on, part)
    back = max(on, invoice.issued) + timedelta(days=chance.randint(2, 20))
    ledger.pay(invoice, back, -part)
    ledger.pay(invoice, back + timedelta(days=chance.randint(1, 50)), invoice.amount)


def _too_much(ledger: Ledger, chance: Random, invoice: Invoice, on: date) -> None:
    extra = chance.randint(1, 20000) * CENT
    ledger.pay(invoice, on, invoice.amount + extra)


def _maybe_credit(ledger: Ledger, chance: Random, invoice: Invoice) -> None:
    """A credit note stays open: small ones lower the net, large ones silence the customer."""
    if chance.random() >= 0.02:
        return
    issued = invoice.due + timedelta(days=chance.randint(-5, 40))
    amount = (invoice.amount * chance.choice((5, 30, 100)) / 100).quantize(CENT) + CENT
    number = f"{invoice.number}-C"
    ledger.invoices.append(Invoice(invoice.customer, number, issued, issued, -amount))


if __name__ == "__main__":
    generate(*map(int, sys.argv[2:3])).write(Path(sys.argv[1]))
