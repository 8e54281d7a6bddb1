"""Whose a mail is: by our own identifier in it, else by its sender where that is one customer's."""

from collections.abc import Iterable
from uuid import UUID

from collections_app.communications.choices import Channel, Direction
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.replies.reading import Read


def communication_named(ids: Iterable[UUID]) -> Communication | None:
    """The last of our mails that is named; nobody can guess an identifier."""
    named = Communication.objects.filter(
        pk__in=list(ids),
        channel=Channel.EMAIL,
        direction=Direction.OUT,
        company__is_replay=False,
    )
    return named.order_by("-created_at", "-pk").first()


def company_addressed(read: Read) -> Company | None:
    """The one that the mail was sent to; where only one is at work, that one."""
    at_work = list(Company.objects.filter(is_replay=False).order_by("pk"))
    addressed = [one for one in at_work if _addresses_of(one) & read.addressed]
    candidates = addressed or at_work
    return candidates[0] if len(candidates) == 1 else None


def _addresses_of(company: Company) -> set[str]:
    return {one.lower() for one in (company.reply_to, company.sender_email) if one}


def customer_of_sender(read: Read, company: Company | None) -> Customer | None:
    """None where nobody has the address, or several customers do."""
    if not read.sender:
        return None
    theirs = Contact.objects.filter(email__iexact=read.sender, customer__company__is_replay=False)
    if company is not None:
        theirs = theirs.filter(customer__company=company)
    ids = set(theirs.values_list("customer_id", flat=True)[:100])
    return Customer.objects.get(pk=ids.pop()) if len(ids) == 1 else None


def contact_of(customer: Customer, address: str, named: Communication | None) -> Contact | None:
    """Who wrote: whoever has the address, else the one to whom our mail went at that address."""
    found = customer.contacts.filter(email__iexact=address).order_by("pk").first()
    if found is None and named and named.recipient.lower() == address:
        return named.contact
    return found
