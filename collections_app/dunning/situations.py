"""What the walk reads: a batch of customers as plain situations, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.choices import NATURAL_PERSONS, Standing
from collections_app.customers.models import Contact, Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.choices import (
    CURRENT,
    UNFINISHED,
    NoticeState,
    RoundState,
)
from collections_app.dunning.credits import credits_of
from collections_app.dunning.facts import Ladder, Open, Situation, Told
from collections_app.dunning.models import (
    CallRound,
    Entry,
    Episode,
    Hold,
    Notice,
    NoticeLine,
    Override,
    Run,
)
from collections_app.dunning.queries import (
    counted_modes,
    current_courses,
    current_episodes,
    ladders,
    reachable_channels,
)
from collections_app.dunning.releases import broken_promises, releases, running_promises
from collections_app.dunning.steps import steps_of
from collections_app.dunning.timing import debit_eligible_from
from collections_app.dunning.told import paid_since_told, texted, thanked, told_to
from collections_app.invoices.choices import Kind, PaymentMethod
from collections_app.invoices.models import Invoice
from collections_app.lib.many import among


def situation_of(customer: Customer, *, day: dt.date) -> tuple[Situation, Ladder]:
    """One customer as the walk would see it, and the ladder it climbs."""
    return situations(customer.company, [customer], day=day)[customer.pk]


def situations(
    company: Company, customers: Sequence[Customer], *, day: dt.date
) -> dict[int, tuple[Situation, Ladder]]:
    """Per customer id, what the rules read on `day`; a fixed number of queries in all."""
    batch = Batch(company, customers, day)
    return {one.pk: (batch.situation(one), batch.ladder(one)) for one in customers}


_INVOICE = (
    "id",
    "customer_id",
    "kind",
    "currency",
    "issued_on",
    "due_on",
    "balance",
    "demandable",
    "payment_method",
    "debit_returned_on",
)


class Batch:
    """The rows of a batch of customers, grouped by customer or invoice."""

    def __init__(self, company: Company, customers: Sequence[Customer], day: dt.date) -> None:
        self.company = company
        self.day = day
        self.ids = [customer.pk for customer in customers]
        self.modes = counted_modes(company.mode)
        self.ladders = ladders(company)
        self.invoices = grouped(self._open_invoices(), "customer_id")
        self.invoice_ids = [one.id for many in self.invoices.values() for one in many]
        self.episodes = current_episodes(self.invoice_ids)
        numbers = {id: one.number for id, one in self.episodes.items()}
        self.steps = steps_of(self.invoice_ids, self.modes, numbers)
        self.told = told_to(self.ids, modes=self.modes, day=day)
        contacts = list(Contact.objects.filter(customer__in=among(self.ids)))
        self.contacts = grouped(contacts, "customer_id")
        self.texted = texted(company, contacts, modes=self.modes, day=day)
        thanks = any(one.thanks for one in self.ladders.values())
        self.paid = paid_since_told(company, self.told) if thanks else {}
        self.thanked = thanked(self.ids, modes=self.modes) if thanks else {}
        self.courses = current_courses(self.ids)
        self.waived = set(self._overrides().values_list("customer_id", flat=True))
        holds = list(self._holds())
        running = [one for one in holds if one.ended_on is None and one.until_on >= day]
        self.holds = grouped(running, "customer_id")
        self.credits = credits_of(self.invoices, self.ids, day)
        self.broken = broken_promises(self.invoice_ids)
        self.promised = running_promises(self.ids)
        ids_of = {id: [one.id for one in self.invoices[id]] for id in self.ids}
        disputes = self._disputes()
        over = [one for one in holds if one.ended_on]
        self.released = releases(ids_of, self.broken, disputes, over)
        self.entries = {
            one.invoice_id: one for one in Entry.objects.filter(invoice__in=among(self.invoice_ids))
        }
        self.late_answers = {one.invoice_id for one in disputes if one.is_answer_late(day)}
        self.unfinished = set(self._unfinished().values_list("customer_id", flat=True))
        self.rounds = grouped(self._rounds(), "customer_id")
        self.in_round = self._in_current_round()
        self.called = dict(self._called())
        self.is_first_live_day = company.mode == Mode.LIVE and not self._was_live()

    def situation(self, customer: Customer) -> Situation:
        rounds = self.rounds[customer.pk]
        current = next((one for one in rounds if one.state != RoundState.ENDED), None)
        ended = [one.ended_on for one in rounds if one.state == RoundState.ENDED]
        course = self.courses.get(customer.pk)
        whole = [hold for hold in self.holds[customer.pk] if hold.invoice_id is None]
        told = tuple(self.told[customer.pk])
        ladder = self.ladder(customer)
        invoices = tuple(
            self._open(one, customer, ladder)
            for one in self.invoices[customer.pk]
            if one.kind == Kind.INVOICE
        )
        return Situation(
            invoices=invoices,
            told=told,
            credits=self.credits[customer.pk],
            reach=self._reach(customer),
            standing="" if customer.is_contactable else customer.standing,
            review_on=customer.standing_review_on,
            held_until=max((hold.until_on for hold in whole), default=None),
            approval=self._approval(customer),
            restored_on=self.company.restored_on,
            has_unfinished_notice=customer.pk in self.unfinished,
            stood_since=_stood_since(told, self.entries, invoices),
            round_number=current.number if current else 0,
            round_is_open=current is not None and current.state == RoundState.OPEN,
            in_round=frozenset(self.in_round[customer.pk]),
            round_ended_on=max((on for on in ended if on), default=None),
            called_on=self.called.get(customer.pk),
            paid_on=self.paid.get(customer.pk),
            thanked_on=self.thanked.get(customer.pk),
            texted=tuple(self.texted[customer.pk]),
            pressure_waived=customer.pk in self.waived,
            promised_until=self.promised.get(customer.pk),
            course=course.choice if course else "",
            course_until=course.again_on if course else None,
        )

    def ladder(self, customer: Customer) -> Ladder:
        """That of its segment, as far as it has consented, with what a manager ordered."""
        ladder = self.ladders.get(customer.segment) or self.ladders[""]
        ladder = ladder.reaching(self._reach(customer))
        course = self.courses.get(customer.pk)
        return ladder.with_ordered(course.choice) if course else ladder

    def _reach(self, customer: Customer) -> frozenset[str]:
        return reachable_channels(customer, self.contacts[customer.pk])

    def _open(self, invoice: Any, customer: Customer, ladder: Ladder) -> Open:
        step = self.steps[invoice.id]
        episode = self.episodes.get(invoice.id)
        entry = self._entry(invoice.id, episode)
        reached = _rank(ladder, entry.reached) if entry else 0
        holds = [one for one in self.holds[customer.pk] if one.invoice_id == invoice.id]
        return Open(
            id=invoice.id,
            currency=invoice.currency,
            due_on=invoice.due_on,
            balance=invoice.balance,
            demandable=invoice.demandable,
            rank=max(step.rank, reached),
            taken_on=entry.reached_on if entry and reached > step.rank else step.taken_on,
            pay_by=step.pay_by,
            pay_by_was_posted=step.posted,
            rounds=step.rounds,
            starts_at=_rank(ladder, entry.starts_at) or 1 if entry else 1,
            in_review=entry.in_review if entry else False,
            held_until=max((hold.until_on for hold in holds), default=None),
            answer_overdue=invoice.id in self.late_answers,
            eligible_from=self._debit_from(invoice),
            released=self._release_of(invoice.id, step.last_on),
            broken_on=self.broken.get(invoice.id),
            restarted_on=episode.started_on if episode else None,
            episode=episode.number if episode else 1,
            is_announced=step.is_announced,
        )

    def _entry(self, invoice_id: int, episode: Episode | None) -> Entry | None:
        """A new start leaves behind what an invoice entered with, not what went since."""
        entry = self.entries.get(invoice_id)
        if entry is None or episode is None:
            return entry
        went_since = entry.reached_on is not None and entry.reached_on >= episode.started_on
        return entry if went_since else None

    def _debit_from(self, invoice: Any) -> dt.date | None:
        if invoice.payment_method != PaymentMethod.DIRECT_DEBIT:
            return None
        return debit_eligible_from(invoice.due_on, invoice.debit_returned_on, self.company.calendar)

    def _approval(self, customer: Customer) -> str:
        """Why a person approves every level of this customer; empty when nobody needs to."""
        if customer.standing == Standing.KEY_ACCOUNT:
            return "key_account"
        if customer.legal_form in NATURAL_PERSONS:
            return "natural_person"
        if self.is_first_live_day:
            return "first_live_day"
        return ""

    def _open_invoices(self) -> QuerySet[Any, Any]:
        """As rows of the few columns that count: there are many of them."""
        rows = Invoice.objects.filter(customer__in=among(self.ids), balance__gt=0)
        return rows.values_list(*_INVOICE, named=True)

    def _overrides(self) -> QuerySet[Override]:
        """Of this day, and not used yet: each lets one notice go."""
        today = Override.objects.filter(customer__in=among(self.ids), on_day=self.day)
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
        return Hold.objects.filter(begun, customer__in=among(self.ids))

    def _release_of(self, invoice_id: int, last_on: dt.date | None) -> str:
        """What was released since the invoice was last written about; empty when never written."""
        if last_on is None:
            return ""
        since = [(on, code) for on, code in self.released[invoice_id] if on and on > last_on]
        return max(since)[1] if since else ""

    def _disputes(self) -> list[Dispute]:
        return list(Dispute.objects.filter(invoice__in=among(self.invoice_ids)).defer("note"))

    def _unfinished(self) -> QuerySet[Notice]:
        return Notice.objects.filter(customer__in=among(self.ids), state__in=UNFINISHED)

    def _rounds(self) -> QuerySet[CallRound]:
        return CallRound.objects.filter(customer__in=among(self.ids), mode__in=self.modes)

    def _in_current_round(self) -> defaultdict[int, set[int]]:
        lines = NoticeLine.objects.filter(
            call_round__customer__in=among(self.ids),
            call_round__state__in=CURRENT,
            mode__in=self.modes,
            void=False,
        )
        members: defaultdict[int, set[int]] = defaultdict(set)
        for customer_id, invoice_id in lines.values_list("call_round__customer_id", "invoice_id"):
            members[customer_id].add(invoice_id)
        return members

    def _was_live(self) -> bool:
        """Whether a live walk decided anything on an earlier day."""
        return Run.objects.filter(company=self.company, mode=Mode.LIVE, as_of__lt=self.day).exists()

    def _called(self) -> Iterable[tuple[int, dt.date]]:
        """Per customer, the day of the last dial."""
        calls = (
            Communication.objects.filter(customer__in=among(self.ids), channel=Channel.CALL)
            .values_list("customer_id")
            .annotate(last=Max("created_at"))
        )
        return [(customer_id, self.company.day_of(at)) for customer_id, at in calls]


def _stood_since(
    told: Sequence[Told], entries: dict[int, Entry], invoices: Sequence[Open]
) -> dt.date | None:
    """The first earlier message that did not bounce, sent by us or reported by an import."""
    reached = [entries[one.id].reached_on for one in invoices if one.id in entries]
    days = [one.on for one in told] + [on for on in reached if on]
    return min(days, default=None)


def _rank(ladder: Ladder, key: str) -> int:
    return next((rung.rank for rung in ladder.rungs if rung.key == key), 0)


def grouped(rows: Iterable[Any], by: str) -> defaultdict[int, list[Any]]:
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, by)].append(row)
    return groups
