"""Rows 13 to 19: whatever Twilio answers, nobody gets two texts, and none without consent."""

import pytest

from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports import twilio
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Contact, Customer
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from tests.faults.loading import owing, write_notices
from tests.faults.processes import until
from tests.faults.rules import Rule
from tests.faults.test_mail import outcomes, say
from tests.faults.web import Person


def test_row_13_a_busy_twilio_is_asked_again_after_the_time_it_names(rig):
    rig.load(2, Channel.SMS)
    rig.twilio.does(Rule("CREATE", "busy"))
    rig.send()
    rig.twilio.does()
    rig.later(seconds=20)
    assert rig.states() == {State.READY: 2}

    rig.later(seconds=15)

    assert rig.states() == {State.SENT: 2}


@pytest.mark.parametrize(
    ("mood", "end"), [("torn", State.SENT), ("broken", State.READY)], ids=["taken", "not taken"]
)
def test_row_14_after_an_error_twilio_is_asked_what_it_has(rig, mood, end):
    rig.load(1, Channel.SMS)
    rig.twilio.does(Rule("CREATE", mood, first=1))
    rig.send()
    assert rig.states() == {State.UNKNOWN: 1}

    for _ in range(2):
        rig.later(minutes=6)
    assert rig.states() == {end: 1}
    rig.later(minutes=30)

    assert rig.states() == {State.SENT: 1}
    assert len(rig.twilio.ledger.read()) == 1


@pytest.mark.parametrize("mood", ["slow 2", "cut"])
def test_row_15_a_text_taken_without_an_answer_is_found_again(rig, monkeypatch, mood):
    monkeypatch.setattr(twilio, "READ_SECONDS", 0.5)
    rig.load(1, Channel.SMS)
    rig.twilio.does(Rule("CREATE", mood))
    rig.send()
    assert rig.states() == {State.UNKNOWN: 1}

    rig.later(minutes=6)

    assert rig.states() == {State.SENT: 1}
    assert len(rig.twilio.ledger.read()) == 1


@pytest.mark.nightly
def test_row_15_twilio_calls_back_before_our_patience_ends_and_is_believed(rig):
    Person(rig, rig.company)  # so that somebody answers at the callback's address
    rig.load(1, Channel.SMS)
    rig.twilio.does(Rule("CREATE", "slow 4"))
    worker = rig.worker(LIMITS="read=2")
    rig.beat()

    assert until(lambda: not rig.waiting() and State.SENDING not in rig.states())
    worker.terminate()  # the reply that it waits for has come too late by now

    assert set(rig.states()) <= {State.SENT, State.DELIVERED}
    assert Attempt.objects.count() == len(rig.twilio.ledger.read()) == 1


def to_number(rig, mobile: str, **place: str) -> Customer:
    customer = owing(rig.company, Channel.SMS, rig.day)
    Contact.objects.filter(customer=customer).update(mobile=mobile)
    Customer.objects.filter(pk=customer.pk).update(**place)
    write_notices(rig.company, rig.now)
    return customer


def test_row_16_who_opted_out_gets_no_text_again_but_a_letter(rig):
    customer = to_number(rig, "+15005550004", street="Lenskade 21")

    rig.send()
    rig.later(days=1)

    assert customer.contacts.get().mobile_state == AddressState.OPTED_OUT
    channels = dict(Communication.objects.values_list("channel", "state"))
    assert channels == {Channel.SMS: State.FAILED, Channel.LETTER: State.PRINTING}


@pytest.mark.parametrize("mobile", ["+15005550001", "+15005550009"])
def test_row_17_a_number_that_is_none_is_marked(rig, mobile):
    customer = to_number(rig, mobile)

    rig.send()
    rig.later(days=1)

    assert customer.contacts.get().mobile_state == AddressState.BOUNCED
    assert rig.states() == {State.FAILED: 1}
    assert outcomes() == [Outcome.REJECTED_FOR_GOOD]
    assert Task.objects.filter(customer=customer, kind=Kind.FIX_CONTACT).exists()


def test_row_18_refused_credentials_stop_the_channel_and_fail_nobody(rig):
    rig.load(5, Channel.SMS)
    rig.twilio.does(Rule("CREATE", "locked"))
    rig.send()
    rig.later(seconds=30)
    assert len(outcomes()) == 1
    assert rig.states() == {State.READY: 5}
    assert Task.objects.filter(kind=Kind.MEND_CHANNEL).count() == 1

    rig.twilio.does()
    rig.later(hours=1)

    assert rig.states() == {State.SENT: 5}


def test_row_19_an_answer_that_nobody_can_read_is_unknown(rig):
    rig.load(1, Channel.SMS)
    rig.twilio.does(Rule("CREATE", "garbled"))
    rig.send()

    assert rig.states() == {State.UNKNOWN: 1}
    say(rig, went=True)
    assert Attempt.objects.get().outcome == Outcome.ACCEPTED
