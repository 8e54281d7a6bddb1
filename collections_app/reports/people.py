"""Whom to call at a customer, in order."""

from collections.abc import Iterable

from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Contact
from collections_app.dunning.composing import ASKED_FIRST

SPOKE = ("reached", "refused")  # outcomes of a call in which the right person spoke with us


def whom_to_call(contacts: Iterable[Contact]) -> list[Contact]:
    """Those with a number first, and of them accounts payable and payers."""
    return sorted(contacts, key=_order)


def _order(contact: Contact) -> tuple[bool, bool, int]:
    return not contact.number, not set(ASKED_FIRST) & set(contact.roles), contact.pk


def _works(name: str) -> Q:
    return ~Q(**{name: ""}) & ~Q(**{f"{name}_state": AddressState.BOUNCED})


def spoke_at() -> Subquery:
    """When somebody last spoke with a contact, for a query of contacts."""
    spoken = Communication.objects.filter(
        contact=OuterRef("pk"),
        channel=Channel.CALL,
        why__outcome__in=SPOKE,
    )
    return Subquery(spoken.order_by("-created_at").values("created_at")[:1])


def name_to_call(customer: OuterRef) -> Subquery:
    """The name of the first with a number, for many rows at once; empty for a desk."""
    not_asked = Case(
        When(Q(roles__overlap=[role.value for role in ASKED_FIRST]), then=Value(0)),
        default=Value(1),
    )
    callable = Contact.objects.filter(_works("phone") | _works("mobile"), customer=customer)
    return Subquery(callable.order_by(not_asked, "pk").values("name")[:1])
