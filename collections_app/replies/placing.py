"""Whose a mail is: by our own identifier in it, else by its sender where that is one customer's."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet

from collections_app.communications.choices import Channel, Direction
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.customers.queries import has_address, is_written
from collections_app.lib.addresses import ascii_form
from collections_app.lib.plus_addresses import without_token
from collections_app.replies.free_mail import is_for_everybody
from collections_app.replies.headers import addresses_in, our_ids
from collections_app.replies.models import Mailbox
from collections_app.replies.reading import Read
from collections_app.users.models import User


def communication_named(ids: Iterable[UUID]) -> Communication | None:
    """The first of our mails that is named; nobody can guess an identifier."""
    order = list(ids)
    named = Communication.objects.filter(
        pk__in=order,
        channel=Channel.EMAIL,
        direction=Direction.OUT,
        company__is_replay=False,
    )
    return min(named, key=lambda one: order.index(one.pk), default=None)


def communication_answered(read: Read) -> Communication | None:
    """By what it says it answers, else by the token of the address that it was sent to."""
    return communication_named(read.names) or communication_named(sorted(read.tokens))


def company_addressed(read: Read, box: Mailbox) -> Company | None:
    """The one that the mail was sent to, or whose mailbox it is; where only one is at work, it."""
    at_work, addressed = _companies_at_work(), {*map(_compared, read.addressed)}
    theirs = [one for one in at_work if _addresses_of(one) & addressed]
    theirs = theirs or [one for one in at_work if _addresses_of(one) & {*addresses_in(box.name)}]
    candidates = theirs or at_work
    return candidates[0] if len(candidates) == 1 else None


def _companies_at_work() -> list[Company]:
    return list(Company.objects.filter(is_replay=False).order_by("pk"))


def _addresses_of(company: Company) -> set[str]:
    return {ascii_form(one) for one in (company.reply_to, company.sender_email) if one}


def _compared(address: str) -> str:
    """As one of ours is: without a token of ours behind it."""
    return without_token(ascii_form(address))


def is_ours(address: str) -> bool:
    """Whether a company writes from there, or is written to."""
    return any(_compared(address) in _addresses_of(one) for one in _companies_at_work())


def whom_it_was_sent_to(read: Read) -> list[str]:
    """Of our addresses without the token of a message; another's may end like one."""
    return sorted({without_token(one) if is_ours(one) else one for one in read.addressed})


def by_whoever_wrote(read: Read) -> Read:
    """A group or a form sends from our address what somebody else wrote, whom it names."""
    is_handed_on = read.writes_for and is_ours(read.sender) and not is_ours(read.writes_for)
    return replace(read, sender=read.writes_for) if is_handed_on else read


def is_own(read: Read) -> bool:
    """A copy of what went out: by its name, or from our address and no answer to ours.

    A company here that owes another one here is its customer.
    """
    if our_ids(read.message_id):
        return True
    return is_ours(read.sender) and not read.names and not is_contact(read.sender)


def is_colleague(read: Read, company: Company | None, *, answers: bool) -> bool:
    """Who works for a company here, or is of its own domain and does not answer a mail of ours."""
    if not read.sender or is_contact(read.sender):
        return False
    if is_ours(read.sender) or User.objects.filter(email__iexact=read.sender).exists():
        return True
    domain = ascii_form(read.sender).rpartition("@")[2]
    own = {one.rpartition("@")[2] for one in _addresses_of(company)} if company else set()
    return not answers and domain in own and not is_for_everybody(domain)


def is_contact(address: str) -> bool:
    """Whether anybody knows it as a customer's; a replay's people are not real."""
    return contacts_at(address).exists() if address else False


def contacts_at(address: str) -> QuerySet[Contact]:
    return Contact.objects.filter(has_address(address), customer__company__is_replay=False)


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
    found = customer.contacts.filter(is_written("email", address)).order_by("pk").first()
    if found is None and named and ascii_form(named.recipient) == ascii_form(address):
        return named.contact
    return found
