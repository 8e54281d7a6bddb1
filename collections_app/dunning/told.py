"""What customers were told before: accepted notices, and machines at a number they share."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from collections_app.communications.choices import BY_NUMBER, OWN_MAIL, State
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact
from collections_app.dunning.choices import NoticeState, Track
from collections_app.dunning.facts import Told
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.payments.models import Allocation


def told_of(
    notices: Iterable[Notice], listed_on: Iterable[tuple[int, int]]
) -> defaultdict[int, list[Told]]:
    """Per customer, the notices it was told by; `listed_on` has a notice and an invoice on it."""
    listed = defaultdict(set)
    for notice_id, invoice_id in listed_on:
        listed[notice_id].add(invoice_id)
    told: defaultdict[int, list[Told]] = defaultdict(list)
    for one in notices:
        if one.accepted_on:
            ids = frozenset(listed[one.pk])
            told[one.customer_id].append(Told(one.accepted_on, one.wording, one.wording_rank, ids))
    return told


def invoices_on(notices: Any) -> QuerySet[NoticeLine, tuple[int, int]]:
    return NoticeLine.objects.filter(notice__in=notices).values_list("notice_id", "invoice_id")


def notices_told(customers: Any, modes: Sequence[str], *, after: Any) -> QuerySet[Notice]:
    """Those after a day, and the last one; `customers` is what `in` takes."""
    recent = Q(accepted_on__gt=after)
    is_last = Q(pk__in=last_told(customers, modes).values("pk"))
    return _accepted(customers, modes).filter(recent | is_last).order_by("accepted_on", "id")


def last_told(customers: Any, modes: Sequence[str]) -> QuerySet[Notice]:
    latest_first = _accepted(customers, modes).order_by("customer", "-accepted_on", "-id")
    return latest_first.distinct("customer")


def _accepted(customers: Any, modes: Sequence[str]) -> QuerySet[Notice]:
    """A thank-you asks for nothing, and so it presses nobody."""
    return Notice.objects.filter(
        customer__in=customers, state=NoticeState.ACCEPTED, mode__in=modes
    ).exclude(track=Track.THANKS)


def paid_of(
    company: Company,
    told: Mapping[int, Sequence[Told]],
    laid: Iterable[tuple[int, dt.datetime]],
) -> dict[int, dt.date]:
    """Per customer, the day on which money was last laid on what its last notice listed."""
    of = {id: customer for customer, notices in told.items() for id in notices[-1].invoice_ids}
    days: dict[int, dt.date] = {}
    for invoice_id, at in laid:
        on, customer_id = company.day_of(at), of[invoice_id]
        days[customer_id] = max(on, days.get(customer_id, on))
    return days


def laid_on(invoices: Any) -> QuerySet[Allocation, tuple[int, dt.datetime]]:
    """Invoices that were paid, in part at least, and when money was last laid on them."""
    standing = Allocation.objects.filter(invoice__in=invoices, undone_at__isnull=True)
    sums = standing.values("invoice").annotate(total=Sum("amount"), last=Max("allocated_at"))
    return sums.filter(total__gt=0).values_list("invoice", "last")


def thanks(customers: Any, modes: Sequence[str]) -> QuerySet[Notice, tuple[int, dt.date]]:
    """Customers, and the day of their last thank-you."""
    gone = Notice.objects.filter(
        customer__in=customers, track=Track.THANKS, state=NoticeState.ACCEPTED, mode__in=modes
    )
    return gone.values_list("customer_id").annotate(last=Max("accepted_on"))


def texted_of(
    company: Company, contacts: Iterable[Contact], rung: Iterable[tuple[str, dt.datetime]]
) -> defaultdict[int, list[dt.date]]:
    """Per customer, the days of the last 30 on which one of its numbers got an SMS or a call.

    Two customers may share a number: pressure is felt by the one who holds the phone.
    """
    holders = numbers_of(contacts)
    days: defaultdict[int, list[dt.date]] = defaultdict(list)
    for number, at in rung:
        for customer_id in holders.get(number, ()):
            days[customer_id].append(company.day_of(at))
    return days


def numbers_of(contacts: Iterable[Contact]) -> dict[str, set[int]]:
    """The numbers that machines may text or ring, and the customers behind each."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for one in contacts:
        if one.takes_sms:
            holders[one.mobile].add(one.customer_id)
        if one.takes_voice:
            holders[one.voice_number].add(one.customer_id)
    return holders


def written_at(
    customers: Any, modes: Sequence[str], *, since: Any
) -> QuerySet[Communication, tuple[int, dt.datetime]]:
    """What people wrote of their own accord since then, but for what never went."""
    mails = Communication.objects.filter(
        customer__in=customers, purpose=OWN_MAIL, mode__in=modes, created_at__gte=since
    )
    never = [State.CANCELLED, State.FAILED, State.BOUNCED]
    return mails.exclude(state__in=never).values_list("customer", "created_at")


def rung_at(
    recipients: Q, modes: Sequence[str], *, since: Any
) -> QuerySet[Communication, tuple[str, dt.datetime]]:
    """What machines sent to numbers since then, or may have."""
    went_or_may_have = Q(sent_at__isnull=False) | Q(state__in=[State.SENDING, State.UNKNOWN])
    rung = Communication.objects.filter(
        went_or_may_have, recipients, channel__in=BY_NUMBER, mode__in=modes
    ).annotate(at=Coalesce("sent_at", "send_after"))
    return rung.filter(at__gte=since).values_list("recipient", "at")
