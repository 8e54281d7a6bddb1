"""The generated ledger holds what it promises, and no spoiled walk of one gets past the judge."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from tests.replay.facts import Line, read_ledger, read_payments
from tests.replay.judge import judge
from tests.replay.ledger import END, LEAP_DAY, START, Ledger, generate
from tests.replay.timing import LEVELS
from tests.replay.walker import walk

SPOILS_PER_LEDGER = 60


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return generate()


def test_same_seed_gives_the_same_files(ledger, tmp_path):
    invoices, payments = ledger.write(tmp_path)

    assert generate() == ledger
    assert read_ledger(invoices) == (ledger.invoices, [])
    assert read_payments(payments) == ledger.payments


def test_ledger_holds_every_awkward_thing(ledger):
    amount = {invoice.number: invoice.amount for invoice in ledger.invoices}
    paid: Counter[str] = Counter()
    for payment in ledger.payments:
        paid[payment.invoice] += payment.amount
    left = Counter(sum_ - paid[number] for number, sum_ in amount.items() if sum_ > 0)

    assert 3000 <= len(ledger.invoices) <= 6000
    assert sum(owed < 0 for owed in amount.values()) > 50  # credit notes
    assert sum(payment.amount < 0 for payment in ledger.payments) > 200  # reversals
    assert sum(count for rest, count in left.items() if rest < 0) > 50  # overpayments
    assert left[Decimal("5.00")] > 10
    assert left[Decimal("5.01")] > 10
    assert {Decimal("20.00"), Decimal("20.01")} <= set(amount.values())
    assert sum(invoice.due == LEAP_DAY for invoice in ledger.invoices) > 20
    assert sum(invoice.due.weekday() > 4 for invoice in ledger.invoices) > 1000
    assert len(set(ledger.payments)) == len(ledger.payments)


def test_a_thousand_invoices_reach_every_level_and_the_judge_agrees(ledger):
    lines = walk(ledger.invoices, ledger.payments, START, END)

    assert judge(ledger.invoices, ledger.payments, lines, start=START, end=END) == []
    reached = Counter(line.level for line in lines)
    assert min(reached[level] for level in LEVELS) >= 1000


@pytest.mark.parametrize("seed", range(1, 7))
def test_no_spoiled_line_gets_past_the_judge(seed):
    ledger, chance = generate(seed, customers=2), Random(seed)
    lines = walk(ledger.invoices, ledger.payments, START, END)

    for spoiled in _spoiled(lines, chance):
        if Counter(spoiled) != Counter(lines):
            assert judge(ledger.invoices, ledger.payments, spoiled, start=START, end=END)


def _spoiled(lines: list[Line], chance: Random) -> Iterator[list[Line]]:
    """A right output is unique, so every change to it must be refused."""
    for _ in range(SPOILS_PER_LEDGER):
        one = chance.choice(lines)
        rest = [line for line in lines if line is not one]
        notice = [line for line in lines if (line.customer, line.on) == (one.customer, one.on)]
        shift = timedelta(days=chance.choice((-7, -3, -2, -1, 1, 2, 3, 7)))
        yield chance.choice(
            [
                rest,
                [*lines, one],
                [line for line in lines if line not in notice],
                [replace(line, on=line.on + shift * (line in notice)) for line in lines],
                [*rest, replace(one, on=one.on + shift)],
                [*lines, replace(one, on=one.on + shift)],
                [*rest, replace(one, level=chance.choice(("", *LEVELS)))],
                [*rest, replace(one, channel=chance.choice(("email", "sms", "letter", "call")))],
                [*rest, replace(one, balance=one.balance + Decimal(chance.choice((-1, 1))) / 100)],
                [*rest, replace(one, invoice=chance.choice(lines).invoice)],
            ]
        )
