"""What a payment settles of the invoice it names, and what money that names none may settle."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, combinations

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


@dataclass(frozen=True, slots=True)
class Money:
    """What of a payment is not allocated yet; `customer_id` is None where it names nobody.

    `payer_before` is the customer whom the same payer paid for last time, `payer_named` the only
    one who has the payer's name.
    """

    rest: Decimal
    currency: str
    customer_id: int | None = None
    reference: str = ""
    payer_before: int | None = None
    payer_named: int | None = None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice on which money can be laid."""

    invoice_id: int
    customer_id: int
    number: str
    currency: str
    balance: Decimal
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Amounts on invoices of one customer, and why: words are made when it is shown.

    `whose` says how the customer was found where the money names nobody; `passes_over`, that
    the customer has open invoices that it was taken off and that are left out here.
    """

    why: str
    items: tuple[OpenItem, ...]
    amounts: tuple[Decimal, ...]
    whose: str = ""
    passes_over: bool = False

    @property
    def customer_id(self) -> int:
        return self.items[0].customer_id

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, ZERO)


MOST_SUGGESTIONS = 3
SHORTEST_NUMBER = 4  # shorter ones stand in references by chance
LONGEST_SEARCH = 60  # of the oldest invoices, for two that add up


def suggestions(
    money: Money, items: Iterable[OpenItem], *, undone: Collection[int] = ()
) -> list[Suggestion]:
    """How the money may be allocated, the surest first; `undone` are invoices it was taken off.

    Never more than the money or an invoice's balance, never across currencies or customers.
    """
    if money.rest <= ZERO:
        return []
    fitting = [
        one
        for one in items
        if one.currency == money.currency
        and one.balance > ZERO
        and money.customer_id in (None, one.customer_id)
    ]
    fitting.sort(key=lambda one: (one.due_on, one.invoice_id))
    left_out = {one.customer_id for one in fitting if one.invoice_id in undone}
    offered = [one for one in fitting if one.invoice_id not in undone]
    found = _of_customer if money.customer_id else _of_nobody
    return [
        replace(one, passes_over=one.customer_id in left_out)
        for one in _different(found(money, offered))[:MOST_SUGGESTIONS]
    ]


def _of_customer(money: Money, own: list[OpenItem]) -> Iterator[Suggestion]:
    yield from _named(money, own)
    yield from _adding_up(money.rest, own)
    if own:
        yield _laid("first", money.rest, own)


def _of_nobody(money: Money, items: list[OpenItem]) -> Iterator[Suggestion]:
    """By the invoices named, by the payer, or by the only invoice of that amount."""
    yield from (replace(one, whose="reference") for one in _named(money, items))
    hints = {"payer": money.payer_before, "name": money.payer_named}
    for whose, customer in hints.items():
        own = [one for one in items if one.customer_id == customer]
        guesses = [
            *_adding_up(money.rest, own),
            *([_laid("first", money.rest, own)] if own else ()),
        ]
        yield from (replace(one, whose=whose) for one in guesses[:1])
    alike = [one for one in items if one.balance == money.rest]
    if len(alike) == 1:
        yield replace(_laid("equals", money.rest, alike), whose="only")


def _named(money: Money, items: list[OpenItem]) -> Iterator[Suggestion]:
    """The invoices whose numbers stand in the reference, where they are one customer's."""
    named = [one for one in items if names(money.reference, one.number)]
    if len({one.customer_id for one in named}) == 1:
        equal = [one for one in named if one.balance == money.rest][:1]
        yield _laid("reference", money.rest, equal or named)


def names(reference: str, number: str) -> bool:
    """Whether a number stands in a reference as a word of its own."""
    reference, number = reference.casefold(), number.casefold()
    if len(number) < SHORTEST_NUMBER:
        return reference.strip() == number
    return bool(re.search(rf"(?<![^\W_]){re.escape(number)}(?![^\W_])", reference))


def _adding_up(rest: Decimal, own: list[OpenItem]) -> Iterator[Suggestion]:
    """One invoice of the amount; the oldest that add up to it; any two that do."""
    equal = next((one for one in own if one.balance == rest), None)
    if equal:
        yield _laid("equals", rest, [equal])
    for count, total in enumerate(accumulate(one.balance for one in own), 1):
        if total == rest and count > 1:
            yield _laid("all" if count == len(own) else "oldest", rest, own[:count])
    for pair in combinations(own[:LONGEST_SEARCH], 2):
        if pair[0].balance + pair[1].balance == rest:
            yield _laid("pair", rest, pair)
            return


def _laid(why: str, rest: Decimal, items: Iterable[OpenItem]) -> Suggestion:
    """The money on these invoices in their order, until one of both is used up."""
    laid = []
    for one in items:
        part = min(rest, one.balance)
        if part > ZERO:
            laid.append((one, part))
            rest -= part
    taken, amounts = zip(*laid, strict=True)
    return Suggestion(why, taken, amounts)


def _different(found: Iterable[Suggestion]) -> list[Suggestion]:
    """Each way once, under its surest reason."""
    ways: dict[tuple[tuple[int, Decimal], ...], Suggestion] = {}
    for one in found:
        ids = (item.invoice_id for item in one.items)
        ways.setdefault(tuple(sorted(zip(ids, one.amounts, strict=True))), one)
    return list(ways.values())
