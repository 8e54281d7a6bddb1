"""Whatever happens in whatever order, nobody is written to twice, or about what is not owed."""

import datetime as dt
import os
import shutil
from decimal import Decimal
from itertools import count
from uuid import NAMESPACE_OID as NAMESPACE
from uuid import uuid5

import hypothesis.strategies as st
import pytest
from django.db import transaction
from django.db.models.functions import Now
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from collections_app.communications import evidence, sending
from collections_app.communications.choices import Outcome, State
from collections_app.communications.evidence import believe, resolve
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.companies import installation
from collections_app.companies.models import Company
from collections_app.customers.choices import AddressState, Standing
from collections_app.customers.models import Contact, Customer
from collections_app.desk.actions import record_return, set_standing
from collections_app.disputes.actions import open_dispute, settle_dispute
from collections_app.disputes.choices import Reason
from collections_app.disputes.choices import Result as Settled
from collections_app.disputes.models import Dispute
from collections_app.dunning import last_look
from collections_app.dunning.actions import end_hold, put_hold
from collections_app.dunning.approving import CannotApprove, approve_notice, went_already
from collections_app.dunning.brakes import resume
from collections_app.dunning.choices import HoldReason
from collections_app.dunning.models import Hold, Notice
from collections_app.dunning.sending import settle_when_known
from collections_app.invoices.models import Invoice
from collections_app.jobs.day import decide, send_ready
from collections_app.jobs.outbox import search, settle_claims
from collections_app.jobs.verifying import verify
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from collections_app.promises.actions import CannotPromise, record_promise
from collections_app.promises.choices import Found
from collections_app.promises.models import SaysPaid
from collections_app.promises.says_paid import CannotSayPaid, say_paid
from tests.factories import noon
from tests.intake.ledger import take_in
from tests.journeys.chance import CUSTOMERS, START, Killed, Provider, new_company

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("EXAMPLES", "50"))
MOODS = (
    "accepts",
    "accepts",
    "refuses",
    "is away",
    "loses the request",
    "loses the answer",
    "knows no such user",
)
customers = st.integers(0, CUSTOMERS - 1)
ID = Communication._meta.get_field("id")
deaths = st.sampled_from(["", "before", "after"])
lives = st.integers(0, 3)
shares = st.sampled_from(["0.10", "0.50", "1.00"])


class AnyOrder(RuleBasedStateMachine):
    """Each example lives in a transaction of its own, which is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        ids = count(1)
        vars(ID)["_get_default"] = lambda: uuid5(NAMESPACE, str(next(ids)))
        self.whole = transaction.atomic()
        self.whole.__enter__()
        shutil.rmtree(installation.memory(), ignore_errors=True)
        self.company = new_company()
        self.provider = Provider()
        sending.transport_of = evidence.transport_of = self.provider
        self.numbers = count(1)
        self.backup: tuple[str, dt.date] | None = None

    def teardown(self) -> None:
        findings = verify()
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)
        assert findings == [], [str(one) for one in findings]

    @initialize(late=st.lists(st.integers(3, 40), min_size=CUSTOMERS, max_size=CUSTOMERS))
    def everybody_owes_something(self, late: list[int]) -> None:
        for number, days_late in enumerate(late):
            self.an_invoice_comes_in_a_file(number, days_late, 100 * (number + 1))
        self.beat_decides(1)

    # What the clock says

    @property
    def day(self) -> dt.date:
        return self.provider.day

    @property
    def act(self) -> dict:
        return {"on": self.day, "by": "user:7", "at": noon(self.day)}

    @rule(days=st.integers(1, 9), times=st.integers(1, 4))
    def usual_days(self, days: int, times: int) -> None:
        """Nobody does anything special: what is due goes."""
        self.somebody_lets_it_go_on()
        for _ in range(times):
            self.days_pass(days)
            self.beat_decides(1)
            self.a_manager_looks_at_what_waits(1)
            self.a_worker_sends("accepts", "", 0)

    @rule(days=st.integers(1, 9), mood=st.sampled_from(MOODS), dies=deaths, lives_for=lives)
    def a_bad_day(self, days: int, mood: str, dies: str, lives_for: int) -> None:
        self.days_pass(days)
        self.beat_decides(1)
        self.a_worker_sends(mood, dies, lives_for)

    @rule(days=st.integers(1, 5))
    def days_pass(self, days: int) -> None:
        self.provider.day += dt.timedelta(days)
        Company.objects.update(ledger_as_of=self.day)
        self.company.refresh_from_db()

    # What comes in

    @rule(number=customers, days_late=st.integers(-3, 60), amount=st.integers(50, 5000))
    def an_invoice_comes_in_a_file(self, number: int, days_late: int, amount: int) -> None:
        due = self.day - dt.timedelta(days_late)
        row = f"C{number},X,TI-{next(self.numbers)},{due - dt.timedelta(30)},{due},{amount}.00"
        yesterday = self.day - dt.timedelta(1)
        take_in(self.company, f"{row},{amount}.00", day=self.day, told={"as_of": yesterday})

    @rule(pick=st.integers(0, 50), share=shares)
    def money_comes(self, pick: int, share: str) -> None:
        if invoice := self._invoice(pick):
            self._take_money(invoice, invoice.balance * Decimal(share))

    @rule(pick=st.integers(0, 50))
    def money_goes_back(self, pick: int) -> None:
        paid = list(Invoice.objects.filter(allocated__gt=0).order_by("pk"))
        if paid:
            invoice = paid[pick % len(paid)]
            self._take_money(invoice, -invoice.allocated)

    @rule(pick=st.integers(0, 50), share=shares)
    def they_dispute(self, pick: int, share: str) -> None:
        invoice = self._invoice(pick)
        if invoice and not Dispute.objects.filter(invoice=invoice, settled_on=None).exists():
            later = self.day + dt.timedelta(10)
            amount = (invoice.balance * Decimal(share)).quantize(Decimal("0.01"))
            open_dispute(
                invoice=invoice,
                amount=amount,
                reason=Reason.PRICE,
                answer_due_on=later,
                **self.act,
            )

    @rule()
    def a_dispute_is_settled(self) -> None:
        for dispute in Dispute.objects.filter(settled_on=None)[:1]:
            settle_dispute(dispute=dispute, result=Settled.UPHELD, **self.act)

    @rule(number=customers, days=st.integers(0, 20), amount=st.integers(10, 5000))
    def they_promise(self, number: int, days: int, amount: int) -> None:
        try:
            record_promise(
                customer=self._customer(number),
                amount=Decimal(amount),
                currency="EUR",
                promised_for=self.day + dt.timedelta(days),
                **self.act,
            )
        except CannotPromise:
            return

    @rule(pick=st.integers(0, 50))
    def they_say_it_is_paid(self, pick: int) -> None:
        invoice = self._invoice(pick)
        if not invoice or invoice.demandable <= 0:
            return
        is_looked_for = SaysPaid.objects.filter(invoice=invoice, state=Found.OPEN).exists()
        try:
            say_paid(invoice=invoice, amount=invoice.demandable, **self.act)
        except CannotSayPaid:
            assert is_looked_for

    @rule(number=customers)
    def they_opt_out(self, number: int) -> None:
        contact = Contact.objects.filter(customer=self._customer(number))
        contact.update(email_state=AddressState.OPTED_OUT)

    @rule(number=customers)
    def they_have_a_new_address(self, number: int) -> None:
        address = f"new{next(self.numbers)}@vandrel.example"
        contact = Contact.objects.filter(customer=self._customer(number))
        contact.update(email=address, email_state=AddressState.UNTRIED)

    @rule(pick=st.integers(0, 50))
    def a_message_bounces(self, pick: int) -> None:
        sent = list(Communication.objects.filter(state=State.SENT).order_by("created_at", "pk"))
        if sent:
            one = sent[pick % len(sent)]
            record_return(communication=one, **self.act)
            self.provider.came_back(one)

    # What people do

    @rule(number=customers, days=st.integers(0, 8))
    def somebody_holds(self, number: int, days: int) -> None:
        put_hold(
            customer=self._customer(number),
            until_on=self.day + dt.timedelta(days),
            reason=HoldReason.INTERNAL,
            **self.act,
        )

    @rule()
    def somebody_ends_a_hold(self) -> None:
        for hold in Hold.objects.filter(ended_on=None)[:1]:
            end_hold(hold=hold, **self.act)

    @rule(number=customers, standing=st.sampled_from([Standing.NORMAL, Standing.INSOLVENT]))
    def somebody_sets_the_standing(self, number: int, standing: str) -> None:
        set_standing(
            customer=self._customer(number),
            standing=standing,
            reason="told",
            review_on=self.day + dt.timedelta(30),
            **self.act,
        )

    @rule(clicks=st.integers(1, 2))
    def a_manager_looks_at_what_waits(self, clicks: int) -> None:
        for notice in list(Notice.objects.filter(state="waiting")) * clicks:
            lines = notice.messages.values_list("communication__lines", flat=True)
            went = [on for one in lines if (on := self.provider.went_on(one))]
            try:
                if went:
                    went_already(notice=notice, went_on=max(went), **self.act)
                else:
                    approve_notice(notice=notice, **self.act)
            except CannotApprove:
                assert clicks == 2

    @rule(went=st.booleans())
    def a_person_resolves_an_unknown(self, went: bool) -> None:
        for one in Communication.objects.filter(state=State.UNKNOWN)[:1]:
            if not went:
                self.provider.may_go_again(one)
            who = {"by": "user:7", "at": noon(self.day)}
            resolve(communication=one, went=went, settle=self._settle(), **who)

    @rule()
    def somebody_stops_everything(self) -> None:
        installation.stop_sending(by="user:7", at=noon(self.day))

    @rule()
    def somebody_lets_it_go_on(self) -> None:
        resume(by="user:7", at=noon(self.day))
        self.company.refresh_from_db()

    # What machines do

    @rule(beats=st.integers(1, 3))
    def beat_decides(self, beats: int) -> None:
        for _ in range(beats):
            decide(self.company, day=self.day, now=noon(self.day))

    @rule(mood=st.sampled_from(MOODS), dies=deaths, lives_for=lives)
    def a_worker_sends(self, mood: str, dies: str, lives_for: int) -> None:
        self.provider.mood, self.provider.dies = mood, dies
        self.provider.lives_for = lives_for
        try:
            send_ready(self.company, day=self.day, now=noon(self.day))
        except Killed:
            return

    @rule()
    def leases_end(self) -> None:
        past = Now() - dt.timedelta(seconds=1)
        Communication.objects.filter(state=State.SENDING).update(lease_until=past)
        settle_claims(now=noon(self.day))

    @rule(minutes=st.sampled_from([6, 12, 200]))
    def providers_are_asked(self, minutes: int) -> None:
        search(now=noon(self.day) + dt.timedelta(minutes=minutes))

    @rule(pick=st.integers(0, 50), times=st.integers(1, 2))
    def the_provider_calls_back(self, pick: int, times: int) -> None:
        """About anything that it took, late, again, in any order."""
        known = [one for one in Attempt.objects.order_by("pk") if self._took(one)]
        for attempt in known[pick % len(known) :][:1] * times if known else []:
            sid = self.provider.sid[attempt.communication_id]
            result = Result(Outcome.ACCEPTED, provider_id=sid)
            told = {"token": attempt.token, "result": result, "source": "twilio"}
            believe(**told, settle=self._settle(), at=noon(self.day))

    @precondition(lambda self: self.backup is None)
    @rule()
    def a_backup_is_made(self) -> None:
        self.backup = (transaction.savepoint_create(), self.day)

    @precondition(lambda self: self.backup is not None)
    @rule()
    def the_backup_is_restored(self) -> None:
        """The calendar does not go back with it."""
        assert self.backup is not None
        transaction.savepoint_rollback(self.backup[0])
        self.backup = None
        Company.objects.update(ledger_as_of=self.day)
        self.company.refresh_from_db()

    def _took(self, attempt: Attempt) -> bool:
        """Of a message with one attempt it is clear which one the provider took."""
        one = attempt.communication
        return one.pk in self.provider.sid and one.tries == 1

    def _settle(self):
        return settle_when_known(now=noon(self.day))

    def _customer(self, number: int) -> Customer:
        return Customer.objects.select_related("company").get(number=f"C{number}")

    def _invoice(self, pick: int) -> Invoice | None:
        open_ones = list(Invoice.objects.filter(balance__gt=0).order_by("pk"))
        return open_ones[pick % len(open_ones)] if open_ones else None

    def _take_money(self, invoice: Invoice, amount: Decimal) -> None:
        cents = amount.quantize(Decimal("0.01"))
        if not cents:
            return
        received = Received(
            self.day, cents, "EUR", f"B{next(self.numbers)}", invoice.customer_id, invoice.pk
        )
        take_payments(company=self.company, source="bank", payments=[received], **self.act)


def test_nothing_goes_twice_or_wrongly_whatever_happens(monkeypatch):
    quick = last_look._is_as_planned

    def quick_and_whole(communication, notice, day):
        """Where the quick look says go, the whole one must say so too."""
        if quick(communication, notice, day):
            monkeypatch.setattr(last_look, "_is_as_planned", lambda *_: False)
            verdict = last_look._about_customer(communication, notice, day, is_unchanged=True)
            monkeypatch.setattr(last_look, "_is_as_planned", quick_and_whole)
            address = last_look._about_address(communication)
            assert (verdict and verdict.reason) == (address and address.reason)
            return True
        return False

    monkeypatch.setattr(last_look, "_is_as_planned", quick_and_whole)
    # Names by number: the same steps in the same order make the same again.
    monkeypatch.setitem(vars(ID), "_get_default", None)
    monkeypatch.setattr(sending, "transport_of", None)
    monkeypatch.setattr(evidence, "transport_of", None)
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_the_provider_notices_a_second_copy_and_what_is_not_owed(monkeypatch):
    company, provider = new_company(), Provider()
    monkeypatch.setattr(sending, "transport_of", provider)
    take_in(company, "C0,X,TI-1,2023-12-01,2024-01-02,100.00,100.00", day=START)
    decide(company, day=START, now=noon(START))
    one = Communication.objects.get()
    provider._take(one)

    with pytest.raises(AssertionError, match="two of one message"):
        provider._take(one)
    Invoice.objects.update(settled_by_ledger=Decimal("50.00"))
    with pytest.raises(AssertionError, match="demanded"):
        provider._judge(one)
