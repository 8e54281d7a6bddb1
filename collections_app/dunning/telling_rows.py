"""The rows behind a message to one customer, read in one query."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Q

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.models import Customer
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Entry, Notice, NoticeLine
from collections_app.dunning.queries import counted_modes
from collections_app.dunning.rows import CUSTOMER, DAY
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.lib.given import Given
from collections_app.lib.many import among
from collections_app.lib.together import Asked, Question
from collections_app.payments.models import Payment
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import Promise

JUDGED_TOLD = (PromiseState.PARTLY_KEPT, PromiseState.BROKEN)


@dataclass(frozen=True)
class TellingRows:
    """What happened to some invoices of a customer, and what else is open, on a day."""

    reached: Iterable[tuple[int, str, dt.date]]
    written: Iterable[tuple[int, str, dt.date]]
    notices: Iterable[Notice]
    settled: Iterable[NoticeLine]
    credit_notes: Iterable[Invoice]
    unapplied: Iterable[Payment]
    upcoming: Iterable[Invoice]
    calls: Iterable[Communication]
    promises: Iterable[Promise]


def telling_rows(
    customer: Customer, invoice_ids: Sequence[int], day: dt.date, mode: str
) -> TellingRows:
    question = _question(*counted_modes(mode))
    return TellingRows(**question.ask(customer=customer.pk, invoices=list(invoice_ids), day=day))


@cache
def _question(*modes: str) -> Question:
    invoices = Given("invoices", ArrayField(BigIntegerField()))
    return Question(
        _of_invoices(modes, invoices) | _of_notices(modes, invoices) | _of_customer(invoices)
    )


def _of_invoices(modes: Sequence[str], invoices: Given) -> dict[str, Asked]:
    told = NoticeLine.objects.filter(
        invoice__in=among(invoices),
        notice__isnull=False,
        void=False,
        mode__in=modes,
        accepted_on__lte=DAY,
        rank__gt=0,
    )
    reached = Entry.objects.filter(invoice__in=among(invoices)).exclude(reached="")
    # What came of promises, and those ahead that are not asked for here: the ones that pause.
    ahead = Q(state=PromiseState.OPEN, pauses=True, promised_for__gt=DAY)
    promises = Promise.objects.filter(
        ahead | Q(state__in=JUDGED_TOLD), lines__invoice__in=among(invoices)
    )
    return {
        "reached": reached.values_list("invoice_id", "reached", "reached_on"),
        "written": told.order_by("accepted_on", "pk").values_list(
            "invoice_id", "level", "accepted_on"
        ),
        "promises": promises.distinct().order_by("promised_for", "pk"),
    }


def _of_notices(modes: Sequence[str], invoices: Given) -> dict[str, Asked]:
    accepted = Notice.objects.filter(
        customer=CUSTOMER,
        state=NoticeState.ACCEPTED,
        mode__in=modes,
        accepted_on__lte=DAY,
    )
    last = accepted.order_by("-accepted_on", "-pk").values("pk")[:1]
    settled = NoticeLine.objects.filter(notice__in=last, invoice__balance=0)
    return {
        "notices": accepted.filter(rank__gt=0, lines__invoice__in=among(invoices)).distinct(),
        "settled": settled.select_related("invoice").order_by("invoice__due_on", "invoice_id"),
    }


def _of_customer(invoices: Given) -> dict[str, Asked]:
    mine = Invoice.objects.filter(customer=CUSTOMER)
    upcoming = mine.filter(kind=Kind.INVOICE, due_on__gte=DAY, demandable__gt=0)
    calls = Communication.objects.filter(customer=CUSTOMER, channel=Channel.CALL)
    return {
        "credit_notes": mine.filter(kind=Kind.CREDIT_NOTE, balance__gt=0, issued_on__lte=DAY),
        "unapplied": Payment.objects.filter(customer=CUSTOMER, unapplied__gt=0),
        "upcoming": upcoming.exclude(pk__in=among(invoices)).order_by("due_on", "pk"),
        "calls": calls.only("why", "created_at").order_by("created_at"),
    }
