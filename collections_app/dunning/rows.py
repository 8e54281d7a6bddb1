"""The rows that a situation is made of: for a batch table by table, for one customer at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import (
    BigAutoField,
    DateField,
    DateTimeField,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
)

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.companies.rates import latest_rates
from collections_app.customers.models import Contact, Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.choices import CURRENT, UNFINISHED, NoticeState
from collections_app.dunning.credits import unapplied_of
from collections_app.dunning.facts import SET_ASIDE
from collections_app.dunning.models import CallRound, Entry, Hold, Notice, NoticeLine, Override, Run
from collections_app.dunning.queries import counted_modes, courses, episodes, given_to, levels_of
from collections_app.dunning.releases import broken_on, not_found_on, running_until
from collections_app.dunning.steps import accepted_lines
from collections_app.dunning.timing import MONTH_WINDOW_DAYS
from collections_app.dunning.told import (
    invoices_on,
    laid_on,
    last_told,
    notices_told,
    numbers_of,
    rung_at,
    thanks,
    written_at,
)
from collections_app.invoices.models import Invoice
from collections_app.lib.given import Given
from collections_app.lib.many import among
from collections_app.lib.together import Asked, Question

Rows = Mapping[str, Iterable[Any]]
_INVOICE = (
    "id",
    "customer_id",
    "kind",
    "currency",
    "issued_on",
    "due_on",
    "balance",
    "demandable",
    *SET_ASIDE,
    "payment_method",
    "debit_returned_on",
)


def rows_of(company: Company, customers: Sequence[Customer], day: dt.date) -> Rows:
    """Table by table: what waits for another answer then asks with its keys.

    A queryset is asked when its rows are wanted, and once.
    """
    ids = among(one.pk for one in customers)
    ask = _Ask(company.pk, ids, counted_modes(company.mode), *_days(company, day))
    rows = ask.of_customers()
    last = {one.customer_id: one.pk for one in rows["told"]}
    listed = invoices_on(among(last.values()))
    laid = laid_on(among(invoice_id for _, invoice_id in listed))
    numbers = Q(recipient__in=numbers_of(rows["contacts"]))
    return (
        rows
        | ask.of_invoices(among(one.id for one in rows["invoices"]))
        | {"listed": listed, "laid": laid, "texted": ask.texted(numbers)}
    )


def rows_of_one(customer: Customer, day: dt.date) -> Rows:
    """All in one query."""
    question = _question_about_one(*counted_modes(customer.company.mode))
    return question.ask(**about_one(customer, day))


@cache
def _question_about_one(*modes: str) -> Question:
    return Question(asked_about_one(modes))


CUSTOMER = Given("customer", BigAutoField())
DAY = Given("day", DateField())
COMPANY = Given("company", BigAutoField())
_MONTH_AGO = Given("month_ago", DateField())
_MOMENT = Given("month_ago_at", DateTimeField())


def about_one(customer: Customer, day: dt.date) -> dict[str, Any]:
    """What is given when the rows of a customer are asked for."""
    day, month_ago, at = _days(customer.company, day)
    return {
        "company": customer.company_id,
        "customer": customer.pk,
        "day": day,
        "month_ago": month_ago,
        "month_ago_at": at,
    }


def asked_about_one(modes: Sequence[str]) -> dict[str, Asked]:
    """Of a customer that is given later; none of it waits for another answer."""
    ask = _Ask(COMPANY, CUSTOMER, modes, DAY, _MONTH_AGO, _MOMENT)
    last = last_told(CUSTOMER, modes).values("pk")
    listed = NoticeLine.objects.filter(notice__in=last)
    contacts = Contact.objects.filter(customer=CUSTOMER)
    numbers = Q(recipient__in=contacts.exclude(mobile="").values("mobile"))
    numbers |= Q(recipient__in=contacts.exclude(phone="").values("phone"))
    return (
        ask.of_customers()
        | ask.of_invoices(ask.open_invoices().values("pk"))
        | {
            "listed": invoices_on(last),
            "laid": laid_on(listed.values("invoice")),
            "texted": ask.texted(numbers),
        }
    )


def _days(company: Company, day: dt.date) -> tuple[dt.date, dt.date, dt.datetime]:
    """The day, and the one from which notices and texts press, as a day and as a moment."""
    month_ago = day - dt.timedelta(MONTH_WINDOW_DAYS)
    return day, month_ago, dt.datetime.combine(month_ago, dt.time(), company.zone)


@dataclass(frozen=True)
class _Ask:
    """What is asked about these customers on that day; `customers` is what `in` takes.

    Each but the modes may be a value that is given later.
    """

    company: Any
    customers: Any
    modes: Sequence[str]
    day: Any
    month_ago: Any
    month_ago_at: Any

    def of_customers(self) -> dict[str, Asked]:
        mine: dict[str, Any] = {"customer__in": self.customers}
        return {
            "levels": levels_of(self.company),
            "given": given_to(self.customers),
            "rates": latest_rates(self.company, self.day).values_list("currency", "rate"),
            "invoices": self.open_invoices().values_list(*_INVOICE, named=True),
            "contacts": Contact.objects.filter(**mine),
            "told": notices_told(self.customers, self.modes, after=self.month_ago),
            "written": written_at(self.customers, self.modes, since=self.month_ago_at),
            "thanks": thanks(self.customers, self.modes),
            "courses": courses(self.customers),
            "overrides": self._overrides().values_list("customer_id", flat=True),
            "holds": self._holds(),
            "unapplied": unapplied_of(self.customers),
            "promised": running_until(self.customers),
            "unfinished": Notice.objects.filter(**mine, state__in=UNFINISHED).values_list(
                "customer_id", flat=True
            ),
            "rounds": CallRound.objects.filter(**mine, mode__in=self.modes),
            "in_round": self._in_current_round(),
            "called": Communication.objects.filter(**mine, channel=Channel.CALL)
            .values_list("customer_id")
            .annotate(last=Max("created_at")),
            "was_live": self._was_live(),
        }

    def of_invoices(self, invoices: Any) -> dict[str, Asked]:
        return {
            "episodes": episodes(invoices),
            "lines": accepted_lines(invoices, self.modes),
            "broken": broken_on(invoices),
            "disputes": Dispute.objects.filter(invoice__in=invoices).defer("note"),
            "not_found": not_found_on(invoices),
            "entries": Entry.objects.filter(invoice__in=invoices),
        }

    def open_invoices(self) -> QuerySet[Invoice]:
        return Invoice.objects.filter(customer__in=self.customers, balance__gt=0)

    def texted(self, numbers: Q) -> QuerySet[Any, Any]:
        return rung_at(numbers, self.modes, since=self.month_ago_at)

    def _overrides(self) -> QuerySet[Override]:
        """Of this day, and not used yet: each lets one notice go."""
        today = Override.objects.filter(customer__in=self.customers, on_day=self.day)
        used = Notice.objects.filter(
            customer=OuterRef("customer"),
            day=self.day,
            is_automatic=False,
            sent_by="",
            state__in=[*UNFINISHED, NoticeState.ACCEPTED],
        )
        return today.exclude(Exists(used))

    def _holds(self) -> QuerySet[Hold]:
        """Those that have begun, and those that are over."""
        begun = Q(ended_on__isnull=True, put_on__lte=self.day) | Q(ended_on__lte=self.day)
        return Hold.objects.filter(begun, customer__in=self.customers)

    def _in_current_round(self) -> QuerySet[NoticeLine, tuple[int, int]]:
        lines = NoticeLine.objects.filter(
            call_round__customer__in=self.customers,
            call_round__state__in=CURRENT,
            mode__in=self.modes,
            void=False,
        )
        return lines.values_list("call_round__customer_id", "invoice_id")

    def _was_live(self) -> QuerySet[Run]:
        """A live walk that decided anything on an earlier day, if there was one."""
        runs = Run.objects.filter(company=self.company, mode=Mode.LIVE, as_of__lt=self.day)
        return runs[:1]
