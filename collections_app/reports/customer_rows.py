"""All that the page of one customer shows, read in one query."""

import datetime as dt

from django.db.models import QuerySet

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.models import Contact, Customer
from collections_app.disputes.models import Attachment, Dispute
from collections_app.dunning.choices import RoundState
from collections_app.dunning.models import Entry, Hold, Notice, NoticeLine, NoticeMessage
from collections_app.dunning.queries import counted_modes
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice, Summary
from collections_app.lib.together import read_together
from collections_app.promises.choices import Found
from collections_app.promises.models import Promise, SaysPaid
from collections_app.reports.chronology import newest_of
from collections_app.reports.queue import last_notices
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task
from collections_app.users.models import User

LAST = 5  # promises and disputes shown
PINNED = 3
YEAR = dt.timedelta(365)


class CustomerRows:
    """Rows alone; what they mean is told by the modules that are given them."""

    def __init__(self, customer: Customer, day: dt.date) -> None:
        self._of_invoices(customer, day)
        self._of_people(customer)
        self._agreed(customer)
        read_together(*vars(self).values())

    @property
    def disputes_with_files(self) -> list[tuple[Dispute, list[Attachment]]]:
        return [
            (one, [file for file in self.attachments if file.dispute_id == one.pk])
            for one in self.disputes
        ]

    def _of_invoices(self, customer: Customer, day: dt.date) -> None:
        mine = Invoice.objects.filter(customer=customer)
        self.invoices: QuerySet[Invoice] = mine.filter(balance__gt=0).order_by("due_on", "pk")
        self.settled: QuerySet[Invoice] = mine.filter(
            kind=Kind.INVOICE, settled_on__gt=day - YEAR, balance=0
        ).order_by("-settled_on", "-pk")
        self.summaries = Summary.objects.filter(customer=customer).order_by(
            "-to_collect", "currency"
        )
        lines = NoticeLine.objects.filter(invoice__customer=customer, invoice__balance__gt=0)
        self.levels_taken: QuerySet[NoticeLine] = (
            lines.filter(void=False, mode__in=counted_modes(customer.company.mode))
            .exclude(level="")
            .select_related("notice")
            .order_by("on_day", "pk")
        )
        self.in_round: QuerySet[NoticeLine] = (
            lines.filter(call_round__state=RoundState.OPEN, invoice__demandable__gt=0)
            .select_related("invoice", "call_round")
            .order_by("invoice__due_on", "invoice_id")
        )
        self.entries = Entry.objects.filter(invoice__customer=customer)

    def _of_people(self, customer: Customer) -> None:
        self.contacts: QuerySet[Contact] = customer.contacts.all()
        self.colleagues: QuerySet[User] = customer.company.users.filter(is_active=True).order_by(
            "pk"
        )
        self.tasks: QuerySet[Task] = customer.tasks.filter(state=TaskState.OPEN).order_by(
            "due_on", "pk"
        )
        self.newest: QuerySet[Communication] = newest_of(customer)
        self.pinned = Communication.objects.filter(
            customer=customer, channel=Channel.NOTE, why__pinned=True
        ).order_by("-created_at")[:PINNED]
        self.last_notices: QuerySet[Notice] = last_notices([customer.pk])
        self.carried: QuerySet[NoticeMessage] = (
            NoticeMessage.objects.filter(notice__in=last_notices([customer.pk]).values("pk"))
            .select_related("communication")
            .defer("communication__text", "communication__html")
            .order_by("pk")
        )

    def _agreed(self, customer: Customer) -> None:
        self.promises = Promise.objects.filter(customer=customer).order_by("-made_on", "-pk")[:LAST]
        self.says_paid = (
            SaysPaid.objects.filter(customer=customer, state=Found.OPEN)
            .select_related("invoice")
            .order_by("said_on", "pk")
        )
        self.disputes = (
            Dispute.objects.filter(customer=customer)
            .select_related("invoice", "owner")
            .order_by("-opened_on", "-pk")[:LAST]
        )
        self.attachments = Attachment.objects.filter(dispute__customer=customer)
        self.holds = (
            Hold.objects.filter(customer=customer, ended_on__isnull=True)
            .select_related("invoice")
            .order_by("until_on")
        )
