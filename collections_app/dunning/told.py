"""What customers were told before: accepted notices, and SMS to a number they share."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.facts import Told
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.dunning.timing import MONTH_WINDOW_DAYS
from collections_app.lib.many import among


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
    )
    latest = accepted.order_by("customer", "-accepted_on", "-id").distinct("customer")
    recent = Q(accepted_on__gt=day - dt.timedelta(MONTH_WINDOW_DAYS))
    return list(
        accepted.filter(recent | Q(pk__in=latest.values("pk"))).order_by("accepted_on", "id")
    )


def texted(
    company: Company, contacts: Iterable[Contact], *, modes: Sequence[str], day: dt.date
) -> defaultdict[int, list[dt.date]]:
    """Per customer, the days of the last 30 on which one of its numbers got an SMS.

    Two customers may share a number: pressure is felt by the one who holds the phone.
    """
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for one in contacts:
        if one.takes_sms:
            holders[one.mobile].add(one.customer_id)
    days: defaultdict[int, list[dt.date]] = defaultdict(list)
    since = dt.datetime.combine(day - dt.timedelta(MONTH_WINDOW_DAYS), dt.time(), company.zone)
    sent = Communication.objects.filter(
        channel=Channel.SMS,
        recipient__in=holders,
        mode__in=modes,
        sent_at__gte=since,
    )
    for number, at in sent.values_list("recipient", "sent_at"):
        assert at is not None  # the filter asks for sent ones
        for customer_id in holders[number]:
            days[customer_id].append(company.day_of(at))
    return days
