"""A person lays money on invoices, and what waited for that money ends."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from collections_app.payments.allocating import allocate
from collections_app.payments.models import Allocation, Payment
from collections_app.promises.settling import end_what_is_paid


@transaction.atomic
def lay_money(
    *, payment: Payment, parts: Mapping[int, Decimal], on: dt.date, by: str, at: dt.datetime
) -> list[Allocation]:
    """Lay amounts on open invoices, by invoice id; the search for that money is over."""
    allocations = allocate(payment=payment, parts=parts, on=on, by=by, at=at)
    owner = [allocations[0].invoice.customer_id]
    end_what_is_paid(company=payment.company, day=on, at=at, customer_ids=owner)
    return allocations
