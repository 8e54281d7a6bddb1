"""What colleagues should know of a customer."""

import datetime as dt

from django.db import transaction

from collections_app.communications.actions import log_contact, logged_before
from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.history.actions import record

NOTE = "note"


@locked("customer.pk")
def write_note(
    *, customer: Customer, text: str, is_pinned: bool, by: str, at: dt.datetime, once: str = ""
) -> Communication:
    """A note in the log; a pinned one stays on top of the customer's page."""
    if before := logged_before(customer=customer, channel=Channel.NOTE, once=once):
        return before
    return log_contact(
        customer=customer,
        channel=Channel.NOTE,
        purpose=NOTE,
        text=text,
        why={"pinned": True} if is_pinned else {},
        once=once,
        by=by,
        at=at,
    )


@transaction.atomic
def unpin_note(*, note: Communication, by: str, at: dt.datetime) -> None:
    """The note stays in the history and leaves the top of the page."""
    note.why = {}
    note.save(update_fields=["why"])
    record(
        kind="note.unpinned",
        subject=("communication", note.pk),
        by=by,
        at=at,
        company_id=note.company_id,
        customer_id=note.customer_id,
    )
