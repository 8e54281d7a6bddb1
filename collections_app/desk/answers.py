"""A customer wrote, and somebody answered."""

import datetime as dt

from django.db import transaction

from collections_app.customers.actions import lock_customers
from collections_app.customers.models import Customer
from collections_app.history.actions import record
from collections_app.tasks.actions import close_tasks
from collections_app.tasks.choices import Kind as TaskKind


@transaction.atomic
def mark_answered(*, customer: Customer, by: str, at: dt.datetime) -> None:
    """Close the task to answer, where one is open."""
    lock_customers(customer_ids=[customer.pk])
    if close_tasks(kind=TaskKind.ANSWER, subject=("customer", customer.pk), by=by, at=at):
        record(
            kind="reply.answered",
            subject=("customer", customer.pk),
            by=by,
            at=at,
            company_id=customer.company_id,
            customer_id=customer.pk,
        )
