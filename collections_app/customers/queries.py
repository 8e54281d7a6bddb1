"""What is known of addresses."""

from collections_app.customers.choices import USABLE
from collections_app.customers.models import Customer, DeadAddress, StoppedAddress


def takes_mail_at(customer: Customer, address: str) -> bool:
    """Whether mail may go there: its owner did not say stop, and nothing bounced.

    Also of an address that no contact of the customer has: somebody wrote from it.
    """
    theirs = list(customer.contacts.filter(email__iexact=address))
    known = {"address": address.lower()}
    if not address or StoppedAddress.objects.filter(**known).exists():
        return False
    if theirs:
        return all(one.email_state in USABLE for one in theirs)
    return not DeadAddress.objects.filter(**known).exists()
