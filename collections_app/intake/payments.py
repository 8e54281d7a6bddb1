"""Taking in a file of payments: exact references settle, the rest waits to be matched."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.customers.rules import plain_name
from collections_app.dunning.actions import end_hold, put_hold
from collections_app.dunning.choices import HoldReason
from collections_app.dunning.models import Hold
from collections_app.history.actions import record
from collections_app.intake import staging
from collections_app.intake.choices import Kind, State
from collections_app.intake.customers import numbers_by_plain_name
from collections_app.intake.diff import Diff
from collections_app.intake.models import Import
from collections_app.intake.outcomes import Outcome, Progress, quietly
from collections_app.intake.payment_rows import PaymentReader, PaymentRow
from collections_app.intake.preview import payment_groups
from collections_app.intake.rejects import write_rejects
from collections_app.intake.sources import Prepared, check_confirmed, save_source
from collections_app.invoices.choices import Kind as InvoiceKind
from collections_app.invoices.models import Invoice
from collections_app.payments.actions import take_payments
from collections_app.payments.models import Payment
from collections_app.payments.rules import Received
from collections_app.promises.settling import end_what_is_paid

HOLD = dt.timedelta(7)  # until somebody has looked at the refused row


@dataclass(slots=True)
class _Named:
    """The invoices and customers that a file names."""

    company: Company
    invoices: dict[str, tuple[int, int, str]] = field(default_factory=dict)  # id, owner, currency
    customers: dict[str, int] = field(default_factory=dict)  # number: id
    numbers: dict[str, set[str]] = field(default_factory=dict)  # plain name: numbers

    def owner_of(self, reference: str) -> int | None:
        """The customer of the invoice that a reference names."""
        return self.invoices[reference][1] if reference in self.invoices else None

    def customer_of(self, number: str, name: str) -> int | None:
        """By number, else by a name that only one customer has."""
        if number or not name:
            return self.customers.get(number)
        numbers = self.numbers.get(plain_name(name), set())
        return self.customers.get(next(iter(numbers))) if len(numbers) == 1 else None


def import_payments(
    *,
    prepared: Prepared,
    by: str,
    at: dt.datetime,
    today: dt.date,
    commit: bool = True,
    is_confirmed: bool = False,
    rejects_to: Path | None = None,
    progress: Progress = quietly,
) -> Outcome:
    """Take in a file; with `commit=False` everything is done and taken back, for the diff."""
    company = prepared.source.company
    if commit and not is_confirmed:
        check_confirmed(prepared)
    reader = PaymentReader(prepared.table, prepared.studied, as_of=max(today, prepared.as_of))
    with transaction.atomic():
        staging.lock_company(company.pk)
        rows = list(progress(reader, prepared.studied.rows))
        outcome = _written(company, prepared, reader, rows, by, at, today)
        if not commit and outcome.imported:
            outcome.groups = payment_groups(outcome.imported.new_rows)
        if not commit or (outcome.diff.changes_nothing and prepared.is_repetition):
            transaction.set_rollback(True)
            outcome.imported = None
        elif rejects_to and outcome.refusals and outcome.imported:
            write_rejects(prepared.table, outcome.refusals, rejects_to)
            outcome.imported.rejects = str(rejects_to)
            outcome.imported.save(update_fields=["rejects"])
    return outcome


def _written(
    company: Company,
    prepared: Prepared,
    reader: PaymentReader,
    rows: Sequence[PaymentRow],
    by: str,
    at: dt.datetime,
    today: dt.date,
) -> Outcome:
    named = _named(company, prepared, reader, rows)
    rows, known = _unknown(company, prepared, reader, rows)
    save_source(prepared)
    stored = take_payments(
        company=company,
        source=prepared.source.name,
        payments=[_received(one, named) for one in rows],
        on=today,
        by=by,
        at=at,
    )
    payers = {one.customer_id for one in stored if one.customer_id}
    end_what_is_paid(company=company, day=today, at=at, customer_ids=payers)
    diff = _diff(prepared, reader, stored, known)
    _hold_refused(company, reader, named, today=today, by=by, at=at)
    if prepared.table.is_rejects:
        _release(stored, today=today, by=by, at=at)
    imported = _recorded(prepared, diff, stored, by, at)
    _move_on(company, imported, by, at)
    return Outcome(prepared, diff, reader.refusals, imported)


def _named(
    company: Company, prepared: Prepared, reader: PaymentReader, rows: Iterable[PaymentRow]
) -> _Named:
    references = {row.reference for row in rows} | {one[3] for one in reader.named}
    invoices = Invoice.objects.filter(
        company=company, kind=InvoiceKind.INVOICE, number__in=references - {""}
    )
    named = _Named(company)
    named.invoices = {
        number: (id, owner, currency)
        for number, id, owner, currency in invoices.values_list(
            "number", "pk", "customer_id", "currency"
        )
    }
    if prepared.tells("customer_number", "customer_name"):
        customers = Customer.objects.filter(company=company)
        named.customers = dict(customers.values_list("number", "pk"))
    if prepared.tells("customer_name"):
        named.numbers = numbers_by_plain_name(company)
    return named


def _unknown(
    company: Company, prepared: Prepared, reader: PaymentReader, rows: Sequence[PaymentRow]
) -> tuple[list[PaymentRow], int]:
    """The rows that are not stored yet, and how many are; a known number must mean the same."""
    ids = [row.external_id for row in rows]
    there = Payment.objects.filter(
        company=company, source=prepared.source.name, external_id__in=ids
    )
    stored = {one.external_id: (one.received_on, one.amount, one.currency) for one in there}
    new, known = [], 0
    for row in rows:
        told = (row.received_on, row.amount, row.currency)
        before = stored.setdefault(row.external_id, told)
        if before is told:
            new.append(row)
        elif before == told:
            known += 1
        else:
            sentence = f'payment "{row.external_id}" is known with another day or amount.'
            reader.refuse_payment(row, "external_id", sentence)
    return new, known


def _received(row: PaymentRow, named: _Named) -> Received:
    """Its references resolved: an invoice counts only in its currency and of its customer."""
    customer = named.customer_of(row.customer_number, row.customer_name)
    invoice, owner, currency = named.invoices.get(row.reference, (None, None, ""))
    names_another = (row.customer_number or customer) and customer != owner
    is_exact = invoice is not None and currency == row.currency and not names_another
    return Received(
        received_on=row.received_on,
        amount=row.amount,
        currency=row.currency,
        external_id=row.external_id,
        customer_id=customer or (owner if is_exact else None),
        invoice_id=invoice if is_exact else None,
        reference=row.reference,
        payer=row.payer or row.customer_name,
    )


def _diff(prepared: Prepared, reader: PaymentReader, stored: Sequence[Payment], known: int) -> Diff:
    return Diff(
        kind=Kind.PAYMENTS,
        new=len(stored),
        unchanged=known,
        settled=sum(one.allocated == one.amount for one in stored),
        with_rest=sum(one.allocated not in (0, one.amount) for one in stored),
        unapplied=sum(one.allocated == 0 for one in stored),
        refused=len({one.line for one in reader.refusals}),
        partly=len({one.line for one in reader.cells.partly}),
        notes=list(prepared.studied.notes),
    )


def _hold_refused(
    company: Company,
    reader: PaymentReader,
    named: _Named,
    *,
    today: dt.date,
    by: str,
    at: dt.datetime,
) -> None:
    """A customer whose payment could not be read is not dunned meanwhile (DESIGN 5.11)."""
    lines: dict[int, int] = {}
    for line, number, name, reference in reader.named:
        owner = named.customer_of(number, name) or named.owner_of(reference)
        if owner:
            lines.setdefault(owner, line)
    running = Hold.objects.filter(
        customer__in=lines, reason=HoldReason.PAYMENT_ROW_REFUSED, ended_on=None
    )
    held = set(running.values_list("customer_id", flat=True))
    for customer in Customer.objects.filter(pk__in=lines.keys() - held):
        put_hold(
            customer=customer,
            until_on=today + HOLD,
            reason=HoldReason.PAYMENT_ROW_REFUSED,
            note=f"Line {lines[customer.pk]} of a file of payments could not be read.",
            on=today,
            by=by,
            at=at,
        )


def _release(stored: Iterable[Payment], *, today: dt.date, by: str, at: dt.datetime) -> None:
    """The mended row of a customer is in: the hold has done its work."""
    customers = {one.customer_id for one in stored if one.customer_id}
    for hold in Hold.objects.filter(
        customer__in=customers, reason=HoldReason.PAYMENT_ROW_REFUSED, ended_on=None
    ).select_related("customer"):
        end_hold(hold=hold, on=today, by=by, at=at)


def _recorded(
    prepared: Prepared, diff: Diff, stored: Sequence[Payment], by: str, at: dt.datetime
) -> Import:
    return Import.objects.create(
        source=prepared.source,
        file_name=prepared.file.name[:255],
        checksum=prepared.table.checksum,
        size=len(prepared.file.content),
        as_of=prepared.as_of,
        state=State.COMMITTED,
        at=at,
        by=by,
        counts=diff.counts,
        sentences=diff.sentences(),
        new_rows=[one.pk for one in stored],
    )


def _move_on(company: Company, imported: Import, by: str, at: dt.datetime) -> None:
    """Payments are known up to the day of the file; history has one row for it."""
    company.has_payments_source = True
    company.payments_as_of = max(imported.as_of, company.payments_as_of or imported.as_of)
    company.save(update_fields=["has_payments_source", "payments_as_of"])
    record(
        kind="import.committed",
        subject=("import", imported.pk),
        by=by,
        at=at,
        company_id=company.pk,
        values=imported.counts,
    )
