"""What ended and lets an invoice go on: a hold, a dispute, a says-paid, a promise not kept."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Max, QuerySet

from collections_app.disputes.models import Dispute
from collections_app.dunning.choices import HoldReason
from collections_app.dunning.models import Hold
from collections_app.promises.choices import Found
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import Promise, PromiseLine, SaysPaid

BROKEN = (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)
Release = tuple[dt.date | None, str]  # the day and a code


def broken_on(invoices: Any) -> QuerySet[PromiseLine, tuple[int, dt.date]]:
    """Invoices, and the day on which their last broken promise was judged."""
    lines = PromiseLine.objects.filter(invoice__in=invoices, promise__state__in=BROKEN)
    return lines.values_list("invoice_id").annotate(last=Max("promise__judged_on"))


def running_until(customers: Any) -> QuerySet[Promise, tuple[int, dt.date]]:
    """Customers, and the last date of their open promises."""
    rows = Promise.objects.filter(customer__in=customers, state=PromiseState.OPEN)
    return rows.values_list("customer_id").annotate(last=Max("promised_for"))


def not_found_on(invoices: Any) -> QuerySet[SaysPaid, tuple[int, dt.date | None]]:
    """Invoices, and the day on which money for them was looked for in vain."""
    searched = SaysPaid.objects.filter(invoice__in=invoices, state=Found.NOT_FOUND)
    return searched.values_list("invoice_id", "ended_on")


def releases(
    invoices_of: Mapping[int, Sequence[int]],
    broken: Mapping[int, dt.date],
    disputes: Iterable[Dispute],
    holds_over: Iterable[Hold],
    not_found: Iterable[tuple[int, dt.date | None]],
) -> defaultdict[int, list[Release]]:
    """Per invoice, what was released; `invoices_of` has ids by customer."""
    found: defaultdict[int, list[Release]] = defaultdict(list)
    for invoice_id, on in broken.items():
        found[invoice_id].append((on, "promise_not_kept"))
    for one in disputes:
        if one.settled_on:
            released_on = one.credit_ended_on or one.settled_on
            found[one.invoice_id].append((released_on, "dispute_settled"))
    for invoice_id, ended_on in not_found:
        found[invoice_id].append((ended_on, "money_not_found"))
    for invoice_id, over_on, code in let_go(invoices_of, holds_over):
        found[invoice_id].append((over_on, code))
    return found


def let_go(
    invoices_of: Mapping[int, Sequence[int]], holds: Iterable[Hold]
) -> Iterable[tuple[int, dt.date, str]]:
    """Per invoice, the day from which a hold lets it go on; one of the customer is one of each.

    Only a pause that the customer asked for is told as one; the others were our own affair.
    """
    for hold in holds:
        held = [hold.invoice_id] if hold.invoice_id else invoices_of.get(hold.customer_id, ())
        code = "hold_over" if hold.reason == HoldReason.ASKED else "resumed"
        for invoice_id in held:
            yield invoice_id, hold.ended_on or hold.until_on, code
