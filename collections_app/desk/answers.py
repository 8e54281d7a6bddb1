"""A customer wrote, and somebody answered."""

import datetime as dt

from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.dunning.answering import end_waiting
from collections_app.history.actions import record


@locked("customer.pk")
def mark_answered(*, customer: Customer, by: str, at: dt.datetime) -> None:
    """Close the task to answer, where one is open, and let the ladder go on."""
    if end_waiting(customer=customer, by=by, at=at):
        record(
            kind="reply.answered",
            subject=("customer", customer.pk),
            by=by,
            at=at,
            company_id=customer.company_id,
            customer_id=customer.pk,
        )
