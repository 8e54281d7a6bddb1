"""The way to the page for customers: a link of its own in each mail, and whom it lets in."""

import datetime as dt
import re
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from collections_app.communications.choices import Channel, State
from collections_app.communications.models import Communication, PageLink
from collections_app.communications.values import Given
from collections_app.companies.models import Company
from collections_app.customers.choices import AddressState
from collections_app.history.actions import record
from collections_app.lib.tokens import hash_of

GOOD_FOR = dt.timedelta(days=60)
EXAMPLE = "example"  # stands in what is only looked at, and opens nothing
# Whoever reads the mail has it; before that, and once it came back, nobody does.
OPENS = (State.SENDING, State.SENT, State.DELIVERED, State.UNKNOWN)


def leads_to_page(company: Company, given: Given) -> bool:
    """A mail that asks for something, of a company that has the page."""
    return company.has_customer_page and given.channel == Channel.EMAIL and bool(given.owed)


def address_of(token: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse('customer_page:page', args=[token])}"


def as_looked_at(text: str) -> str:
    """The text of a message as a look at it shows it: whatever is written has a link of its own."""
    shown = address_of(EXAMPLE)
    before, _, after = map(re.escape, shown.partition(EXAMPLE))
    return re.sub(rf"{before}[\w-]+{after}", shown, text)


def keep_link(communication: Communication, token: str, *, at: dt.datetime) -> None:
    """The link of a message; one that was written anew has another."""
    link = PageLink(communication=communication, token_hash=hash_of(token))
    link.expires_at = at + GOOD_FOR
    PageLink.objects.bulk_create(
        [link],
        update_conflicts=True,
        unique_fields=["communication"],
        update_fields=["token_hash", "expires_at"],
    )


def links_that_open(at: dt.datetime) -> QuerySet[PageLink]:
    """Those that let somebody in.

    Not where its reader was not the one to ask.
    """
    sent = PageLink.objects.filter(
        ended_at__isnull=True,
        expires_at__gt=at,
        communication__state__in=OPENS,
        communication__company__has_customer_page=True,
    )
    gone = Q(communication__contact__email_state=AddressState.BOUNCED)
    return sent.exclude(gone)


def link_named(token: str, *, at: dt.datetime) -> PageLink | None:
    """The link that an address means, with its message, customer and company."""
    found = links_that_open(at).filter(token_hash=hash_of(token))
    return found.select_related(
        "communication__customer__company", "communication__contact"
    ).first()


def end_links_to(*, customer_id: int, addresses: Iterable[str], by: str, at: dt.datetime) -> None:
    """Nobody who reads there is asked any more, whatever becomes of the contact."""
    theirs = PageLink.objects.filter(
        communication__customer=customer_id, communication__recipient__in=addresses
    )
    for link in theirs.filter(ended_at__isnull=True).select_related("communication"):
        end_link(link=link, by=by, at=at)


def end_link(*, link: PageLink, by: str, at: dt.datetime) -> None:
    """It opens nothing any more."""
    if PageLink.objects.filter(pk=link.pk, ended_at__isnull=True).update(ended_at=at, ended_by=by):
        of = link.communication
        record(
            kind="page_link.ended",
            subject=("communication", of.pk),
            by=by,
            at=at,
            company_id=of.company_id,
            customer_id=of.customer_id,
        )
