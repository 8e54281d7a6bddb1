"""What a promise still asks for, and what came in for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Max, Q, QuerySet, Sum

from collections_app.disputes.choices import Result
from collections_app.disputes.models import Dispute
from collections_app.invoices.models import Invoice
from collections_app.payments.models import Allocation
from collections_app.promises.choices import State
from collections_app.promises.models import Promise, PromiseLine
from collections_app.promises.rules import ZERO, Movement


def agreed_with(promise: Promise) -> QuerySet[Promise]:
    """The instalments that it is one of, or it alone."""
    alone = Q(pk=promise.pk)
    return Promise.objects.filter(Q(plan=promise.plan) if promise.plan else alone)


def _standing_with(promise: Promise) -> QuerySet[Promise]:
    """The same without those whose place another promise took."""
    return agreed_with(promise).exclude(state=State.SUPERSEDED)


def received_for(promise: Promise, last_day: dt.date) -> Decimal:
    """What came in for its invoices from when it was made to `last_day`.

    Of what came in for instalments the earlier ones take their part first.
    """
    agreed = _standing_with(promise)
    came = sum((one.came for one in _movements(agreed, promise.made_on, last_day)), ZERO)
    earlier = agreed.filter(promised_for__lt=promise.promised_for)
    return max(came - (earlier.aggregate(total=Sum("amount"))["total"] or ZERO), ZERO)


def _movements(agreed: QuerySet[Promise], made_on: dt.date, last_day: dt.date) -> list[Movement]:
    lines = PromiseLine.objects.filter(promise__in=agreed).values_list("invoice")
    open_then = dict(lines.annotate(most=Max("open_then")))
    in_time, late = _paid(open_then, made_on, last_day)
    credited = _credited(open_then, made_on)
    return [
        Movement(
            open_then=open_then[one.pk],
            open_now=one.balance,
            in_time=in_time[one.pk],
            late=late[one.pk],
            credited=credited.get(one.pk, ZERO),
            is_settled_late=one.settled_on is not None and one.settled_on > last_day,
        )
        for one in Invoice.objects.filter(pk__in=open_then)
    ]


def _paid(
    invoices: Iterable[int], made_on: dt.date, last_day: dt.date
) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """What known payments settle of each invoice, up to the last day and after it."""
    in_time: dict[int, Decimal] = defaultdict(Decimal)
    late: dict[int, Decimal] = defaultdict(Decimal)
    allocations = Allocation.objects.filter(
        invoice__in=invoices, undone_at__isnull=True, payment__received_on__gte=made_on
    )
    rows = allocations.values_list("invoice", "amount", "payment__received_on")
    for id, amount, received_on in rows:
        (late if received_on > last_day else in_time)[id] += amount
    return in_time, late


def _credited(invoices: Iterable[int], made_on: dt.date) -> dict[int, Decimal]:
    """What of each invoice's fall was a credit of ours."""
    seen = Dispute.objects.filter(invoice__in=invoices, credit_ended_on__gte=made_on)
    return dict(seen.values_list("invoice").annotate(total=Sum("credited")))


def asked_of(promise: Promise) -> Decimal:
    """What is to come for it: what is disputed or was credited since does not have to.

    Of instalments the later ones give way first.
    """
    lines = list(promise.lines.all())
    ids = [one.invoice_id for one in lines]
    conceded, taken = _conceded(ids, promise.made_on), _promised_before(promise)
    parts = [
        min(
            one.amount,
            one.open_then - conceded.get(one.invoice_id, ZERO) - taken.get(one.invoice_id, ZERO),
        )
        for one in lines
    ]
    return sum((max(part, ZERO) for part in parts), ZERO)


def _promised_before(promise: Promise) -> dict[int, Decimal]:
    """What earlier instalments lay on each invoice."""
    before = _standing_with(promise).filter(promised_for__lt=promise.promised_for)
    lines = PromiseLine.objects.filter(promise__in=before).values_list("invoice")
    return dict(lines.annotate(total=Sum("amount")))


def _conceded(invoices: Sequence[int], made_on: dt.date) -> dict[int, Decimal]:
    """What of each invoice is disputed, or was credited from that day on."""
    counts = Q(settled_on__isnull=True) | Q(result=Result.CREDITED, settled_on__gte=made_on)
    rows = Dispute.objects.filter(counts, invoice__in=invoices).values_list("invoice")
    return dict(rows.annotate(total=Sum("amount")))
