"""Money in: payments are stored once, exact references settle, the rest stays unapplied."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum

from collections_app.companies.models import Company
from collections_app.customers.actions import lock_customers, look_at
from collections_app.history.actions import event, record_all
from collections_app.invoices.actions import summarise
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice, Summary
from collections_app.payments.models import Allocation, Payment
from collections_app.payments.rules import ZERO, Received, is_covered, settles
from collections_app.tasks.actions import open_task
from collections_app.tasks.choices import Kind as TaskKind


@transaction.atomic
def take_payments(
    *,
    company: Company,
    source: str,
    payments: Sequence[Received],
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> list[Payment]:
    """Store payments in the order given; one that is known already is left out.

    The answer holds the new ones. Their customers' summaries and promises are due for a look.
    """
    new = _unknown(company, source, payments)
    invoices = _locked_invoices(new)
    stored = Payment.objects.bulk_create(
        [_payment(company, source, one, invoices) for one in new], batch_size=5000
    )
    allocations = [
        allocation
        for one, payment in zip(new, stored, strict=True)
        if (allocation := _allocate(one, payment, invoices, by, at))
    ]
    Allocation.objects.bulk_create(allocations, batch_size=5000)
    Payment.objects.bulk_update(
        [one.payment for one in allocations], ["allocated"], batch_size=2000
    )
    Invoice.objects.bulk_update(invoices.values(), ["allocated", "settled_on"], batch_size=2000)
    _after(company, stored, on=on, by=by, at=at)
    return stored


def _unknown(company: Company, source: str, payments: Sequence[Received]) -> list[Received]:
    known = set(
        Payment.objects.filter(
            company=company,
            source=source,
            external_id__in=[one.external_id for one in payments],
        ).values_list("external_id", flat=True)
    )
    return [one for one in payments if one.external_id not in known]


def _locked_invoices(payments: Iterable[Received]) -> dict[int, Invoice]:
    """The invoices named, their customers locked first."""
    ids = {one.invoice_id for one in payments if one.invoice_id}
    owners = Invoice.objects.filter(pk__in=ids).values_list("customer_id", flat=True)
    lock_customers(customer_ids=set(owners))
    return Invoice.objects.in_bulk(ids)


def _payment(company: Company, source: str, one: Received, invoices: dict[int, Invoice]) -> Payment:
    invoice = invoices.get(one.invoice_id) if one.invoice_id else None
    return Payment(
        company=company,
        customer_id=one.customer_id or (invoice.customer_id if invoice else None),
        received_on=one.received_on,
        amount=one.amount,
        currency=one.currency,
        reference=one.reference,
        payer=one.payer,
        source=source,
        external_id=one.external_id,
    )


def _allocate(
    one: Received,
    payment: Payment,
    invoices: dict[int, Invoice],
    by: str,
    at: dt.datetime,
) -> Allocation | None:
    """Settle the invoice named exactly, in its own currency; None where nothing is settled."""
    invoice = invoices.get(one.invoice_id) if one.invoice_id else None
    if invoice is None or invoice.currency != one.currency:
        return None
    sign = -1 if invoice.kind == Kind.CREDIT_NOTE else 1  # a refund settles a credit note
    amount = one.amount * sign
    if is_covered(one.received_on, invoice.ledger_as_of):
        part = settles(amount, open_part=invoice.amount, taken_part=invoice.amount)
    else:
        rest = invoice.amount - invoice.settled_by_ledger - invoice.allocated
        part = settles(amount, open_part=rest, taken_part=invoice.amount - rest)
        invoice.allocated += part
        invoice.settled_on = one.received_on if rest == part else None
    if part == ZERO:
        return None
    payment.allocated = part * sign
    return Allocation(
        payment=payment,
        invoice=invoice,
        amount=part,
        counts_from=one.received_on,
        allocated_at=at,
        by=by,
    )


def _after(
    company: Company, stored: Sequence[Payment], *, on: dt.date, by: str, at: dt.datetime
) -> None:
    """Summaries, the walk's next look, a task for money that nothing names, and history."""
    customer_ids = {one.customer_id for one in stored if one.customer_id}
    summarise(customer_ids=list(customer_ids), as_of=on)
    write_unapplied(customer_ids=customer_ids, as_of=on)
    look_at(customer_ids=customer_ids)
    for payment in stored:
        if payment.amount != payment.allocated:
            ask_to_match(payment=payment, on=on, at=at)
    record_all(
        event(
            kind="payment.received",
            subject=("payment", one.pk),
            by=by,
            at=at,
            company_id=company.pk,
            customer_id=one.customer_id,
            values={"amount": str(one.amount), "currency": one.currency},
        )
        for one in stored
    )


def ask_to_match(*, payment: Payment, on: dt.date, at: dt.datetime) -> None:
    """A task for money that no exact reference names."""
    open_task(
        company_id=payment.company_id,
        customer_id=payment.customer_id,
        kind=TaskKind.MATCH_PAYMENT,
        subject=("payment", payment.pk),
        due_on=on,
        at=at,
        values={
            "amount": str(payment.amount),
            "currency": payment.currency,
            "payer": payment.payer,
            "reference": payment.reference,
        },
    )


def write_unapplied(*, customer_ids: Iterable[int], as_of: dt.date) -> None:
    """Each customer's money that is not yet allocated, per currency, on its summary."""
    ids = list(customer_ids)
    Summary.objects.filter(customer__in=ids).update(unapplied=ZERO)
    sums = (
        Payment.objects.filter(customer__in=ids)
        .exclude(unapplied=ZERO)
        .values_list("customer_id", "currency")
        .annotate(total=Sum("unapplied"))
    )
    Summary.objects.bulk_create(
        [
            Summary(customer_id=id, currency=currency, unapplied=_floor(total), as_of=as_of)
            for id, currency, total in sums
        ],
        update_conflicts=True,
        unique_fields=["customer", "currency"],
        update_fields=["unapplied"],
    )


def _floor(total: Decimal) -> Decimal:
    return max(total, ZERO)


# Per invoice: the part that payments later than its ledger's day settle, and the last one's day.
COUNTED = """
    select own.id, max(p.received_on) as last_on,
        least(greatest(coalesce(sum(a.amount) filter (
            where a.counts_from > coalesce(own.ledger_as_of, '-infinity')), 0),
            -own.settled_by_ledger), own.amount - own.settled_by_ledger) as part
    from invoices_invoice own
    left join payments_allocation a on a.invoice_id = own.id and a.undone_at is null
    left join payments_payment p on p.id = a.payment_id"""
_RECOUNT = f"""
update invoices_invoice i
set allocated = counted.part,
    settled_on = case when i.amount = i.settled_by_ledger + counted.part
        then coalesce(i.settled_on, counted.last_on) end
from ({COUNTED}
    where own.id = any(%(ids)s) group by own.id
) counted
where i.id = counted.id
"""


def recount_allocated(*, invoice_ids: Iterable[int]) -> None:
    """Each invoice's `allocated` anew: what payments later than its ledger's day settle."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, {"ids": list(invoice_ids)})
