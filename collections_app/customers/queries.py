"""What is known of addresses."""

from functools import reduce
from operator import or_

from django.db.models import Q

from collections_app.customers.choices import USABLE
from collections_app.customers.models import Customer, DeadAddress, StoppedAddress
from collections_app.lib.addresses import spellings


def has_address(address: str) -> Q:
    """Of contacts: whose e-mail address, in whatever way it is written, or whose mobile it is.

    Nearly all addresses have one spelling, and none is rewritten that somebody typed.
    """
    if "@" not in address:
        return Q(mobile=address)
    return is_written("email", address)


def is_written(field: str, address: str) -> Q:
    """Whether that field holds this e-mail address."""
    return reduce(or_, (Q(**{f"{field}__iexact": one}) for one in spellings(address)))


def takes_mail_at(customer: Customer, address: str) -> bool:
    """Whether mail may go there: its owner did not say stop, and nothing bounced.

    Also of an address that no contact of the customer has: somebody wrote from it.
    """
    theirs = list(customer.contacts.filter(is_written("email", address)))
    known = {"address__in": spellings(address)}
    if not address or StoppedAddress.objects.filter(**known).exists():
        return False
    if theirs:
        return all(one.email_state in USABLE for one in theirs)
    return not DeadAddress.objects.filter(**known).exists()
