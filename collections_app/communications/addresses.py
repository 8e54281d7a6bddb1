"""Where a message goes, and what becomes of the address when it went or came back."""

import datetime as dt
from collections.abc import Iterable

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.actions import give_up_address, stop_address
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Contact, Customer

WRITTEN_TO = (Channel.EMAIL, Channel.SMS)
# A voice message rang on the contact's phone, or on the mobile where there is none.
_FIELDS = {
    Channel.EMAIL: ("email",),
    Channel.SMS: ("mobile",),
    Channel.VOICE: ("phone", "mobile"),
}


def recipient_of(customer: Customer, contact: Contact | None, channel: str) -> str:
    """The address or number as it is today; a letter's address on one line."""
    if channel == Channel.LETTER:
        city = f"{customer.postal_code} {customer.city}".strip()
        parts = [customer.name, *customer.street.splitlines(), city, customer.country]
        return ", ".join(part for part in parts if part)[:400]
    if contact is None:
        return ""
    if channel == Channel.VOICE:
        return contact.voice_number
    return contact.email if channel == Channel.EMAIL else contact.mobile


def mark_addresses(communications: Iterable[Communication], state: str) -> None:
    """What became of messages says of their addresses; an opted-out one stays so.

    It says nothing of an address that took its place since. Nor does one that is taken while the
    one before comes back make an address good again.
    """
    settled = {AddressState.OPTED_OUT, AddressState(state)}
    if state == AddressState.GOOD:
        settled.add(AddressState.BOUNCED)
    contacts: dict[str, set[int]] = {}
    went_to: set[str] = set()
    for one in communications:
        if one.channel == Channel.LETTER:
            _mark_post(one, state, settled)
        elif one.contact_id:
            went_to.add(one.recipient)
            for name in _FIELDS.get(Channel(one.channel), ()):
                contacts.setdefault(name, set()).add(one.contact_id)
    for name, ids in contacts.items():
        theirs = Contact.objects.filter(pk__in=ids, **{f"{name}__in": went_to})
        theirs.exclude(**{f"{name}_state__in": settled}).update(**{f"{name}_state": state})


def _mark_post(letter: Communication, state: str, settled: set[AddressState]) -> None:
    for customer in Customer.objects.filter(pk=letter.customer_id).exclude(post_state__in=settled):
        if recipient_of(customer, None, Channel.LETTER) == letter.recipient:
            Customer.objects.filter(pk=customer.pk).update(post_state=state)


def shut_address(communication: Communication, state: AddressState, *, at: dt.datetime) -> None:
    """It bounced, or its owner said stop: nothing goes there any more, whoever has it.

    What a replay's people answer is invented, and says nothing of an address of other companies.
    """
    mark_addresses([communication], state)
    if communication.channel not in WRITTEN_TO or communication.company.is_replay:
        return
    if state == AddressState.OPTED_OUT:
        stop_address(address=communication.recipient, at=at)
    else:
        give_up_address(address=communication.recipient, at=at)
