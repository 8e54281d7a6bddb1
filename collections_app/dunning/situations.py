"""What the walk reads: customers as plain situations."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.choices import NATURAL_PERSONS, Standing
from collections_app.customers.models import Customer
from collections_app.dunning.choices import RoundState
from collections_app.dunning.credits import credits_of
from collections_app.dunning.facts import SET_ASIDE, Ladder, Open, Situation, Told
from collections_app.dunning.models import Entry, Episode
from collections_app.dunning.queries import ladders_of, reachable_channels
from collections_app.dunning.releases import Release, releases
from collections_app.dunning.rows import Rows, rows_of, rows_of_one
from collections_app.dunning.steps import steps_of
from collections_app.dunning.timing import debit_eligible_from
from collections_app.dunning.told import paid_of, texted_of, told_of
from collections_app.invoices.choices import Kind, PaymentMethod


def situation_of(customer: Customer, *, day: dt.date) -> tuple[Situation, Ladder]:
    """One customer as the walk would see it, and the ladder it climbs; one query."""
    return situation_from(rows_of_one(customer, day), customer, day=day)


def situation_from(rows: Rows, customer: Customer, *, day: dt.date) -> tuple[Situation, Ladder]:
    """The same from its rows, for who needs them for more."""
    batch = _Batch(customer.company, day, rows)
    return batch.situation(customer), batch.ladder(customer)


def situations(
    company: Company, customers: Sequence[Customer], *, day: dt.date
) -> dict[int, tuple[Situation, Ladder]]:
    """Per customer id, what the rules read on `day`; a fixed number of queries in all."""
    batch = _Batch(company, day, rows_of(company, customers, day))
    return {one.pk: (batch.situation(one), batch.ladder(one)) for one in customers}


class _Batch:
    """The rows of some customers, grouped by customer or invoice."""

    def __init__(self, company: Company, day: dt.date, rows: Rows) -> None:
        self.company, self.day = company, day
        self.ladders, self.given = ladders_of(rows["levels"]), dict(rows["given"])
        rates = dict(rows["rates"])
        self.rates = rates and rates | {company.base_currency: Decimal(1)}
        self.invoices = _grouped(rows["invoices"], "customer_id")
        self.episodes = {one.invoice_id: one for one in rows["episodes"]}
        numbers = {id: one.number for id, one in self.episodes.items()}
        self.steps = steps_of(rows["lines"], numbers)
        self.told = told_of(rows["told"], rows["listed"])
        self.written: defaultdict[int, set[dt.date]] = defaultdict(set)
        for customer_id, at in rows["written"]:
            self.written[customer_id].add(company.day_of(at))
        self.contacts = _grouped(rows["contacts"], "customer_id")
        self.texted = texted_of(company, rows["contacts"], rows["texted"])
        has_thanks = any(one.thanks for one in self.ladders.values())
        self.paid = paid_of(company, self.told, rows["laid"]) if has_thanks else {}
        self.thanked = dict(rows["thanks"]) if has_thanks else {}
        self.courses = {one.customer_id: one for one in rows["courses"]}
        self.waived = set(rows["overrides"])
        running = [one for one in rows["holds"] if one.ended_on is None and one.until_on >= day]
        self.holds = _grouped(running, "customer_id")
        self.credits = credits_of(self.invoices, rows["unapplied"], day)
        self.broken, self.promised = dict(rows["broken"]), dict(rows["promised"])
        self.released = self._releases(rows)
        self.entries = {one.invoice_id: one for one in rows["entries"]}
        self.late_answers = {one.invoice_id for one in rows["disputes"] if one.is_answer_late(day)}
        self.unfinished = set(rows["unfinished"])
        self.rounds = _grouped(rows["rounds"], "customer_id")
        self.in_round: defaultdict[int, set[int]] = defaultdict(set)
        for customer_id, invoice_id in rows["in_round"]:
            self.in_round[customer_id].add(invoice_id)
        self.called = {id: company.day_of(at) for id, at in rows["called"]}
        self.is_first_live_day = company.mode == Mode.LIVE and not rows["was_live"]

    def _releases(self, rows: Rows) -> defaultdict[int, list[Release]]:
        invoices_of = defaultdict(
            list, {id: [one.id for one in many] for id, many in self.invoices.items()}
        )
        over = [one for one in rows["holds"] if one.ended_on]
        return releases(invoices_of, self.broken, rows["disputes"], over, rows["not_found"])

    def situation(self, customer: Customer) -> Situation:
        rounds = self.rounds[customer.pk]
        current = next((one for one in rounds if one.state != RoundState.ENDED), None)
        ended = [one.ended_on for one in rounds if one.state == RoundState.ENDED]
        course = self.courses.get(customer.pk)
        longest = self._longest_hold(customer, None)
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
            held_until=longest.until_on if longest else None,
            held_for=longest.reason if longest else "",
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
            written=tuple(sorted(self.written[customer.pk])),
            texted=tuple(self.texted[customer.pk]),
            pressure_waived=customer.pk in self.waived,
            promised_until=self.promised.get(customer.pk),
            course=course.choice if course else "",
            course_until=course.again_on if course else None,
            rates=self.rates,
        )

    def ladder(self, customer: Customer) -> Ladder:
        """The given one or its segment's, as far as it has consented, with what was ordered."""
        segment = self.given.get(customer.pk, customer.segment)
        ladder = self.ladders.get(segment) or self.ladders[""]
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
        longest = self._longest_hold(customer, invoice.id)
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
            held_until=longest.until_on if longest else None,
            held_for=longest.reason if longest else "",
            answer_overdue=invoice.id in self.late_answers,
            eligible_from=self._debit_from(invoice),
            released=self._release_of(invoice.id, step.last_on),
            broken_on=self.broken.get(invoice.id),
            restarted_on=episode.started_on if episode else None,
            episode=episode.number if episode else 1,
            is_announced=step.is_announced,
            set_aside=tuple(one for one in SET_ASIDE if getattr(invoice, one)),
        )

    def _longest_hold(self, customer: Customer, invoice_id: int | None) -> Any:
        """Of those on an invoice, or on the customer as a whole."""
        holds = [one for one in self.holds[customer.pk] if one.invoice_id == invoice_id]
        return max(holds, key=lambda hold: hold.until_on, default=None)

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

    def _release_of(self, invoice_id: int, last_on: dt.date | None) -> str:
        """What was released since the invoice was last written about; empty when never written."""
        if last_on is None:
            return ""
        since = [(on, code) for on, code in self.released[invoice_id] if on and on > last_on]
        return max(since)[1] if since else ""


def _stood_since(
    told: Sequence[Told], entries: dict[int, Entry], invoices: Sequence[Open]
) -> dt.date | None:
    """The first earlier message that did not bounce, sent by us or reported by an import."""
    reached = [entries[one.id].reached_on for one in invoices if one.id in entries]
    days = [one.on for one in told] + [on for on in reached if on]
    return min(days, default=None)


def _rank(ladder: Ladder, key: str) -> int:
    """Of a level that is off too: nobody starts below what was reached."""
    return next((rung.rank for rung in ladder.known if rung.key == key), 0)


def _grouped(rows: Iterable[Any], by: str) -> defaultdict[int, list[Any]]:
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, by)].append(row)
    return groups
