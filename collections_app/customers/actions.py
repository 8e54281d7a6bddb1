"""Writing about customers."""

import datetime as dt
from collections.abc import Iterable

from collections_app.customers.models import Customer
from collections_app.lib.many import among

NEXT_WALK = dt.date.min


def look_at(*, customer_ids: Iterable[int]) -> None:
    """Something happened: the next walk looks at these customers, whatever day it walks."""
    Customer.objects.filter(pk__in=among(customer_ids)).update(look_on=NEXT_WALK)


def lock_customers(*, customer_ids: Iterable[int]) -> list[Customer]:
    """Lock these customers for the transaction, in one order, before anything of theirs moves."""
    return list(
        Customer.objects.select_for_update(of=("self",))
        .filter(pk__in=among(customer_ids))
        .order_by("pk")
    )
