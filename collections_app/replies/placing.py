"""Whose a mail is: by our own identifier in it, else by its sender where that is one customer's."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from collections_app.communications.choices import Channel, Direction
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.replies.headers import addresses_in
from collections_app.replies.models import Mailbox
from collections_app.replies.reading import Read

# Whoever has an address there is not a colleague of all the others.
FOR_EVERYBODY = frozenset(
    {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com"}
    | {"icloud.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "freenet.de", "posteo.de"}
)


def communication_named(ids: Iterable[UUID]) -> Communication | None:
    """The last of our mails that is named; nobody can guess an identifier."""
    named = Communication.objects.filter(
        pk__in=list(ids),
        channel=Channel.EMAIL,
        direction=Direction.OUT,
        company__is_replay=False,
    )
    return named.order_by("-created_at", "-pk").first()


def company_addressed(read: Read, box: Mailbox) -> Company | None:
    """The one that the mail was sent to, or whose mailbox it is; where only one is at work, it."""
    at_work = _companies_at_work()
    theirs = [one for one in at_work if _addresses_of(one) & read.addressed]
    theirs = theirs or [one for one in at_work if _addresses_of(one) & {*addresses_in(box.name)}]
    candidates = theirs or at_work
    return candidates[0] if len(candidates) == 1 else None


def _companies_at_work() -> list[Company]:
    return list(Company.objects.filter(is_replay=False).order_by("pk"))


def _addresses_of(company: Company) -> set[str]:
    return {one.lower() for one in (company.reply_to, company.sender_email) if one}


def is_ours(address: str) -> bool:
    """Whether a company writes from there, or is written to."""
    return any(address in _addresses_of(one) for one in _companies_at_work())


def is_colleague(address: str, company: Company | None) -> bool:
    """Somebody of the company's own domain, whom no customer has as a contact."""
    domain = address.rpartition("@")[2]
    own = {one.rpartition("@")[2] for one in _addresses_of(company)} if company else set()
    return domain in own - FOR_EVERYBODY and not is_contact(address)


def is_contact(address: str) -> bool:
    """Whether anybody knows it as a customer's; a replay's people are not real."""
    return contacts_at(address).exists() if address else False


def contacts_at(address: str) -> QuerySet[Contact]:
    return Contact.objects.filter(email__iexact=address, customer__company__is_replay=False)


def customer_of_sender(read: Read, company: Company | None) -> Customer | None:
    """None where nobody has the address, or several customers do."""
    if not read.sender:
        return None
    theirs = contacts_at(read.sender)
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
