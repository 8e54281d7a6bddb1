"""What customers were told before: accepted notices, and machines at a number they share."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Max, Q, Sum
from django.db.models.functions import Coalesce

from collections_app.communications.choices import BY_NUMBER, State
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact
from collections_app.dunning.choices import NoticeState, Track
from collections_app.dunning.facts import Told
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.dunning.timing import MONTH_WINDOW_DAYS
from collections_app.lib.many import among
from collections_app.payments.models import Allocation


def told_to(
    customer_ids: Sequence[int], *, modes: Sequence[str], day: dt.date
) -> defaultdict[int, list[Told]]:
    """Accepted notices of the last 30 days, and the last one with its invoices; oldest first."""
    notices = _notices(customer_ids, modes, day)
    last = {one.customer_id: one for one in notices}
    listed = defaultdict(set)
    lines = NoticeLine.objects.filter(notice__in=among(one.pk for one in last.values()))
    for notice_id, invoice_id in lines.values_list("notice_id", "invoice_id"):
        listed[notice_id].add(invoice_id)
    told: defaultdict[int, list[Told]] = defaultdict(list)
    for one in notices:
        if one.accepted_on:
            ids = frozenset(listed[one.pk])
            told[one.customer_id].append(Told(one.accepted_on, one.wording, one.wording_rank, ids))
    return told


def _notices(customer_ids: Sequence[int], modes: Sequence[str], day: dt.date) -> list[Notice]:
    accepted = Notice.objects.filter(
        customer__in=among(customer_ids), state=NoticeState.ACCEPTED, mode__in=modes
    ).exclude(track=Track.THANKS)  # it asks for nothing, and so it presses nobody
    latest = accepted.order_by("customer", "-accepted_on", "-id").distinct("customer")
    recent = Q(accepted_on__gt=day - dt.timedelta(MONTH_WINDOW_DAYS))
    return list(
        accepted.filter(recent | Q(pk__in=latest.values("pk"))).order_by("accepted_on", "id")
    )


def paid_since_told(company: Company, told: Mapping[int, Sequence[Told]]) -> dict[int, dt.date]:
    """Per customer, the day on which money was last laid on what its last notice listed."""
    of = {id: customer for customer, notices in told.items() for id in notices[-1].invoice_ids}
    days: dict[int, dt.date] = {}
    for invoice_id, at in money_laid(of).items():
        on, customer_id = company.day_of(at), of[invoice_id]
        days[customer_id] = max(on, days.get(customer_id, on))
    return days


def money_laid(invoice_ids: Iterable[int]) -> dict[int, dt.datetime]:
    """Per invoice that was paid, in part at least, when money was last laid on it."""
    standing = Allocation.objects.filter(invoice__in=among(invoice_ids), undone_at__isnull=True)
    sums = standing.values("invoice").annotate(total=Sum("amount"), last=Max("allocated_at"))
    return dict(sums.filter(total__gt=0).values_list("invoice", "last"))


def thanked(customer_ids: Sequence[int], *, modes: Sequence[str]) -> dict[int, dt.date]:
    """Per customer, the day of the last thank-you."""
    thanks = Notice.objects.filter(
        customer__in=among(customer_ids),
        track=Track.THANKS,
        state=NoticeState.ACCEPTED,
        mode__in=modes,
    )
    return dict(thanks.values_list("customer_id").annotate(last=Max("accepted_on")))


def texted(
    company: Company, contacts: Iterable[Contact], *, modes: Sequence[str], day: dt.date
) -> defaultdict[int, list[dt.date]]:
    """Per customer, the days of the last 30 on which one of its numbers got an SMS or a call.

    Two customers may share a number: pressure is felt by the one who holds the phone.
    """
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for one in contacts:
        if one.takes_sms:
            holders[one.mobile].add(one.customer_id)
        if one.takes_voice:
            holders[one.voice_number].add(one.customer_id)
    days: defaultdict[int, list[dt.date]] = defaultdict(list)
    since = dt.datetime.combine(day - dt.timedelta(MONTH_WINDOW_DAYS), dt.time(), company.zone)
    went_or_may_have = Q(sent_at__isnull=False) | Q(state__in=[State.SENDING, State.UNKNOWN])
    rung = Communication.objects.filter(
        went_or_may_have, channel__in=BY_NUMBER, recipient__in=holders, mode__in=modes
    ).annotate(at=Coalesce("sent_at", "send_after"))
    for number, at in rung.filter(at__gte=since).values_list("recipient", "at"):
        for customer_id in holders[number]:
            days[customer_id].append(company.day_of(at))
    return days
