"""What a customer says is paid: a short pause, and somebody looks for the money."""

import datetime as dt
from decimal import Decimal

from django.db.models import Sum

from collections_app.companies.models import Company
from collections_app.customers.locking import locked
from collections_app.history.actions import record
from collections_app.invoices.actions import write_kept_out
from collections_app.invoices.models import Invoice
from collections_app.lib.dates import show_date
from collections_app.lib.money import show_money
from collections_app.payments.models import Payment
from collections_app.promises.choices import Found
from collections_app.promises.models import SaysPaid
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind

SAYS_PAID_DAYS = 5  # business days in which the money is looked for


class CannotSayPaid(Exception):
    """Nothing of it is open, or its money is looked for already."""


class CannotFind(Exception):
    """No money is here that it could be."""


@locked("invoice.customer_id")
def say_paid(
    *,
    invoice: Invoice,
    amount: Decimal,
    on: dt.date,
    by: str,
    at: dt.datetime,
    paid_on: dt.date | None = None,
    how: str = "",
    reference: str = "",
) -> SaysPaid:
    """The customer says this is paid: not chased for a few days, and somebody finds the money."""
    _check_can_be_paid(invoice, amount)
    said = SaysPaid.objects.create(
        customer_id=invoice.customer_id,
        invoice=invoice,
        amount=amount,
        open_then=invoice.balance,
        said_on=on,
        until_on=invoice.company.calendar.add_business_days(on, SAYS_PAID_DAYS),
        paid_on=paid_on,
        how=how,
        reference=reference,
        by=by,
    )
    open_task(
        company_id=invoice.company_id,
        customer_id=invoice.customer_id,
        kind=TaskKind.FIND_MONEY,
        subject=("says_paid", said.pk),
        due_on=on,
        at=at,
        values=_told(said),
    )
    _write_says_paid(invoice, on)
    return said


def _check_can_be_paid(invoice: Invoice, amount: Decimal) -> None:
    invoice.refresh_from_db(fields=["balance"])
    if amount <= 0:
        raise CannotSayPaid(f"All that is open of invoice {invoice} is disputed.")
    if amount > invoice.balance:
        raise CannotSayPaid(f"Invoice {invoice} has {invoice.balance} open; it cannot be more.")
    if SaysPaid.objects.filter(invoice=invoice, state=Found.OPEN).exists():
        raise CannotSayPaid(f"The money for invoice {invoice} is looked for already.")


def _told(said: SaysPaid) -> dict[str, str]:
    """What helps to find the money."""
    invoice = said.invoice
    told = {
        "invoice": invoice.number,
        "amount": str(said.amount),
        "currency": invoice.currency,
        "paid_on": said.paid_on.isoformat() if said.paid_on else "",
        "how": said.how,
        "reference": said.reference,
    }
    return {name: value for name, value in told.items() if value}


@locked("said.customer_id")
def end_says_paid(*, said: SaysPaid, found: bool, on: dt.date, by: str, at: dt.datetime) -> None:
    """The money was found, or it was not: then the ladder goes on. What has ended stays so.

    Found is only what is here: the balance fell by it, or money of theirs that is not laid on an
    invoice yet covers it.
    """
    said.refresh_from_db(fields=["state"])
    if said.state != Found.OPEN:
        return
    if found and not (has_come(said) or is_unapplied(said)):
        raise CannotFind(_nothing_here(said))
    said.state, said.ended_on = (Found.FOUND if found else Found.NOT_FOUND), on
    said.save(update_fields=["state", "ended_on"])
    close_tasks(kind=TaskKind.FIND_MONEY, subject=("says_paid", said.pk), by=by, at=at)
    _write_says_paid(said.invoice, on)
    record(
        kind=f"says_paid.{said.state}",
        subject=("says_paid", said.pk),
        by=by,
        at=at,
        company_id=said.invoice.company_id,
        customer_id=said.customer_id,
    )


def has_come(said: SaysPaid) -> bool:
    """Whether the balance fell by as much since it was said."""
    said.invoice.refresh_from_db(fields=["balance"])
    return said.open_then - said.invoice.balance >= said.amount


def is_unapplied(said: SaysPaid) -> bool:
    """Whether money of the customer that nobody laid on an invoice yet covers it."""
    theirs = Payment.objects.filter(customer=said.customer_id, currency=said.invoice.currency)
    unapplied = theirs.aggregate(total=Sum("unapplied"))["total"]
    return (unapplied or 0) >= said.amount


def _nothing_here(said: SaysPaid) -> str:
    amount = show_money(said.amount, said.invoice.currency, "en")
    until = show_date(said.until_on, "en", "day")
    return (
        f"No payment of {amount} is here yet: keep looking until {until}, or say that it was not"
        " found."
    )


def end_says_paid_rows(*, company: Company, day: dt.date, at: dt.datetime) -> int:
    """End those whose days have passed without the money; how many."""
    over = SaysPaid.objects.filter(
        customer__company=company, state=Found.OPEN, until_on__lt=day
    ).select_related("invoice__company")
    for said in over:
        end_says_paid(said=said, found=has_come(said), on=day, by="ladder", at=at)
    return len(over)


def _write_says_paid(invoice: Invoice, on: dt.date) -> None:
    write_kept_out(
        part="says_paid",
        rows=SaysPaid.objects.filter(state=Found.OPEN),
        customer_id=invoice.customer_id,
        invoice_ids=[invoice.pk],
        on=on,
    )
