"""A person puts a customer or an invoice on hold, and ends the hold."""

import datetime as dt

from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.dunning.actions import CannotHold, end_hold, put_hold
from collections_app.dunning.models import Hold
from collections_app.invoices.models import Invoice


@locked("customer.pk")
def hold_customer(
    *,
    customer: Customer,
    invoice: Invoice | None,
    until_on: dt.date,
    reason: str,
    note: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> Hold:
    """A person's hold on a customer or one invoice; the same hold put twice is one."""
    if invoice is not None and invoice.customer_id != customer.pk:
        raise CannotHold(f"{invoice} is no invoice of {customer}.")
    running = Hold.objects.filter(customer=customer, invoice=invoice, ended_on__isnull=True)
    same = running.filter(until_on=until_on, reason=reason, note=note).first()
    return same or put_hold(
        customer=customer,
        invoice=invoice,
        until_on=until_on,
        reason=reason,
        note=note,
        on=on,
        by=by,
        at=at,
    )


@locked("hold.customer_id")
def lift_hold(*, hold: Hold, on: dt.date, by: str, at: dt.datetime) -> None:
    """A person ends a hold; one that has ended already stays as it is."""
    hold.refresh_from_db(fields=["ended_on"])
    if hold.ended_on is None:
        end_hold(hold=hold, on=on, by=by, at=at)
