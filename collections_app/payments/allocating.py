"""Money laid on invoices by a person, and taken off them again."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from collections_app.customers.actions import lock_customers, look_at
from collections_app.customers.locking import locked
from collections_app.history.actions import record
from collections_app.invoices.actions import summarise
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.lib.money import round_money, show_money
from collections_app.payments.actions import ask_to_match, recount_allocated, write_unapplied
from collections_app.payments.models import Allocation, Payment
from collections_app.payments.rules import ZERO
from collections_app.tasks.actions import close_tasks
from collections_app.tasks.choices import Kind as TaskKind

DAY = dt.timedelta(1)


class CannotAllocate(Exception):
    """The money or an invoice does not allow it; nothing was written."""


@transaction.atomic
def allocate(
    *, payment: Payment, parts: Mapping[int, Decimal], on: dt.date, by: str, at: dt.datetime
) -> list[Allocation]:
    """Lay amounts on open invoices, by invoice id; money that named nobody is their customer's."""
    invoices = _locked(payment, parts)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    _check(payment, invoices, parts)
    allocations = Allocation.objects.bulk_create(
        Allocation(
            payment=payment,
            invoice=one,
            amount=parts[one.pk],
            counts_from=_counts_from(payment, one),
            is_by_hand=True,
            allocated_at=at,
            by=by,
        )
        for one in invoices
    )
    if payment.customer_id is None:
        payment.customer_id, payment.is_named_by_hand = invoices[0].customer_id, True
    payment.allocated += sum(parts.values(), ZERO)
    _settle(payment, invoices, on=on, by=by, at=at)
    _note("payment.allocated", payment, allocations, by, at)
    return allocations


def _locked(payment: Payment, parts: Mapping[int, Decimal]) -> list[Invoice]:
    """The invoices of one customer, who is locked before anything moves."""
    wanted = Invoice.objects.filter(pk__in=parts, company=payment.company_id)
    owners = set(wanted.values_list("customer_id", flat=True))
    if len(owners) > 1 or (payment.customer_id and owners - {payment.customer_id}):
        raise CannotAllocate("The invoices belong to different customers. Choose those of one.")
    lock_customers(customer_ids=owners)
    invoices = list(wanted.order_by("due_on", "pk"))
    if not invoices or len(invoices) < len(parts):
        raise CannotAllocate("Choose at least one invoice that is still here.")
    return invoices


def _check(payment: Payment, invoices: Sequence[Invoice], parts: Mapping[int, Decimal]) -> None:
    if payment.customer_id not in (None, invoices[0].customer_id):
        raise CannotAllocate("This money is another customer's by now. Look at it again.")
    settled = payment.allocations.filter(invoice__in=invoices, undone_at__isnull=True)
    if there := settled.select_related("invoice").first():
        raise CannotAllocate(f"This money settles {there.invoice} already.")
    for one in invoices:
        _check_part(payment, one, parts[one.pk])
    if sum(parts.values(), ZERO) > payment.unapplied:
        left = show_money(max(payment.unapplied, ZERO), payment.currency, "en")
        raise CannotAllocate(f"Only {left} of it is left. Take less.")


def _check_part(payment: Payment, invoice: Invoice, amount: Decimal) -> None:
    if invoice.currency != payment.currency:
        raise CannotAllocate(
            f"{invoice} is in {invoice.currency}, the money in {payment.currency}."
        )
    if invoice.kind != Kind.INVOICE:
        raise CannotAllocate(f"{invoice} is a credit note; money settles invoices.")
    if amount <= ZERO or amount != round_money(amount, invoice.currency):
        raise CannotAllocate(f"{amount} is no amount that can be laid on {invoice}.")
    if amount > invoice.balance:
        left = show_money(invoice.balance, invoice.currency, "en")
        raise CannotAllocate(f"Only {left} of {invoice} is open. Take less.")


def _counts_from(payment: Payment, invoice: Invoice) -> dt.date:
    """A ledger that still shows the invoice open has not counted the money; the next one may."""
    seen = invoice.ledger_as_of
    return max(payment.received_on, seen + DAY) if seen else payment.received_on


@locked("allocation.invoice.customer_id")
def undo_allocation(
    *, allocation: Allocation, on: dt.date, by: str, at: dt.datetime
) -> list[Allocation]:
    """Take the money off all invoices of the same act again; it is not suggested for them again."""
    payment = allocation.payment
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    act = payment.allocations.filter(
        is_by_hand=True, allocated_at=allocation.allocated_at, undone_at__isnull=True
    )
    allocations = list(act.select_related("invoice"))
    if not allocations:
        raise CannotAllocate("This was undone already.")
    act.update(undone_at=at, undone_by=by)
    payment.allocated -= sum((one.amount for one in allocations), ZERO)
    _settle(payment, [one.invoice for one in allocations], on=on, by=by, at=at)
    _note("payment.unallocated", payment, allocations, by, at)
    return allocations


def _settle(
    payment: Payment, invoices: Sequence[Invoice], *, on: dt.date, by: str, at: dt.datetime
) -> None:
    """The balances, the customer's figures and its task to match, after money moved."""
    customer = invoices[0].customer_id
    has_rest = payment.amount != payment.allocated
    is_free = not payment.allocations.filter(undone_at__isnull=True).exists()
    if is_free and payment.is_named_by_hand:
        payment.customer_id, payment.is_named_by_hand = None, False
    payment.save(update_fields=["allocated", "customer", "is_named_by_hand"])
    recount_allocated(invoice_ids=[one.pk for one in invoices])
    summarise(customer_ids=[customer], as_of=on)
    write_unapplied(customer_ids=[customer], as_of=on)
    look_at(customer_ids=[customer])
    close_tasks(kind=TaskKind.MATCH_PAYMENT, subject=("payment", payment.pk), by=by, at=at)
    if has_rest:
        ask_to_match(payment=payment, on=on, at=at)
    if not Payment.objects.filter(customer=customer, unapplied__gt=0).exists():
        close_tasks(kind=TaskKind.MATCH_PAYMENT, subject=("customer", customer), by=by, at=at)


def _note(
    kind: str, payment: Payment, allocations: Sequence[Allocation], by: str, at: dt.datetime
) -> None:
    record(
        kind=kind,
        subject=("payment", payment.pk),
        by=by,
        at=at,
        company_id=payment.company_id,
        customer_id=allocations[0].invoice.customer_id,
        values={
            "currency": payment.currency,
            "invoices": {one.invoice.number: str(one.amount) for one in allocations},
        },
    )
