"""Taking in a file of invoices: compared with the ledger, then written in one transaction."""

import datetime as dt
from pathlib import Path

from django.db import transaction

from collections_app.customers.actions import look_at
from collections_app.dunning.actions import enter_old_debt, enter_reached
from collections_app.history.actions import record
from collections_app.intake import staging, storing
from collections_app.intake.choices import State
from collections_app.intake.comparing import Work, check_allowed, compared
from collections_app.intake.customers import write_customers
from collections_app.intake.diff import Diff
from collections_app.intake.models import Import
from collections_app.intake.outcomes import Outcome, Progress, quietly
from collections_app.intake.preview import invoice_groups
from collections_app.intake.refusals import NeedsAnswer
from collections_app.intake.rejects import write_rejects
from collections_app.intake.sources import Prepared, check_confirmed, save_source
from collections_app.invoices.actions import summarise
from collections_app.invoices.choices import Kind as InvoiceKind
from collections_app.invoices.models import Invoice
from collections_app.promises.settling import end_what_is_paid


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
        staging.lock_company(company.pk)
        work, diff = compared(company, prepared, progress)
        if commit and not confirms_closing:
            check_allowed(work, diff)
        outcome = Outcome(prepared, diff, work.refusals)
        if not commit:
            outcome.groups, outcome.question = invoice_groups(work), _question(work, diff)
        imported = _written(work, diff, by, at, today)
        if not commit or (diff.changes_nothing and prepared.is_repetition):
            transaction.set_rollback(True)
            return outcome
        if rejects_to and work.refusals:
            write_rejects(prepared.table, work.refusals, rejects_to)
            Import.objects.filter(pk=imported.pk).update(rejects=str(rejects_to))
            imported.rejects = str(rejects_to)
        outcome.imported = imported
    return outcome


def _question(work: Work, diff: Diff) -> NeedsAnswer | None:
    """What `confirms_closing` would have to confirm."""
    try:
        check_allowed(work, diff)
    except NeedsAnswer as question:
        return question
    return None


def _written(work: Work, diff: Diff, by: str, at: dt.datetime, today: dt.date) -> Import:
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
    imported.counts, imported.sentences = diff.counts, diff.sentences()
    imported.save(update_fields=["counts", "sentences", "new_customers", "new_contacts"])
    _after(work, imported, by, at, today)
    return imported


def _write_customers(work: Work, diff: Diff, imported: Import) -> None:
    written = write_customers(
        company=work.company, source=work.prepared.source, gathered=work.gathered
    )
    imported.new_customers, imported.new_contacts = written.new_customers, written.new_contacts
    diff.new_customers, diff.changed_customers = len(written.new_customers), len(written.changed)
    work.touched |= written.changed


def _write_invoices(work: Work, imported: Import) -> None:
    first, last, customers = storing.insert_new(work.terms, imported.pk)
    _enter(work, first, last)
    work.touched.update(customers, storing.update_changed(work.terms, imported.pk))
    if work.prepared.brings_everything and not work.reader.unknown_rows:
        refused = sorted(work.refused)
        work.touched.update(storing.close_gone(work.terms, imported.pk, refused))


def _enter(work: Work, first: int, last: int) -> None:
    """Old debt steps on the ladder where the file says it stood, or else by its age."""
    enter_reached(
        reached=[(Invoice(pk=id), level, on) for id, level, on in storing.reached(work.terms)]
    )
    new = Invoice.objects.filter(
        company=work.company,
        pk__range=(first, last),
        kind=InvoiceKind.INVOICE,
        balance__gt=0,
    )
    enter_old_debt(invoices=new, company=work.company, day=work.terms.as_of)


def _after(work: Work, imported: Import, by: str, at: dt.datetime, today: dt.date) -> None:
    """The kept figures, the walk's next look, the company's ledger day, and history."""
    company = work.company
    summarise(customer_ids=sorted(work.touched), as_of=today)
    look_at(customer_ids=work.touched)
    end_what_is_paid(company=company, day=today, at=at, customer_ids=work.touched)
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
