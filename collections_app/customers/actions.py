"""Writing about customers."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from collections_app.customers.models import Customer


def look_at(*, customer_ids: Iterable[int], on: dt.date) -> None:
    """Ask the walk to look at these customers no later than `on`."""
    Customer.objects.filter(pk__in=customer_ids).filter(
        Q(look_on__isnull=True) | Q(look_on__gt=on)
    ).update(look_on=on)


def lock_customers(*, customer_ids: Iterable[int]) -> list[Customer]:
    """Lock these customers for the transaction, in one order, before anything of theirs moves."""
    return list(
        Customer.objects.select_for_update(of=("self",)).filter(pk__in=customer_ids).order_by("pk")
    )
