"""Somebody said stop: what follows for their contacts, on whatever channel it was said."""

import datetime as dt

from django.db.models import Q

from collections_app.communications.actions import cancel_communications
from collections_app.communications.choices import State
from collections_app.communications.models import Communication
from collections_app.customers.models import Contact
from collections_app.dunning.sending import settle_when_known
from collections_app.history.actions import record

MOST_TOLD = 400  # the log has it whole


def tell_of(kind: str, contact: Contact, values: dict[str, str], by: str, at: dt.datetime) -> None:
    """What a contact wants, or does not want any more; `values`: the address, and what was said."""
    record(
        kind=kind,
        subject=("contact", contact.pk),
        by=by,
        at=at,
        company_id=contact.customer.company_id,
        customer_id=contact.customer_id,
        values=values | {"said": values["said"][:MOST_TOLD]},
    )


def cancel_unsent(to: Q, *, channel: str, at: dt.datetime) -> None:
    """What waits to go there is not wanted any more; `to` finds it among the communications."""
    unsent = Communication.objects.filter(
        to,
        channel=channel,
        state__in=[State.READY, State.WAITING],
        company__is_replay=False,
    ).select_related("company", "customer", "contact")
    settle = settle_when_known(now=at)
    for one in unsent.order_by("created_at", "pk"):
        reason = {"code": "opted_out", "channel": channel}
        if cancel_communications(ids=[one.pk], reason=reason):
            one.state, one.reason = State.CANCELLED, reason
            settle([one])
