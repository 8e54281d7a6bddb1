"""Writing about customers."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from collections_app.customers.choices import AddressState
from collections_app.customers.models import Contact, Customer, DeadAddress, StoppedAddress
from collections_app.customers.queries import has_address
from collections_app.history.actions import event, record_all
from collections_app.lib.addresses import spellings
from collections_app.lib.many import among
from collections_app.users.models import User

NEXT_WALK = dt.date.min


def look_at(*, customer_ids: Iterable[int]) -> None:
    """Something happened: the next walk looks at these customers, whatever day it walks."""
    Customer.objects.filter(pk__in=among(customer_ids)).update(look_on=NEXT_WALK)


def lock_customers(*, customer_ids: Iterable[int]) -> list[int]:
    """Lock these customers for the transaction, in one order, before anything of theirs moves.

    The ids of those there are.
    """
    locked = Customer.objects.select_for_update().filter(pk__in=among(customer_ids))
    return list(locked.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def assign(*, customer_ids: Iterable[int], to: User | None, by: str, at: dt.datetime) -> int:
    """These customers are that person's from now on, or nobody's; for how many that is new."""
    ids = lock_customers(customer_ids=customer_ids)
    moved = Customer.objects.filter(pk__in=among(ids))
    moved = moved.exclude(collector=to) if to else moved.exclude(collector=None)
    before = list(moved.order_by("pk"))
    record_all(
        event(
            kind="customer.assigned",
            subject=("customer", one.pk),
            by=by,
            at=at,
            company_id=one.company_id,
            customer_id=one.pk,
            values={"from": one.collector_id, "to": to and to.pk},
        )
        for one in before
    )
    Customer.objects.filter(pk__in=among(one.pk for one in before)).update(collector=to)
    return len(before)


def stop_address(*, address: str, at: dt.datetime, is_complaint: bool = False) -> list[Contact]:
    """Its owner said stop: nothing goes there any more, whoever has it or gets it later.

    The contacts that were stopped by this word. An e-mail address is kept in small letters, in each
    way in which it may be written; who complained said more than who said stop before.
    """
    for spelling in spellings(address):
        StoppedAddress.objects.get_or_create(address=spelling, defaults={"stopped_at": at})
    if is_complaint:
        _stopped(address).update(is_complaint=True)
    if _at(address).filter(**{_state_field(address): AddressState.BOUNCED}).exists():
        _remember_dead(address, at)
    return _set_state(address, AddressState.OPTED_OUT, _at(address))


def give_up_address(*, address: str, at: dt.datetime) -> None:
    """It is nobody's: no contact who has it is written to there; who said stop still did."""
    _remember_dead(address, at)
    others = _at(address).exclude(**{_state_field(address): AddressState.OPTED_OUT})
    _set_state(address, AddressState.BOUNCED, others)


def _remember_dead(address: str, at: dt.datetime) -> None:
    for spelling in spellings(address):
        DeadAddress.objects.get_or_create(address=spelling, defaults={"bounced_at": at})


def free_address(*, address: str) -> list[Contact]:
    """Its owner wants to be written to again: the contacts for whom that was undone.

    Consent is as it was, and what bounced before is still nobody's. A complaint stays: only a
    person undoes it.
    """
    if _stopped(address).filter(is_complaint=True).exists():
        return []
    _stopped(address).delete()
    stopped = _at(address).filter(**{_state_field(address): AddressState.OPTED_OUT})
    is_dead = _dead(address).exists()
    return _set_state(address, AddressState.BOUNCED if is_dead else AddressState.UNTRIED, stopped)


def allow_address(*, address: str) -> list[Contact]:
    """A person knows that it works, and that its owner agrees: the contacts who have it."""
    _stopped(address).delete()
    _dead(address).delete()
    field = _state_field(address)
    shut = _at(address).filter(**{f"{field}__in": [AddressState.OPTED_OUT, AddressState.BOUNCED]})
    return _set_state(address, AddressState.UNTRIED, shut)


def _at(address: str) -> QuerySet[Contact]:
    """A replay's people are not real."""
    theirs = Contact.objects.filter(has_address(address), customer__company__is_replay=False)
    return theirs.select_related("customer").order_by("pk")


def _stopped(address: str) -> QuerySet[StoppedAddress]:
    return StoppedAddress.objects.filter(address__in=spellings(address))


def _dead(address: str) -> QuerySet[DeadAddress]:
    return DeadAddress.objects.filter(address__in=spellings(address))


def _state_field(address: str) -> str:
    return "email_state" if "@" in address else "mobile_state"


def _set_state(address: str, state: str, contacts: QuerySet[Contact]) -> list[Contact]:
    field = _state_field(address)
    changed = list(contacts.exclude(**{field: state}))
    Contact.objects.filter(pk__in=[one.pk for one in changed]).update(**{field: state})
    look_at(customer_ids={one.customer_id for one in changed})
    return changed
