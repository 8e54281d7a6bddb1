"""A contact is written down, or what is known of one changes."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from collections_app.customers.actions import allow_address, look_at
from collections_app.customers.choices import USABLE, AddressState
from collections_app.customers.locking import locked
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.written_down import go_on_if_written_down
from collections_app.history.actions import record
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind

ADDRESSES = ("email", "mobile", "phone")
CONSENTS = ("sms", "voice")
NUMBERS = ("mobile", "phone")


class CannotSaveContact(Exception):
    """The contact is somebody else's, nothing names it, or a consent has no source."""


@dataclass(frozen=True)
class Details:
    """What is known of a contact; numbers in E.164, `consents` among sms and voice.

    `again_because` says how somebody knows that what bounced or was stopped may be used again.
    """

    name: str = ""
    salutation: str = ""
    roles: tuple[str, ...] = ()
    email: str = ""
    mobile: str = ""
    phone: str = ""
    consents: tuple[str, ...] = ()
    consent_source: str = ""
    again_because: str = ""


@locked("customer.pk")
def save_contact(
    *,
    customer: Customer,
    contact: Contact | None,
    details: Details,
    on: dt.date,
    by: str,
    at: dt.datetime,
    shown: Details | None = None,
) -> Contact:
    """A new contact, or changes to one; an address that is new has not been tried yet.

    `shown` is what stood in the fields before: what still says the same was not changed, and is
    left as it is known by now.
    """
    if contact is not None and contact.customer_id != customer.pk:
        raise CannotSaveContact(f"{contact} is no contact of {customer}.")
    if not (details.name or details.email or details.mobile or details.phone):
        raise CannotSaveContact("Give a name, an e-mail address or a number.")
    saved = _now(contact) or Contact(customer=customer)
    if shown:
        details = replace(details, **_unchanged(saved, details, shown))
    before = _known(saved)
    _write(saved, details, on)
    saved.save()
    if details.again_because:
        _use_again(saved, details.again_because, by, at)
    look_at(customer_ids=[customer.pk])
    if _has_new_address(saved, before):
        subject = ("customer", customer.pk)
        close_tasks(kind=TaskKind.FIX_CONTACT, subject=subject, by=by, at=at)
    go_on_if_written_down(customer=customer, by=by, at=at)
    changed = [name for name, value in _known(saved).items() if value != before[name]]
    _tell(saved, "contact.changed" if contact else "contact.added", changed, by, at)
    return saved


def _now(contact: Contact | None) -> Contact | None:
    """As the row is under the lock."""
    if contact is not None:
        contact.refresh_from_db(from_queryset=Contact.objects.select_related("customer"))
    return contact


def _unchanged(contact: Contact, details: Details, shown: Details) -> dict[str, Any]:
    known = {name: getattr(contact, name) for name in ("name", "salutation", *ADDRESSES)}
    known["roles"] = tuple(contact.roles)
    known["consents"] = consents_of(contact)
    return {one: value for one, value in known.items() if _is_same(one, details, shown)}


def _is_same(name: str, details: Details, shown: Details) -> bool:
    return bool(getattr(details, name) == getattr(shown, name))


def consents_of(contact: Contact) -> tuple[str, ...]:
    return tuple(one for one in CONSENTS if getattr(contact, f"{one}_consent_on"))


def _known(contact: Contact) -> dict[str, object]:
    names = ("name", "salutation", "roles", *ADDRESSES, "sms_consent_on", "voice_consent_on")
    return {name: getattr(contact, name) for name in names}


def _write(contact: Contact, details: Details, on: dt.date) -> None:
    numbers = contact.consented_numbers
    contact.name, contact.salutation = details.name, details.salutation
    contact.roles = list(details.roles)
    for name in ADDRESSES:
        address = getattr(details, name)
        if address != getattr(contact, name):
            setattr(contact, name, address)
            setattr(contact, f"{name}_state", AddressState.UNTRIED)
    sources = {name: getattr(contact, f"{name}_consent_source") for name in CONSENTS}
    contact.forget_consents(numbers)
    for name in CONSENTS:
        _write_consent(contact, name, details, on, source_before=sources[name])


def _write_consent(
    contact: Contact, name: str, details: Details, on: dt.date, *, source_before: str
) -> None:
    """A consent that stands keeps its day and its source; another number needs another source."""
    given, field = name in details.consents, f"{name}_consent_on"
    is_lost = bool(source_before) and getattr(contact, field) is None
    if given and is_lost and details.consent_source in ("", source_before):
        raise CannotSaveContact("It is another number: say how they consented to that one.")
    if given and getattr(contact, field) is None:
        if not details.consent_source:
            raise CannotSaveContact("Say how they consented: by e-mail, on the phone, in writing.")
        setattr(contact, field, on)
        setattr(contact, f"{name}_consent_source", details.consent_source)
    elif not given:
        setattr(contact, field, None)
        setattr(contact, f"{name}_consent_source", "")


def shut_addresses(contact: Contact) -> list[str]:
    """Where nothing is sent any more: it bounced, or its owner said stop."""
    known = ((contact.email, contact.email_state), (contact.mobile, contact.mobile_state))
    return [address for address, state in known if address and state not in USABLE]


def _use_again(contact: Contact, why: str, by: str, at: dt.datetime) -> None:
    """For everybody who has the address; consent is as it was."""
    contact.refresh_from_db()
    for address in shut_addresses(contact):
        for one in allow_address(address=address):
            record(
                kind="contact.address_allowed",
                subject=("contact", one.pk),
                by=by,
                at=at,
                company_id=one.customer.company_id,
                customer_id=one.customer_id,
                values={"address": address, "said": why},
            )


def _has_new_address(contact: Contact, before: dict[str, object]) -> bool:
    return any(
        getattr(contact, name) and getattr(contact, name) != before[name] for name in ADDRESSES
    )


@locked("contact.customer_id")
def mark_wrong_number(*, contact: Contact, on: dt.date, by: str, at: dt.datetime) -> None:
    """Nobody of this customer answers there: the number is not used, and somebody finds another.

    Who said stop there is still not to be written to.
    """
    number = contact.number
    fields = [f"{name}_state" for name in NUMBERS if number and getattr(contact, name) == number]
    for field in fields:
        if getattr(contact, field) != AddressState.OPTED_OUT:
            setattr(contact, field, AddressState.BOUNCED)
    contact.save(update_fields=fields)
    look_at(customer_ids=[contact.customer_id])
    open_task(
        company_id=contact.customer.company_id,
        customer_id=contact.customer_id,
        kind=TaskKind.FIX_CONTACT,
        subject=("customer", contact.customer_id),
        due_on=on,
        at=at,
        values={"channel": "sms", "address": number} if number else {},
    )
    _tell(contact, "contact.wrong_number", fields, by, at)


def _tell(contact: Contact, kind: str, changed: list[str], by: str, at: dt.datetime) -> None:
    record(
        kind=kind,
        subject=("contact", contact.pk),
        by=by,
        at=at,
        company_id=contact.customer.company_id,
        customer_id=contact.customer_id,
        values={"changed": changed, "name": contact.name},
    )
