"""What is known of addresses."""

from collections_app.customers.choices import USABLE
from collections_app.customers.models import Customer, StoppedAddress


def takes_mail_at(customer: Customer, address: str) -> bool:
    """Whether mail may go there: its owner did not say stop, and nothing bounced.

    Also of an address that no contact of the customer has: somebody wrote from it.
    """
    theirs = customer.contacts.filter(email__iexact=address)
    is_stopped = StoppedAddress.objects.filter(address=address.lower()).exists()
    return bool(address) and not is_stopped and not theirs.exclude(email_state__in=USABLE).exists()
