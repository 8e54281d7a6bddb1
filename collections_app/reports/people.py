"""Whom to call at a customer, in order."""

from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from collections_app.customers.models import Contact, Customer
from collections_app.dunning.composing import ASKED_FIRST


def whom_to_call(customer: Customer) -> list[Contact]:
    """Those with a number first, and of them accounts payable and payers."""
    return sorted(customer.contacts.all(), key=_order)


def _order(contact: Contact) -> tuple[bool, bool, int]:
    has_number = bool(contact.phone or contact.mobile)
    return not has_number, not set(ASKED_FIRST) & set(contact.roles), contact.pk


def name_to_call(customer: OuterRef) -> Subquery:
    """The name of the first of them, for many rows at once; empty for a desk."""
    no_number = Case(When(phone="", mobile="", then=Value(1)), default=Value(0))
    not_asked = Case(
        When(Q(roles__overlap=[role.value for role in ASKED_FIRST]), then=Value(0)),
        default=Value(1),
    )
    first = Contact.objects.filter(customer=customer).order_by(no_number, not_asked, "pk")
    return Subquery(first.values("name")[:1])
