"""All that the page of one customer shows, read in one query."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from django.db.models import DateField, QuerySet

from collections_app.communications.choices import Channel, Direction
from collections_app.communications.models import Communication
from collections_app.customers.models import Contact, Customer
from collections_app.disputes.models import KEPT_OUT, Attachment, Dispute
from collections_app.dunning.choices import RoundState
from collections_app.dunning.models import Entry, Hold, Notice, NoticeLine, NoticeMessage
from collections_app.dunning.queries import counted_modes
from collections_app.dunning.rows import COMPANY, CUSTOMER, Rows, about_one, asked_about_one
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice, Summary
from collections_app.lib.given import Given
from collections_app.lib.together import Asked, Question
from collections_app.promises.choices import Found
from collections_app.promises.choices import State as PromiseState
from collections_app.promises.models import Promise, SaysPaid
from collections_app.reports.chronology import newest_of
from collections_app.reports.people import spoke_at
from collections_app.reports.promise_record import JUDGED
from collections_app.reports.promise_record import LAST as JUDGED_SHOWN
from collections_app.reports.queue import last_notices
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task
from collections_app.users.models import User

LAST = 5  # promises and disputes that are over; those that are open are shown all
YEAR = dt.timedelta(365)
_OF_A_LEVEL = (
    *("invoice_id", "level", "mode", "on_day", "accepted_on"),
    *("notice__channel", "notice__state"),
)


class CustomerRows:
    """Rows alone; what they mean is told by the modules that are given them."""

    def __init__(self, customer: Customer, day: dt.date) -> None:
        question = _question(*counted_modes(customer.company.mode))
        rows = question.ask(**about_one(customer, day), year_ago=day - YEAR)
        self.walked: Rows = rows  # what the walk would look at
        self.invoices: list[Invoice] = rows["invoices"]
        self.contacts: list[Contact] = rows["contacts"]
        self.entries: list[Entry] = rows["entries"]
        self.settled: list[Invoice] = rows["settled"]
        self.summaries: list[Summary] = rows["summaries"]
        self.levels_taken: list[NoticeLine] = rows["levels_taken"]
        self.calls: list[NoticeLine] = rows["calls"]
        self.colleagues: list[User] = rows["colleagues"]
        self.tasks: list[Task] = rows["tasks"]
        replies: list[Communication] = rows["open_replies"]
        self.to_answer = [one for one in replies if "filed_as" not in one.why]
        self.to_write_down = [one for one in replies if "filed_as" in one.why]
        self.newest: list[Communication] = rows["newest"]
        self.pinned: list[Communication] = rows["pinned"]
        self.last_notices: list[Notice] = rows["last_notices"]
        self.carried: list[NoticeMessage] = rows["carried"]
        self.promises: list[Promise] = rows["open_promises"] + rows["past_promises"]
        self.judged: list[Promise] = rows["judged"]
        self.says_paid: list[SaysPaid] = rows["says_paid"]
        self.disputes: list[Dispute] = rows["open_disputes"] + rows["past_disputes"]
        self.attachments: list[Attachment] = rows["attachments"]
        self.holds: list[Hold] = rows["open_holds"]

    @property
    def credited(self) -> dict[int, Decimal]:
        """By invoice id, what was credited and is not seen yet."""
        sums: dict[int, Decimal] = defaultdict(Decimal)
        for one in self.disputes:
            if one.waits_for_credit:
                sums[one.invoice_id] += one.amount
        return dict(sums)

    @property
    def disputes_with_files(self) -> list[tuple[Dispute, list[Attachment]]]:
        return [
            (one, [file for file in self.attachments if file.dispute_id == one.pk])
            for one in self.disputes
        ]


_YEAR_AGO = Given("year_ago", DateField())


@cache
def _question(*modes: str) -> Question:
    """What the walk asks, with all that the page shows of it, and what else the page shows."""
    mine = Invoice.objects.filter(customer=CUSTOMER)
    return Question(
        asked_about_one(modes)
        | {"invoices": mine.filter(balance__gt=0).order_by("due_on", "pk")}
        | _of_invoices(modes)
        | _of_people()
        | _agreed()
    )


def _of_invoices(modes: Sequence[str]) -> dict[str, Asked]:
    settled = Invoice.objects.filter(
        customer=CUSTOMER, kind=Kind.INVOICE, settled_on__gt=_YEAR_AGO, balance=0
    )
    lines = NoticeLine.objects.filter(invoice__customer=CUSTOMER, invoice__balance__gt=0)
    return {
        "settled": settled.only("currency", "amount", "due_on", "settled_on").order_by(
            "-settled_on", "-pk"
        ),
        "summaries": Summary.objects.filter(customer=CUSTOMER).order_by("-to_collect", "currency"),
        "levels_taken": lines.filter(void=False, mode__in=modes)
        .exclude(level="")
        .select_related("notice")
        .only(*_OF_A_LEVEL)
        .order_by("on_day", "pk"),
        "calls": lines.filter(call_round__state=RoundState.OPEN, invoice__demandable__gt=0)
        .select_related("invoice", "call_round")
        .order_by("invoice__due_on", "invoice_id"),
    }


def _of_people() -> dict[str, Asked]:
    notices = last_notices(CUSTOMER)
    notes = Communication.objects.filter(customer=CUSTOMER, channel=Channel.NOTE, why__pinned=True)
    return {
        "contacts": Contact.objects.filter(customer=CUSTOMER).annotate(spoke_at=spoke_at()),
        "colleagues": User.objects.filter(companies=COMPANY, is_active=True).order_by("pk"),
        "tasks": Task.objects.filter(customer=CUSTOMER, state=TaskState.OPEN).order_by(
            "due_on", "pk"
        ),
        "newest": newest_of(CUSTOMER),
        "open_replies": _open_replies(),
        "pinned": notes.order_by("-created_at"),
        "last_notices": notices,
        "carried": NoticeMessage.objects.filter(notice__in=notices.values("pk"))
        .select_related("communication")
        .defer("communication__text", "communication__html")
        .order_by("pk"),
    }


def _open_replies() -> QuerySet[Communication]:
    """What they wrote and nobody has answered, or written down once it was filed, oldest first."""
    wrote = Communication.objects.filter(
        customer=CUSTOMER, direction=Direction.IN, purpose="reply"
    ).exclude(why__has_key="answered")
    return wrote.select_related("contact").defer("html").order_by("created_at", "pk")


def _agreed() -> dict[str, Asked]:
    promises = Promise.objects.filter(customer=CUSTOMER)
    disputes = Dispute.objects.filter(customer=CUSTOMER).select_related("invoice", "owner")
    past_promises = promises.exclude(state=PromiseState.OPEN).order_by("-made_on", "-pk")
    past_disputes = disputes.exclude(KEPT_OUT).order_by("-opened_on", "-pk")
    return {
        "open_promises": promises.filter(state=PromiseState.OPEN).order_by("promised_for", "pk"),
        "past_promises": past_promises[:LAST],
        "judged": promises.filter(state__in=JUDGED)
        .only("state")
        .order_by("-judged_on", "-pk")[:JUDGED_SHOWN],
        "says_paid": SaysPaid.objects.filter(customer=CUSTOMER, state=Found.OPEN)
        .select_related("invoice")
        .order_by("said_on", "pk"),
        "open_disputes": disputes.filter(KEPT_OUT).order_by("answer_due_on", "pk"),
        "past_disputes": past_disputes[:LAST],
        "attachments": Attachment.objects.filter(dispute__customer=CUSTOMER),
        "open_holds": Hold.objects.filter(customer=CUSTOMER, ended_on__isnull=True)
        .select_related("invoice")
        .order_by("until_on"),
    }
