"""Writing the log: what was said, and how a communication moves; sending is next door."""

import datetime as dt
import secrets
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import QuerySet

from collections_app.communications.addresses import shut_address
from collections_app.communications.choices import Direction, State
from collections_app.communications.models import Communication, PrintRun
from collections_app.communications.rules import check_move
from collections_app.companies.choices import Mode
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Contact, Customer
from collections_app.lib.given import Given
from collections_app.lib.together import Question


def log_contact(
    *,
    customer: Customer,
    channel: str,
    purpose: str,
    text: str,
    by: str,
    at: dt.datetime,
    contact: Contact | None = None,
    direction: str = Direction.OUT,
    why: dict[str, Any] | None = None,
    once: str = "",
) -> Communication:
    """A call or a note: nothing to send, kept as it was said.

    `once` names the form that says so; the database takes it a single time per customer.
    """
    return Communication.objects.create(
        company_id=customer.company_id,
        customer=customer,
        contact=contact,
        channel=channel,
        direction=direction,
        state=State.NOTED,
        mode=Mode.LIVE,
        key=_contact_key(customer, channel, once or secrets.token_urlsafe(16)),
        purpose=purpose,
        why=why or {},
        by=by,
        recipient_name=contact.name if contact else "",
        recipient=contact.number if contact else "",
        text=text,
        created_at=at,
        send_after=at,
    )


def logged_before(*, customer: Customer, channel: str, once: str) -> Communication | None:
    """What the same form wrote a moment ago; asked under the customer's lock."""
    if not once:
        return None
    found = _about_key().ask(key=_contact_key(customer, channel, once))["communications"]
    return found[0] if found else None


@cache
def _about_key() -> Question:
    key = Given("key", Communication._meta.get_field("key"))
    return Question({"communications": Communication.objects.filter(key=key)})


def _contact_key(customer: Customer, channel: str, once: str) -> str:
    return f"{channel}:{customer.pk}:{once}"


def log_reply(
    *,
    customer: Customer,
    contact: Contact | None,
    channel: str,
    sender: str,
    recipient: str,
    text: str,
    by: str,
    at: dt.datetime,
    once: str,
    subject: str = "",
    thread: str = "",
    purpose: str = "reply",
    why: dict[str, Any] | None = None,
) -> Communication:
    """What a customer wrote to us, as it was received; `once` is the provider's own id of it."""
    return Communication.objects.create(
        company_id=customer.company_id,
        customer=customer,
        contact=contact,
        channel=channel,
        direction=Direction.IN,
        state=State.NOTED,
        mode=Mode.LIVE,
        key=_contact_key(customer, channel, once),
        purpose=purpose,
        why=why or {},
        by=by,
        sender=sender,
        recipient=recipient,
        subject=subject,
        thread=thread,
        text=text,
        created_at=at,
        send_after=at,
    )


def open_replies(customer: Customer | Given) -> QuerySet[Communication]:
    """What the customer wrote and nobody answered yet."""
    written = Communication.objects.filter(
        customer=customer, direction=Direction.IN, purpose="reply"
    )
    return written.exclude(why__has_key="answered")


def needs_no_answer(*, reply: Communication, by: str) -> None:
    """It was heeded, and there is nothing to answer."""
    reply.why = reply.why | {"answered": by}
    reply.save(update_fields=["why"])


def mark_came_back(
    communication: Communication,
    *,
    address: AddressState | None = AddressState.BOUNCED,
    at: dt.datetime,
) -> None:
    """It was taken, then bounced or was returned; `address`: what that says of the address."""
    move(communication, State.BOUNCED, reason={"code": "came_back"})
    if address:
        shut_address(communication, address, at=at)


def move(communication: Communication, state: str, **fields: Any) -> None:
    """One step of the table, saved with the fields that go with it."""
    check_move(communication.state, state)
    communication.state = state
    for name, value in fields.items():
        setattr(communication, name, value)
    communication.save(update_fields=["state", *fields])


def cancel_communications(*, ids: Iterable[Any], reason: dict[str, Any]) -> int:
    """Cancel those that have not left; the number cancelled."""
    unsent = [State.READY, State.WAITING, State.PRINTING]
    ids = list(ids)
    # The file of a run that loses a sheet is printed again before it can be closed.
    PrintRun.objects.filter(letters__in=ids, closed_at__isnull=True).update(pdf="")
    theirs = Communication.objects.filter(pk__in=ids, state__in=unsent)
    # On a printed stack the letter must be found by its number, to be taken out.
    printed = theirs.filter(print_run__fetched_at__isnull=False)
    on_paper = Communication.objects.filter(pk__in=printed.values("pk"))
    cancelled = on_paper.update(state=State.CANCELLED, reason=reason)
    return cancelled + theirs.update(
        state=State.CANCELLED, reason=reason, print_run=None, sheet=None
    )


def hold_for_approval(*, ids: Iterable[Any], reason: dict[str, Any]) -> int:
    """Those that are ready wait for a person again; the number held."""
    return Communication.objects.filter(pk__in=ids, state=State.READY).update(
        state=State.WAITING, reason=reason
    )


def release_communications(*, ids: Iterable[Any]) -> int:
    """Let approved communications go; the number released."""
    return Communication.objects.filter(pk__in=ids, state=State.WAITING).update(
        state=State.READY, reason={}
    )
