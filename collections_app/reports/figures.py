"""A customer's headline amounts, one line per currency; nothing is added across currencies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from collections_app.invoices.models import Invoice, Summary
from collections_app.reports.rungs import InvoiceRow

ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """What an invoice adds to one of the figures."""

    invoice: Invoice
    amount: Decimal


@dataclass(frozen=True)
class Figures:
    """What one customer owes in one currency, with the invoices behind each figure."""

    currency: str
    to_collect: Decimal
    demandable: Decimal
    credits: Decimal  # credit notes
    unapplied: Decimal  # money not yet allocated
    overdue: list[Part]
    not_due: list[Part]
    disputed: list[Part]
    credited: list[Part]  # and no credit note is here yet
    promised: list[Part]
    says_paid: list[Part]

    @property
    def sum_overdue(self) -> Decimal:
        return _sum(self.overdue)

    @property
    def sum_not_due(self) -> Decimal:
        return _sum(self.not_due)

    @property
    def sum_disputed(self) -> Decimal:
        return _sum(self.disputed)

    @property
    def sum_credited(self) -> Decimal:
        return _sum(self.credited)

    @property
    def sum_promised(self) -> Decimal:
        return _sum(self.promised)

    @property
    def sum_says_paid(self) -> Decimal:
        return _sum(self.says_paid)

    @property
    def credit(self) -> Decimal:
        return self.credits + self.unapplied

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.not_due or self.credit)


def figures_of(
    summaries: Iterable[Summary], rows: Sequence[InvoiceRow], credited: Mapping[int, Decimal]
) -> list[Figures]:
    """One of each summary in their order; `rows` are the open invoices.

    `credited` is, by invoice id, what of the disputed part is credited and not seen yet.
    """
    all_figures = [_figures(one, rows, credited) for one in summaries]
    return [one for one in all_figures if not one.is_empty]


def _figures(
    summary: Summary, rows: Sequence[InvoiceRow], credited: Mapping[int, Decimal]
) -> Figures:
    mine = [one for one in rows if one.invoice.currency == summary.currency and not one.is_credit]
    late = [one.invoice for one in mine if one.days_overdue]
    disputed = _parts(late, "disputed", ())
    return Figures(
        currency=summary.currency,
        to_collect=summary.to_collect,
        demandable=summary.demandable,
        credits=summary.credits,
        unapplied=summary.unapplied,
        overdue=[Part(one, one.balance) for one in late],
        not_due=[Part(one.invoice, one.invoice.balance) for one in mine if not one.days_overdue],
        disputed=_undecided(disputed, credited),
        credited=_credited(disputed, credited),
        promised=_parts(late, "promised", ("disputed",)),
        says_paid=_parts(late, "says_paid", ("disputed", "promised")),
    )


def _parts(invoices: Sequence[Invoice], name: str, before: Sequence[str]) -> list[Part]:
    """What is not chased for this reason; an amount counts once, by the first reason it has."""
    parts = []
    for one in invoices:
        rest = one.balance - sum((getattr(one, earlier) for earlier in before), ZERO)
        if (amount := min(getattr(one, name), max(rest, ZERO))) > ZERO:
            parts.append(Part(one, amount))
    return parts


def _undecided(parts: Sequence[Part], credited: Mapping[int, Decimal]) -> list[Part]:
    """What we have not said yes to."""
    rest = [Part(one.invoice, one.amount - credited.get(one.invoice.pk, ZERO)) for one in parts]
    return [one for one in rest if one.amount > ZERO]


def _credited(parts: Sequence[Part], credited: Mapping[int, Decimal]) -> list[Part]:
    return [
        Part(one.invoice, min(one.amount, credited[one.invoice.pk]))
        for one in parts
        if one.invoice.pk in credited
    ]


def _sum(parts: Sequence[Part]) -> Decimal:
    return sum((one.amount for one in parts), ZERO)
