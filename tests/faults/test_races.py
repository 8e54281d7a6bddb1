"""Rows 38, 43 and 46: what happens while a message is on its way, and two people at one thing."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from collections_app.communications.choices import State
from collections_app.communications.models import Communication
from collections_app.desk.actions import CannotSkip, log_call, skip_notice
from collections_app.desk.choices import CallOutcome
from collections_app.dunning.approving import CannotApprove, approve_notice
from collections_app.dunning.models import Level, Notice
from collections_app.dunning.walk import walk
from collections_app.invoices.models import Invoice
from collections_app.jobs.day import compose_planned
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from collections_app.reports.words import reason_words
from tests.faults.processes import until
from tests.faults.rules import Rule


def pay(rig, invoice: Invoice) -> None:
    received = Received(rig.day, invoice.balance, "EUR", "B-1", invoice.customer_id, invoice.pk)
    who = {"by": "test", "at": rig.now, "on": rig.day}
    take_payments(company=rig.company, source="bank", payments=[received], **who)


def in_thread(act) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_row_38_a_payment_that_crosses_the_message_is_said_and_ends_the_chase(rig):
    rig.load(1)
    rig.smtp.does(Rule("DOT", "slow 1.5"))
    sender = in_thread(rig.send)
    assert until(lambda: rig.states() == {State.SENDING: 1})

    pay(rig, Invoice.objects.get())
    sender.join()

    one = Communication.objects.get()
    assert (one.state, one.reason["code"]) == (State.SENT, "crossed")
    assert Invoice.objects.get().number in reason_words(one.reason)
    for _ in range(8):
        rig.later(days=5)
    assert Notice.objects.count() == 1


def test_row_43_an_invoice_that_no_rule_expects_stops_nobody_else(rig):
    """As much as the database holds, with a text that no page can be made of."""
    (poison, *_) = rig.owing(3)
    largest = Decimal("9999999999.99")
    Invoice.objects.filter(customer=poison).update(amount=largest, purchase_order="\ue000{{ x }}")
    Level.objects.filter(key="reminder").update(channels=["email", "carrier pigeon"])
    walk(company=rig.company, as_of=rig.day, now=rig.now)
    Notice.objects.filter(customer=poison).update(level="a level that is no more")

    for _ in range(3):
        compose_planned(rig.company, day=rig.day, now=rig.now)
        rig.send()

    assert rig.states() == {State.SENT: 2}
    parked = Notice.objects.get(customer=poison)
    assert (parked.state, parked.reason["code"]) == ("planned", "cannot_be_written")


def test_row_46_two_managers_decide_about_one_notice_and_the_second_is_told(rig):
    Level.objects.filter(key="reminder").update(needs_approval=True)
    rig.load(1)
    barrier, told = threading.Barrier(2), []

    def decide(act, **more) -> None:
        notice = Notice.objects.get()
        barrier.wait()
        try:
            act(notice=notice, on=rig.day, by="user:7", at=rig.now, **more)
            told.append("")
        except (CannotApprove, CannotSkip) as error:
            told.append(str(error))

    first = in_thread(lambda: decide(approve_notice))
    second = in_thread(lambda: decide(skip_notice, note="not now"))
    first.join()
    second.join()
    rig.send()

    assert sorted(told)[0] == ""
    assert "not wait" in sorted(told)[1] and "any more" in sorted(told)[1]
    assert rig.states() in ({State.SENT: 1}, {State.CANCELLED: 1})


@pytest.mark.parametrize("outcome", [CallOutcome.NO_ANSWER, CallOutcome.REACHED])
def test_row_46_two_clerks_who_called_one_customer_are_both_in_the_log(rig, outcome):
    (customer,) = rig.load(1)
    rig.send()
    barrier = threading.Barrier(2)

    def call(number: int) -> None:
        barrier.wait()
        who = {"by": f"user:{number}", "at": rig.now, "on": rig.day}
        said = {"contact": None, "outcome": outcome, "note": f"from {number}"}
        log_call(customer=customer, **said, **who)

    for thread in [in_thread(lambda number=number: call(number)) for number in (1, 2)]:
        thread.join()

    notes = Communication.objects.filter(channel="call").values_list("text", flat=True)
    assert sorted(notes) == ["from 1", "from 2"]
