"""A file of invoices in the staging table, compared with the ledger: the diff and the refusals."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from collections_app.companies.models import Company
from collections_app.dunning.models import Level
from collections_app.intake import staging, zeros
from collections_app.intake.customers import Gathered
from collections_app.intake.diff import Diff
from collections_app.intake.invoice_rows import InvoiceReader, InvoiceRow
from collections_app.intake.outcomes import Progress
from collections_app.intake.refusals import NeedsAnswer, Refusal, Unreadable
from collections_app.intake.sources import Prepared
from collections_app.intake.words import LEVEL_WORDS
from collections_app.lib.money import show_money

EXAMPLES = 5


@dataclass(slots=True)
class Work:
    """A file in the staging table, and what reading it told."""

    company: Company
    prepared: Prepared
    terms: staging.Terms
    reader: InvoiceReader
    gathered: Gathered
    refused: set[str] = field(default_factory=set)  # numbers: not taken in, and not gone
    touched: set[int] = field(default_factory=set)  # ids of customers

    @property
    def refusals(self) -> list[Refusal]:
        return sorted([*self.reader.refusals, *self.reader.cells.partly], key=lambda one: one.line)


def compared(company: Company, prepared: Prepared, progress: Progress) -> tuple[Work, Diff]:
    """The file in the staging table, compared with the ledger."""
    work = _work(company, prepared)
    mapping = prepared.studied.choices.mapping
    staging.copy_rows(_staged_rows(work, progress), mapping)
    _refuse_repeated(work)
    staging.lock_customers(work.terms)
    actions = staging.plan(work.terms)
    _check_zeros(work)
    _refuse_misplaced(work)
    return work, _diff(work, actions)


def _work(company: Company, prepared: Prepared) -> Work:
    reader = InvoiceReader(
        prepared.table,
        prepared.studied,
        as_of=prepared.as_of,
        country=company.country,
        levels=_levels(company),
    )
    terms = staging.Terms(
        company=company.pk,
        source=prepared.source.name,
        as_of=prepared.as_of,
        tells_closed=prepared.tells("settled_on") and not prepared.tells("settled", "balance"),
    )
    gathered = Gathered(company, by_name=not prepared.tells("customer_number"))
    return Work(company, prepared, terms, reader, gathered)


def _levels(company: Company) -> Mapping[str, str]:
    """Words for the levels of the company's own ladder, its ranks among them."""
    own = Level.objects.filter(policy__company=company, policy__segment="")
    words = {
        level.key: f"{level.rank}, {LEVEL_WORDS.get(level.key, level.key).partition(',')[2]}"
        for level in own
    }
    return {"none": LEVEL_WORDS["none"], **words} if words else LEVEL_WORDS


def _staged_rows(work: Work, progress: Progress) -> Iterator[tuple[str, InvoiceRow]]:
    """Pairs of customer number and row; a number that stands twice is set aside for a look."""
    seen: set[str] = set()
    for row in progress(work.reader, work.prepared.studied.rows):
        try:
            customer = work.gathered.add(row)
        except Unreadable as error:
            work.reader.refuse_line(row.line, row.number, "customer_name", str(error))
            continue
        if row.number in seen:
            work.refused.add(row.number)
        seen.add(row.number)
        yield customer, row


def _refuse_repeated(work: Work) -> None:
    """A row that stands twice word for word counts once; rows that differ are all refused."""
    numbers, work.refused = work.refused, set()
    for number, lines, are_alike in staging.repeated(sorted(numbers)):
        if are_alike:
            staging.drop_lines(lines[1:])
            work.reader.repeated += len(lines) - 1
            continue
        staging.drop_lines(lines)
        shown = ", ".join(map(str, lines))
        for line in lines:
            sentence = f'"{number}" stands on lines {shown} with different content.'
            work.reader.refuse_line(line, number, "number", sentence)


def _check_zeros(work: Work) -> None:
    """A new number that is stored with other leading zeros is asked about."""
    for field_name in ("customer_number", "number"):
        if work.prepared.studied.choices.zeros.get(field_name):
            continue
        if field_name == "customer_number" and not work.prepared.tells(field_name):
            continue
        if found := staging.other_zeros(work.terms, field_name):
            given, stored = found
            fact = f"The file has {given}, but {stored} is stored."
            raise NeedsAnswer(fact, asks=f"zeros_{field_name}", option=zeros.OPTION)


def _refuse_misplaced(work: Work) -> None:
    for line, number in staging.rows_of("moved"):
        sentence = f'invoice "{number}" belongs to another customer here; mend one of the two.'
        work.reader.refuse_line(line, number, "customer_number", sentence)
    for line, number in staging.rows_of("foreign"):
        sentence = f'invoice "{number}" comes from another source.'
        work.reader.refuse_line(line, number, "number", sentence)
    kept = staging.staged_customers()
    work.gathered.said = {no: one for no, one in work.gathered.said.items() if no in kept}


def _diff(work: Work, actions: dict[str, int]) -> Diff:
    reader = work.reader
    diff = Diff(
        new=actions.get("new", 0),
        changed=actions.get("changed", 0),
        closed=actions.get("closed", 0),
        reopened=actions.get("reopened", 0),
        unchanged=actions.get("same", 0),
        refused=len({one.line for one in reader.refusals}),
        partly=len({one.line for one in reader.cells.partly}),
        repeated=reader.repeated,
        overpaid=reader.overpaid,
        notes=list(work.prepared.studied.notes),
        examples=[_example(*one) for one in staging.examples(EXAMPLES)],
    )
    work.refused = set(filter(None, reader.read_numbers))
    if work.prepared.brings_everything:
        _count_gone(work, diff)
    return diff


def _count_gone(work: Work, diff: Diff) -> None:
    """What is missing closes, unless a row that cannot be read at all might be it."""
    if work.reader.unknown_rows:
        diff.notes.append(
            "Nothing is closed for being gone from the file: "
            f"{work.reader.unknown_rows} of its rows hold no number that can be read."
        )
        return
    diff.left = staging.gone_count(work.terms, sorted(work.refused))


def _example(
    number: str,
    what: str,
    amount: Any,
    new_amount: Any,
    balance: Any,
    new_balance: Any,
    due: dt.date,
    new_due: dt.date,
    currency: str,
) -> str:
    moved = []
    for name, old, new in (("amount", amount, new_amount), ("balance", balance, new_balance)):
        if old != new:
            shown = (show_money(one, currency, "en") for one in (old, new))
            moved.append(f"{name} {' -> '.join(shown)}")
    if due != new_due:
        moved.append(f"due {due} -> {new_due}")
    return f"{number} {what}: {', '.join(moved) or 'other fields'}"


def check_allowed(work: Work, diff: Diff) -> None:
    """Refuse until a person confirms: an old file, or one that closes very many."""
    source, as_of = work.prepared.source, work.prepared.as_of
    if source.as_of and as_of < source.as_of:
        raise NeedsAnswer(
            f"The file is as of {as_of}, but {source.name} is known as of {source.as_of} already.",
            asks="older",
            option="Take it in with --confirm if it is right, or give its day with --as-of.",
        )
    closing = diff.closed + diff.left
    if not work.prepared.brings_everything or closing < source.closing_count:
        return
    open_now = staging.open_count(work.terms)
    if closing * 100 > source.closing_share * open_now:
        raise NeedsAnswer(
            f"The file would close {closing:,} of {open_now:,} open invoices, more than "
            f"{source.closing_share} %.",
            asks="closing",
            option="Take it in with --confirm if that is right.",
        )
