"""The rows behind a message to one customer, read in one query."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.models import Customer
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Entry, Notice, NoticeLine
from collections_app.dunning.queries import counted_modes
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.lib.together import read_together
from collections_app.payments.models import Payment
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import Promise

JUDGED_TOLD = (PromiseState.PARTLY_KEPT, PromiseState.BROKEN)


class TellingRows:
    """What happened to these invoices of the customer, and what else is open, on that day."""

    def __init__(
        self, customer: Customer, invoice_ids: Sequence[int], day: dt.date, mode: str
    ) -> None:
        modes = counted_modes(mode)
        self.reached = (
            Entry.objects.filter(invoice__in=invoice_ids)
            .exclude(reached="")
            .values_list("invoice_id", "reached", "reached_on")
        )
        self.written = (
            NoticeLine.objects.filter(
                invoice__in=invoice_ids,
                notice__isnull=False,
                void=False,
                mode__in=modes,
                accepted_on__lte=day,
                rank__gt=0,
            )
            .order_by("accepted_on", "pk")
            .values_list("invoice_id", "level", "accepted_on")
        )
        accepted = Notice.objects.filter(
            customer=customer,
            state=NoticeState.ACCEPTED,
            mode__in=modes,
            accepted_on__lte=day,
        )
        self._of_notices(accepted, invoice_ids)
        self._open(customer, invoice_ids, day)
        self.calls: QuerySet[Communication] = (
            Communication.objects.filter(customer=customer, channel=Channel.CALL)
            .only("why", "created_at")
            .order_by("created_at")
        )
        # What came of promises, and those ahead that are not asked for here: the ones that pause.
        ahead = Q(state=PromiseState.OPEN, pauses=True, promised_for__gt=day)
        self.promises = (
            Promise.objects.filter(ahead | Q(state__in=JUDGED_TOLD), lines__invoice__in=invoice_ids)
            .distinct()
            .order_by("promised_for", "pk")
        )
        read_together(*vars(self).values())

    def _of_notices(self, accepted: QuerySet[Notice], invoice_ids: Sequence[int]) -> None:
        self.notices = accepted.filter(rank__gt=0, lines__invoice__in=invoice_ids).distinct()
        last = accepted.order_by("-accepted_on", "-pk").values("pk")[:1]
        self.settled = (
            NoticeLine.objects.filter(notice__in=last, invoice__balance=0)
            .select_related("invoice")
            .order_by("invoice__due_on", "invoice_id")
        )

    def _open(self, customer: Customer, invoice_ids: Sequence[int], day: dt.date) -> None:
        mine = Invoice.objects.filter(customer=customer)
        self.credit_notes = mine.filter(kind=Kind.CREDIT_NOTE, balance__gt=0, issued_on__lte=day)
        self.unapplied = Payment.objects.filter(customer=customer, unapplied__gt=0)
        self.upcoming = (
            mine.filter(kind=Kind.INVOICE, due_on__gte=day, demandable__gt=0)
            .exclude(pk__in=invoice_ids)
            .order_by("due_on", "pk")
        )
