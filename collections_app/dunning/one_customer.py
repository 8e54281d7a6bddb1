"""One customer as the walk would see it, read in one query: pages show it to people."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Max, Q, QuerySet

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.choices import Mode
from collections_app.customers.models import Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.choices import CURRENT
from collections_app.dunning.credits import credits_with, unapplied_of
from collections_app.dunning.facts import Ladder, Situation
from collections_app.dunning.models import Entry, NoticeLine, Run
from collections_app.dunning.queries import counted_modes, courses, episodes, ladders_of, levels_of
from collections_app.dunning.releases import broken_on, not_found_on, releases_of, running_until
from collections_app.dunning.situations import Batch, grouped
from collections_app.dunning.steps import accepted_lines, added_up
from collections_app.dunning.told import (
    invoices_on,
    laid_on,
    last_told,
    notices_told,
    paid_of,
    rung_at,
    texted_of,
    thanks,
    told_of,
)
from collections_app.invoices.models import Invoice
from collections_app.lib.together import read_together


def situation_to_show(customer: Customer, *, day: dt.date) -> tuple[Situation, Ladder]:
    """The same as `situation_of`, which reads table by table as a batch is read best."""
    read = _OneCustomer(customer, day)
    return read.situation(customer), read.ladder(customer)


class _OneCustomer(Batch):
    """The rows of one customer: nothing is asked that waits for another answer."""

    def __init__(self, customer: Customer, day: dt.date) -> None:
        company = self.company = customer.company
        self.day, self.ids, self.modes = day, [customer.pk], counted_modes(company.mode)
        rows = self._read(customer)
        self.ladders = ladders_of(rows["levels"])
        self.invoices = grouped(rows["invoices"], "customer_id")
        self.invoice_ids = [one.id for one in rows["invoices"]]
        self.episodes = {one.invoice_id: one for one in rows["episodes"]}
        numbers = {id: one.number for id, one in self.episodes.items()}
        self.steps = added_up(rows["lines"], numbers)
        self.told = told_of(rows["told"], rows["listed"])
        self.contacts = grouped(rows["contacts"], "customer_id")
        self.texted = texted_of(company, rows["contacts"], rows["texted"])
        has_thanks = any(one.thanks for one in self.ladders.values())
        self.paid = paid_of(company, self.told, rows["laid"]) if has_thanks else {}
        self.thanked = dict(rows["thanks"]) if has_thanks else {}
        self.courses = {one.customer_id: one for one in rows["courses"]}
        self.waived = {one.customer_id for one in rows["overrides"]}
        running = [one for one in rows["holds"] if one.ended_on is None and one.until_on >= day]
        self.holds = grouped(running, "customer_id")
        self.credits = credits_with(self.invoices, rows["unapplied"], day)
        self.broken, self.promised = dict(rows["broken"]), dict(rows["promised"])
        over = [one for one in rows["holds"] if one.ended_on]
        mine = {customer.pk: self.invoice_ids}
        self.released = releases_of(mine, self.broken, rows["disputes"], over, rows["not_found"])
        self.entries = {one.invoice_id: one for one in rows["entries"]}
        self.late_answers = {one.invoice_id for one in rows["disputes"] if one.is_answer_late(day)}
        self.unfinished = {one.customer_id for one in rows["unfinished"]}
        self.rounds = grouped(rows["rounds"], "customer_id")
        self.in_round = defaultdict(set, {customer.pk: {one.invoice_id for one in rows["called"]}})
        self.called = {id: company.day_of(at) for id, at in rows["dialled"]}
        self.is_first_live_day = company.mode == Mode.LIVE and not rows["was_live"]

    def _read(self, customer: Customer) -> dict[str, QuerySet[Any, Any]]:
        open_ones = Invoice.objects.filter(customer=customer, balance__gt=0).values("pk")
        rows = self._of_customer(customer) | self._of_invoices(open_ones)
        read_together(*rows.values())
        return rows

    def _of_customer(self, customer: Customer) -> dict[str, QuerySet[Any, Any]]:
        mine = customer.contacts.all()
        numbers = Q(recipient__in=mine.exclude(mobile="").values("mobile"))
        numbers |= Q(recipient__in=mine.exclude(phone="").values("phone"))
        last = last_told(self.ids, self.modes).values("pk")
        return {
            "levels": levels_of(self.company),
            "invoices": self._open_invoices(),
            "told": notices_told(self.ids, self.modes, self.day),
            "listed": invoices_on(last),
            "laid": laid_on(NoticeLine.objects.filter(notice__in=last).values("invoice")),
            "thanks": thanks(self.ids, self.modes),
            "contacts": mine,
            "texted": rung_at(self.company, numbers, self.modes, self.day),
            "courses": courses(self.ids),
            "overrides": self._overrides(),
            "holds": self._holds(),
            "unapplied": unapplied_of(self.ids),
            "promised": running_until(self.ids),
            "unfinished": self._unfinished(),
            "rounds": self._rounds(),
            "called": NoticeLine.objects.filter(
                call_round__customer=customer,
                call_round__state__in=CURRENT,
                mode__in=self.modes,
                void=False,
            ),
            "dialled": Communication.objects.filter(customer=customer, channel=Channel.CALL)
            .values_list("customer_id")
            .annotate(last=Max("created_at")),
            "was_live": Run.objects.filter(
                company=self.company, mode=Mode.LIVE, as_of__lt=self.day
            )[:1],
        }

    def _of_invoices(self, invoices: QuerySet[Any, Any]) -> dict[str, QuerySet[Any, Any]]:
        return {
            "episodes": episodes(invoices),
            "lines": accepted_lines(invoices, self.modes),
            "broken": broken_on(invoices),
            "disputes": Dispute.objects.filter(invoice__in=invoices).defer("note"),
            "not_found": not_found_on(invoices),
            "entries": Entry.objects.filter(invoice__in=invoices),
        }
