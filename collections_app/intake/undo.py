"""Undoing an import: what it brought goes, what it changed returns, what was built on it stays."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import CASCADE, Max, Q

from collections_app.customers.actions import lock_customers, look_at
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.actions import end_notice
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.history.actions import record
from collections_app.intake import staging
from collections_app.intake.choices import Kind, State
from collections_app.intake.models import Change, FromFile, Import
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.lib.many import among
from collections_app.payments.actions import recount_allocated, write_unapplied
from collections_app.payments.models import Allocation, Payment
from collections_app.tasks.actions import close_tasks
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState

SENT = (NoticeState.READY, NoticeState.ACCEPTED)
NOT_YET_SENT = (NoticeState.PLANNED, NoticeState.WAITING)
_LINKS = ("notice_lines", "allocations", "disputes", "promise_lines", "says_paid_rows")
_OF_CUSTOMER = (
    "invoices",
    "payments",
    "communications",
    "notices",
    "call_rounds",
    "tasks",
    "promises",
    "disputes",
)


class CannotUndo(Exception):
    """There is nothing to undo, or nothing that can be."""


@dataclass(slots=True)
class Undone:
    """What went, what returned, and why some rows stay as they are."""

    removed: int = 0
    restored: int = 0
    stays: list[str] = field(default_factory=list)


@transaction.atomic
def undo_import(*, imported: Import, by: str, at: dt.datetime, today: dt.date) -> Undone:
    """Take back what an import did; new rows that people were told of, or that were paid, stay."""
    staging.lock_company(imported.source.company_id)
    imported.refresh_from_db(fields=["state", "new_rows"])
    if imported.state != State.COMMITTED:
        raise CannotUndo(f"Import {imported.pk} is {imported.state}: there is nothing to undo.")
    undo = _undo_payments if imported.source.kind == Kind.PAYMENTS else _undo_invoices
    undone = undo(imported, by=by, at=at, today=today)
    imported.state, imported.undone_at, imported.undone_by = State.UNDONE, at, by
    imported.save(update_fields=["state", "undone_at", "undone_by"])
    _move_back(imported)
    record(
        kind="import.undone",
        subject=("import", imported.pk),
        by=by,
        at=at,
        company_id=imported.source.company_id,
        values={"removed": undone.removed, "restored": undone.restored, "stays": undone.stays},
    )
    return undone


def _undo_invoices(imported: Import, *, by: str, at: dt.datetime, today: dt.date) -> Undone:
    changed = list(imported.changes.values_list("invoice_id", flat=True))
    touched = Invoice.objects.filter(pk__in=among([*imported.new_rows, *changed]))
    customers = set(touched.values_list("customer_id", flat=True))
    lock_customers(customer_ids=customers)
    why = _reasons_to_stay(imported, touched)
    new = [id for id in imported.new_rows if id not in why]
    free = [id for id in changed if id not in why]
    _check_any_goes([*new, *free], list(why.values()))
    _cancel_unsent([*new, *free], by=by, at=at, today=today)
    restored = _restore(imported, free)
    removed = _remove(new, today)
    contacts = _remove_customers(imported)
    there = set(Customer.objects.filter(pk__in=customers).values_list("pk", flat=True))
    summarise(customer_ids=sorted(there), as_of=today)
    look_at(customer_ids=there)
    return Undone(removed, restored, [*sorted(why.values()), *contacts])


def _check_any_goes(ids: Sequence[int], stays: Sequence[str]) -> None:
    """An import of which every row stays is not undone, and is not called so."""
    if stays and not ids:
        rest = f" So it is with all of its {len(stays):,} rows." if stays[1:] else ""
        raise CannotUndo(f"Nothing of this import can be taken back: {stays[0]}{rest}")


def _reasons_to_stay(imported: Import, touched: Any) -> dict[int, str]:
    """Invoice id to the sentence that names it."""
    numbers = dict(touched.values_list("pk", "number"))
    ids = list(numbers)
    why: dict[int, str] = {}
    later = Change.objects.filter(
        invoice_id__in=among(ids), imported_id__gt=imported.pk, imported__state=State.COMMITTED
    )
    for id, import_id in later.values_list("invoice_id", "imported_id"):
        why[id] = f"{numbers[id]} was changed by import {import_id}; undo that one first."
    for id, what in _built_upon(imported, ids):
        why[id] = f"{numbers[id]} {what}."
    return why


def _built_upon(imported: Import, ids: Sequence[int]) -> Iterable[tuple[int, str]]:
    """Invoice ids and what was done on the word of this import.

    What was there before can be as it was again, whoever was told of it or paid it; only an
    invoice that came with the import must not go then.
    """
    new = among(set(imported.new_rows) & set(ids))
    lines = NoticeLine.objects.filter(invoice__in=new, void=False)
    sent = lines.filter(Q(notice__state__in=SENT) | Q(call_round__isnull=False))
    for id, on_day in sent.values_list("invoice_id", "on_day"):
        yield id, f"stands on a notice or a call of {on_day}"
    for link in ("disputes", "promise_lines", "says_paid_rows"):
        name = link.removesuffix("_rows").removesuffix("_lines").replace("_", " ")
        linked = Invoice.objects.filter(pk__in=new, **{f"{link}__isnull": False})
        yield from (
            (id, f"has {name} entered by people") for id in linked.values_list("pk", flat=True)
        )
    paid = Allocation.objects.filter(
        invoice__in=new, undone_at__isnull=True, allocated_at__gt=imported.at
    )
    for id in paid.values_list("invoice_id", flat=True):
        yield id, "was paid since"
    for (id,) in staging.run(_OVERPAID, {"imported": imported.pk, "at": imported.at}):
        yield id, "was paid since, by more than was open of it before"


_OVERPAID = """
select c.invoice_id
from intake_change c
cross join jsonb_to_record(c.before) as b (
    amount numeric, settled_by_ledger numeric, ledger_as_of date)
join payments_allocation a on a.invoice_id = c.invoice_id and a.undone_at is null
    and a.counts_from > coalesce(b.ledger_as_of, '-infinity')
where c.imported_id = %(imported)s
group by c.invoice_id, b.amount, b.settled_by_ledger
having max(a.allocated_at) > %(at)s and sum(a.amount) > b.amount - b.settled_by_ledger
"""


def _cancel_unsent(ids: Sequence[int], *, by: str, at: dt.datetime, today: dt.date) -> None:
    """Notices that were planned on the word of this import do not go."""
    planned = Notice.objects.filter(
        lines__invoice__in=among(ids), lines__void=False, state__in=NOT_YET_SENT
    )
    for notice in planned.distinct():
        end_notice(
            notice=notice,
            state=NoticeState.CANCELLED,
            reason={"code": "import_undone"},
            on=today,
            by=by,
            at=at,
        )


_RESTORE = """
update invoices_invoice i set kind = b.kind, issued_on = b.issued_on, due_on = b.due_on,
    currency = b.currency, amount = b.amount, settled_by_ledger = b.settled_by_ledger,
    ledger_as_of = b.ledger_as_of, allocated = 0, settled_on = b.settled_on,
    left_ledger_on = b.left_ledger_on, payment_method = b.payment_method,
    debit_returned_on = b.debit_returned_on, purchase_order = b.purchase_order, link = b.link
from intake_change c, jsonb_to_record(c.before) as b (
    kind text, issued_on date, due_on date, currency text, amount numeric,
    settled_by_ledger numeric, ledger_as_of date, settled_on date, left_ledger_on date,
    payment_method text, debit_returned_on date, purchase_order text, link text)
where c.imported_id = %(imported)s and i.id = c.invoice_id and i.id = any(%(ids)s)
"""


def _restore(imported: Import, ids: Sequence[int]) -> int:
    staging.run(_RESTORE, {"imported": imported.pk, "ids": list(ids)})
    recount_allocated(invoice_ids=ids)
    return len(ids)


def _remove(ids: Sequence[int], today: dt.date) -> int:
    """Delete what nothing points to; an invoice of a cancelled notice leaves the ledger instead."""
    pointed_to = Q()
    for link in _LINKS:
        pointed_to |= Q(**{f"{link}__isnull": False})
    wanted = Invoice.objects.filter(pk__in=among(ids))
    kept = set(wanted.filter(pointed_to).values_list("pk", flat=True))
    Invoice.objects.filter(pk__in=among(kept)).update(left_ledger_on=today)
    _delete([id for id in ids if id not in kept])
    return len(ids)


def _delete(ids: Sequence[int]) -> None:
    """Invoices and what goes with them, a statement for each table; the keys watch over it."""
    for link in Invoice._meta.related_objects:
        if link.on_delete is CASCADE:
            rows = link.related_model._default_manager
            rows.filter(**{f"{link.field.name}__in": among(ids)}).delete()
    staging.run("delete from invoices_invoice where id = any(%(ids)s)", {"ids": ids})


def _remove_customers(imported: Import) -> list[str]:
    """Customers that came with the import go with their contacts, unless anything is known of them.

    A contact of a customer that stays is needed to reach it; the answer says which stay.
    """
    idle = Q()
    for link in _OF_CUSTOMER:
        idle &= Q(**{f"{link}__isnull": True})
    gone = Customer.objects.filter(idle, pk__in=imported.new_customers)
    ids = list(gone.values_list("pk", flat=True))
    FromFile.objects.filter(customer_id__in=ids).delete()
    Customer.objects.filter(pk__in=ids).delete()
    kept = Contact.objects.filter(pk__in=imported.new_contacts).select_related("customer")
    return [
        f"contact {one} of {one.customer}, because the customer stays."
        for one in kept.order_by("customer__name", "pk")
    ]


def _undo_payments(imported: Import, *, by: str, at: dt.datetime, today: dt.date) -> Undone:
    payments = Payment.objects.filter(pk__in=imported.new_rows)
    customers = set(payments.exclude(customer=None).values_list("customer_id", flat=True))
    lock_customers(customer_ids=customers)
    matched = set(
        Allocation.objects.filter(payment__in=payments, undone_at__isnull=True)
        .exclude(allocated_at=imported.at)
        .values_list("payment_id", flat=True)
    )
    stays = [
        f'payment "{one.reference}" of {one.amount} {one.currency} was matched by hand since.'
        for one in payments.filter(pk__in=matched)
    ]
    gone = payments.exclude(pk__in=matched)
    ids = list(gone.values_list("pk", flat=True))
    _check_any_goes(ids, stays)
    allocations = Allocation.objects.filter(payment__in=ids)
    invoices = set(allocations.values_list("invoice_id", flat=True))
    allocations.delete()
    Payment.objects.filter(pk__in=ids).delete()
    recount_allocated(invoice_ids=invoices)
    for id in ids:
        subject = ("payment", id)
        close_tasks(
            kind=TaskKind.MATCH_PAYMENT, subject=subject, by=by, at=at, state=TaskState.CANCELLED
        )
    summarise(customer_ids=sorted(customers), as_of=today)
    write_unapplied(customer_ids=customers, as_of=today)
    look_at(customer_ids=customers)
    return Undone(removed=len(ids), stays=stays)


def _move_back(imported: Import) -> None:
    """The source is known as of its newest file that still counts, and so is the company."""
    source, company = imported.source, imported.source.company
    committed = Import.objects.filter(state=State.COMMITTED, source__company=company)
    source.as_of = committed.filter(source=source).aggregate(day=Max("as_of"))["day"]
    source.save(update_fields=["as_of"])
    of_kind = committed.filter(source__kind=source.kind).aggregate(day=Max("as_of"))["day"]
    name = "payments_as_of" if source.kind == Kind.PAYMENTS else "ledger_as_of"
    setattr(company, name, of_kind)
    company.save(update_fields=[name])
