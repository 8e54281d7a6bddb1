"""The tables of a message: one per currency, with the sums beneath it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from collections_app.communications.asking import credit_sums, sums
from collections_app.communications.saying import Sayer
from collections_app.communications.values import CreditFacts, Given, LineFacts, UpcomingFacts

Row = dict[str, str]


@dataclass(frozen=True)
class Foot:
    """A sum beneath a table; strong for the one that counts."""

    label: str
    amount: str
    is_strong: bool


@dataclass(frozen=True)
class Table:
    """Invoices of one currency."""

    currency: str
    heading: str  # of the amounts: "Open, EUR"
    lines: list[Row]
    feet: list[Foot]

    @property
    def has_sums(self) -> bool:
        """One invoice and no credit need no sum beneath."""
        return len(self.lines) > 1 or len(self.feet) > 1


@dataclass(frozen=True)
class Differing:
    """What is said line by line, because it is not the same for all of them."""

    dates: bool = False
    said: bool = False


def shown_line(line: LineFacts, say: Sayer, differing: Differing = Differing()) -> Row:
    """One invoice in words, with its days overdue once it is."""
    row = _shown_invoice(line, line.demanded, say)
    days = max((say.as_of - line.due_on).days, 0)
    late = say.phrase("line", "late_1" if days == 1 else "late", days=str(days)) if days else ""
    return row | {
        "days": str(days) if days else "",
        "late": late,
        "detail": _sentence(row["your"], row["due_words"], late),
        "note": _sentence(*_notes(line, say, differing)),
        "pay_by": say.day(line.pay_by) if line.pay_by else "",
        "said": _said(line, say),
    }


def shown_upcoming(invoice: UpcomingFacts, say: Sayer) -> Row:
    """One invoice that is not due yet, in words."""
    row = _shown_invoice(invoice, invoice.balance, say)
    detail = _sentence(row["your"], row["due_words"])
    return row | {"days": "", "late": "", "detail": detail, "note": ""}


def tables(given: Given, say: Sayer) -> tuple[list[Table], list[Table]]:
    """The tables of known and of newly overdue lines; sums of a currency stand under its last."""
    known, fresh = _by_currency(given.known), _by_currency(given.fresh)
    main = [
        _table(lines, _feet(lines, given, say, last=currency not in fresh), given, say)
        for currency, lines in known.items()
    ]
    new = [
        _table(lines, _feet(lines, given, say, last=True), given, say) for lines in fresh.values()
    ]
    return main, new


def upcoming_tables(given: Given, say: Sayer) -> list[Table]:
    """Invoices not due yet, without sums: nothing is asked for them."""
    return [
        Table(
            currency,
            f"{say.label('open')}, {currency}",
            [shown_upcoming(one, say) for one in group],
            [],
        )
        for currency, group in _by_currency(given.upcoming).items()
    ]


def _by_currency(lines: Sequence) -> dict[str, list]:
    groups: dict[str, list] = {}
    for line in sorted(lines, key=lambda line: (line.currency, line.due_on, line.number)):
        groups.setdefault(line.currency, []).append(line)
    return groups


def _table(lines: list[LineFacts], feet: list[Foot], given: Given, say: Sayer) -> Table:
    currency = lines[0].currency
    partly = any(line.demanded < line.balance for line in lines)
    heading = f"{say.label('asked' if partly else 'open')}, {currency}"
    differing = Differing(
        dates=len({line.pay_by for line in given.owed}) > 1,
        said=len({(line.said, line.said_on) for line in given.owed}) > 1,
    )
    rows = [shown_line(line, say, differing) for line in lines]
    return Table(currency, heading, _carried(rows, lines, say), feet)


def _carried(rows: list[Row], lines: list[LineFacts], say: Sayer) -> list[Row]:
    """Each row with what a sheet carries over that ends with it; after the last one nothing is."""
    sums = list(accumulate(line.demanded for line in lines))[:-1]
    shown = [say.amount(total, lines[0].currency) for total in sums]
    carried = [
        {
            "carried_over": f"{say.label('carried_over')} {one}",
            "carried_from": f"{say.label('carried_from')} {one}",
        }
        for one in shown
    ]
    return [row | more for row, more in zip(rows, [*carried, {}], strict=True)]


def _feet(lines: list[LineFacts], given: Given, say: Sayer, *, last: bool) -> list[Foot]:
    currency = lines[0].currency
    own = sums(lines)[currency]
    if not last:
        return [Foot(say.label("subtotal"), say.amount(own, currency), False)]
    whole = sums(given.owed)[currency]
    split = [Foot(say.label("subtotal"), say.amount(own, currency), False)] if own != whole else []
    total = Foot(say.label("total"), say.amount(whole, currency), True)
    return split + _less_credits(total, whole, currency, given.credits, say)


def _less_credits(
    total: Foot, whole: Decimal, currency: str, credits: Sequence[CreditFacts], say: Sayer
) -> list[Foot]:
    own = [credit for credit in credits if credit.currency == currency]
    if not own:
        return [total]
    net = max(Decimal(0), whole - credit_sums(own)[currency])
    return [
        Foot(total.label, total.amount, False),
        *(
            Foot(_credit(credit, say), say.amount(-credit.amount, currency), False)
            for credit in own
        ),
        Foot(say.label("net"), say.amount(net, currency), True),
    ]


def _credit(credit: CreditFacts, say: Sayer) -> str:
    day = say.near(credit.on)
    if credit.number:
        label, number = say.label("credit_note"), say.name(credit.number)
        return say.phrase("line", "of", label=label, number=number, day=day)
    return say.phrase("line", "on", label=say.label("unallocated"), day=day)


def _shown_invoice(invoice: LineFacts | UpcomingFacts, amount: Decimal, say: Sayer) -> Row:
    reference = say.name(invoice.purchase_order)
    due = say.day(invoice.due_on)
    return {
        "number": say.name(invoice.number) or "-",
        "reference": reference,
        "your": say.phrase("line", "your", reference=reference) if reference else "",
        "issued": say.day(invoice.issued_on),
        "due": due,
        "due_near": say.near(invoice.due_on),
        "due_words": say.phrase("line", "due", due=due),
        "amount": say.amount(amount, invoice.currency),
        "money": say.money(amount, invoice.currency),
        "currency": invoice.currency,
    }


def _sentence(*parts: str) -> str:
    said = ", ".join(filter(None, parts))
    return said[:1].upper() + said[1:]


def _said(line: LineFacts, say: Sayer) -> str:
    return say.earlier(line.said, line.said_on) if line.said and line.said_on else ""


def _notes(line: LineFacts, say: Sayer, differing: Differing) -> list[str]:
    """What stands in small type beneath a line: what is left out, what was said, its own date."""
    notes = []
    if line.demanded < line.balance:
        balance = say.money(line.balance, line.currency)
        notes.append(say.phrase("line", "rest", balance=balance))
    if differing.said:
        notes.append(_said(line, say))
    if differing.dates and line.pay_by:
        kind = "by" if line.pay_by >= say.as_of else "asked_by"
        notes.append(say.phrase("line", kind, day=say.near(line.pay_by)))
    return notes
