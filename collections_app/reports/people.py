"""Whom to call at a customer, in order."""

from collections_app.customers.models import Contact, Customer
from collections_app.dunning.composing import ASKED_FIRST


def whom_to_call(customer: Customer) -> list[Contact]:
    """Those with a number first, and of them accounts payable and payers."""
    return sorted(customer.contacts.all(), key=_order)


def _order(contact: Contact) -> tuple[bool, bool, int]:
    has_number = bool(contact.phone or contact.mobile)
    return not has_number, not set(ASKED_FIRST) & set(contact.roles), contact.pk
