"""Taking in a file of invoices: compared with the ledger, then written in one transaction."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from collections_app.companies.models import Company
from collections_app.customers.actions import look_at
from collections_app.dunning.actions import enter_old_debt, enter_reached
from collections_app.dunning.models import Level
from collections_app.history.actions import record
from collections_app.intake import staging, zeros
from collections_app.intake.choices import State
from collections_app.intake.customers import Gathered, write_customers
from collections_app.intake.diff import Diff
from collections_app.intake.invoice_rows import InvoiceReader, InvoiceRow
from collections_app.intake.models import Import
from collections_app.intake.outcomes import Outcome, Progress, quietly
from collections_app.intake.refusals import NeedsAnswer, Refusal, Unreadable
from collections_app.intake.rejects import write_rejects
from collections_app.intake.sources import Prepared, check_confirmed, save_source
from collections_app.intake.words import LEVEL_WORDS
from collections_app.invoices.actions import summarise
from collections_app.invoices.choices import Kind as InvoiceKind
from collections_app.invoices.models import Invoice
from collections_app.lib.money import show_money

EXAMPLES = 5
OLD_AFTER_DAYS = 30


@dataclass(slots=True)
class _Work:
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


def import_invoices(
    *,
    prepared: Prepared,
    by: str,
    at: dt.datetime,
    today: dt.date,
    commit: bool = True,
    is_confirmed: bool = False,
    confirms_closing: bool = False,
    rejects_to: Path | None = None,
    progress: Progress = quietly,
) -> Outcome:
    """Take in a file; with `commit=False` everything is done and taken back, for the diff.

    `is_confirmed`: somebody has seen how this source's header is read. `confirms_closing`:
    somebody has seen that many invoices close, or that the file is older than the last one.
    """
    company = prepared.source.company
    if commit and not is_confirmed:
        check_confirmed(prepared)
    with transaction.atomic():
        work, diff = _compared(company, prepared, progress)
        if commit and not confirms_closing:
            _check_allowed(work, diff)
        imported = _written(work, diff, by, at, today)
        if not commit or (diff.changes_nothing and prepared.is_repetition):
            transaction.set_rollback(True)
            return Outcome(prepared, diff, work.refusals)
        if rejects_to and work.refusals:
            write_rejects(prepared.table, work.refusals, rejects_to)
            Import.objects.filter(pk=imported.pk).update(rejects=str(rejects_to))
            imported.rejects = str(rejects_to)
    return Outcome(prepared, diff, work.refusals, imported)


def _compared(company: Company, prepared: Prepared, progress: Progress) -> tuple[_Work, Diff]:
    """The file in the staging table, compared with the ledger."""
    work = _work(company, prepared)
    staging.lock_company(company.pk)
    mapping = prepared.studied.choices.mapping
    staging.copy_rows(_staged_rows(work, progress), mapping)
    _refuse_repeated(work)
    staging.lock_customers(work.terms)
    actions = staging.plan(work.terms)
    _check_zeros(work)
    _refuse_misplaced(work)
    return work, _diff(work, actions)


def _work(company: Company, prepared: Prepared) -> _Work:
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
    return _Work(company, prepared, terms, reader, gathered)


def _levels(company: Company) -> Mapping[str, str]:
    """Words for the levels of the company's own ladder, its ranks among them."""
    own = Level.objects.filter(policy__company=company, policy__segment="")
    words = {
        level.key: f"{level.rank}, {LEVEL_WORDS.get(level.key, level.key).partition(',')[2]}"
        for level in own
    }
    return {"none": LEVEL_WORDS["none"], **words} if words else LEVEL_WORDS


def _staged_rows(work: _Work, progress: Progress) -> Iterator[tuple[str, InvoiceRow]]:
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


def _refuse_repeated(work: _Work) -> None:
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


def _check_zeros(work: _Work) -> None:
    """A new number that is stored with other leading zeros is asked about."""
    for field_name in ("customer_number", "number"):
        if work.prepared.studied.choices.zeros.get(field_name):
            continue
        if field_name == "customer_number" and not work.prepared.tells(field_name):
            continue
        if found := staging.other_zeros(work.terms, field_name):
            given, stored = found
            raise NeedsAnswer(f"The file has {given}, but {stored} is stored: {zeros.ASK}")


def _refuse_misplaced(work: _Work) -> None:
    for line, number in staging.rows_of("moved"):
        sentence = f'invoice "{number}" belongs to another customer here; mend one of the two.'
        work.reader.refuse_line(line, number, "customer_number", sentence)
    for line, number in staging.rows_of("foreign"):
        sentence = f'invoice "{number}" comes from another source.'
        work.reader.refuse_line(line, number, "number", sentence)
    kept = staging.staged_customers()
    work.gathered.said = {no: one for no, one in work.gathered.said.items() if no in kept}


def _diff(work: _Work, actions: dict[str, int]) -> Diff:
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


def _count_gone(work: _Work, diff: Diff) -> None:
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


def _check_allowed(work: _Work, diff: Diff) -> None:
    """Refuse until a person confirms: an old file, or one that closes very many."""
    source, as_of = work.prepared.source, work.prepared.as_of
    if source.as_of and as_of < source.as_of:
        raise NeedsAnswer(
            f"The file is as of {as_of}, but {source.name} is known as of {source.as_of} already. "
            "Take it in with --confirm if it is right, or give its day with --as-of."
        )
    closing = diff.closed + diff.left
    if not work.prepared.brings_everything or closing < source.closing_count:
        return
    open_now = staging.open_count(work.terms)
    if closing * 100 > source.closing_share * open_now:
        raise NeedsAnswer(
            f"The file would close {closing:,} of {open_now:,} open invoices, more than "
            f"{source.closing_share} %. Take it in with --confirm if that is right."
        )


def _written(work: _Work, diff: Diff, by: str, at: dt.datetime, today: dt.date) -> Import:
    prepared = work.prepared
    save_source(prepared)
    imported = Import.objects.create(
        source=prepared.source,
        file_name=prepared.file.name[:255],
        checksum=prepared.table.checksum,
        size=len(prepared.file.content),
        as_of=prepared.as_of,
        state=State.COMMITTED,
        at=at,
        by=by,
    )
    _write_customers(work, diff, imported)
    _write_invoices(work, imported)
    _enter(work, imported)
    imported.counts, imported.sentences = diff.counts, diff.sentences()
    imported.save()
    _after(work, imported, by, at, today)
    return imported


def _write_customers(work: _Work, diff: Diff, imported: Import) -> None:
    written = write_customers(
        company=work.company, source=work.prepared.source, gathered=work.gathered
    )
    imported.new_customers, imported.new_contacts = written.new_customers, written.new_contacts
    diff.new_customers, diff.changed_customers = len(written.new_customers), len(written.changed)
    work.touched |= written.changed


def _write_invoices(work: _Work, imported: Import) -> None:
    imported.new_rows, customers = staging.insert_new(work.terms)
    work.touched.update(customers, staging.update_changed(work.terms, imported.pk))
    if work.prepared.brings_everything and not work.reader.unknown_rows:
        refused = sorted(work.refused)
        work.touched.update(staging.close_gone(work.terms, imported.pk, refused))


def _enter(work: _Work, imported: Import) -> None:
    """Old debt steps on the ladder where the file says it stood, or else by its age."""
    enter_reached(
        reached=[(Invoice(pk=id), level, on) for id, level, on in staging.reached(work.terms)]
    )
    late_since = work.terms.as_of - dt.timedelta(OLD_AFTER_DAYS)
    old = Invoice.objects.filter(
        pk__in=imported.new_rows, kind=InvoiceKind.INVOICE, balance__gt=0, due_on__lt=late_since
    )
    enter_old_debt(invoices=old.only("due_on"), day=work.terms.as_of)


def _after(work: _Work, imported: Import, by: str, at: dt.datetime, today: dt.date) -> None:
    """The kept figures, the walk's next look, the company's ledger day, and history."""
    company = work.company
    summarise(customer_ids=sorted(work.touched), as_of=today)
    look_at(customer_ids=work.touched)
    if not work.prepared.table.is_rejects:
        company.ledger_as_of = max(imported.as_of, company.ledger_as_of or imported.as_of)
        company.save(update_fields=["ledger_as_of"])
    record(
        kind="import.committed",
        subject=("import", imported.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values=imported.counts,
    )
