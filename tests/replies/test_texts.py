"""Texts that customers send: stop is obeyed at once and everywhere, the rest reaches a person."""

import threading
from collections.abc import Sequence

import pytest
from django.db import connection

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.customers.models import Contact, StoppedAddress
from collections_app.dunning.last_look import check_at
from collections_app.dunning.models import Notice
from collections_app.dunning.sending import settle_at
from collections_app.history.models import Event
from collections_app.jobs.verifying import verify
from collections_app.replies.models import ProviderEvent
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date
from tests.outbox import send_one
from tests.replies.world import (
    FIRST_DAY,
    NOW,
    NUMBER,
    days_of,
    live_company,
    owing,
    text_ready,
    texted,
)
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db
CHECK = check_at(day=date(FIRST_DAY), now=NOW, in_window=True)
SETTLE = settle_at(day=date(FIRST_DAY), now=NOW)


def states() -> set[str]:
    return set(Contact.objects.filter(mobile=NUMBER).values_list("mobile_state", flat=True))


def test_an_answer_is_in_the_log_and_waits_for_a_person(company):
    customer = owing(company)

    texted("We pay on Friday. – Femke ✓")

    reply = Communication.objects.get()
    assert (reply.direction, reply.channel, reply.state) == ("in", "sms", "noted")
    assert (reply.text, reply.sender) == ("We pay on Friday. – Femke ✓", NUMBER)
    task = Task.objects.get(kind="answer")
    assert (task.customer, task.due_on) == (customer, date(FIRST_DAY))
    assert states() == {"untried"}


def test_several_customers_with_one_number_each_get_it(company):
    customers = [owing(company), owing(company), owing(live_company())]

    texted("Who is this?")

    assert Communication.objects.count() == 3
    assert {one.customer for one in Task.objects.filter(kind="answer")} == set(customers)


def test_two_answers_of_a_customer_are_one_task(company):
    owing(company)

    texted("We pay on Friday.")
    texted("Or on Monday.")

    assert Task.objects.filter(kind="answer").count() == 1
    assert Communication.objects.count() == 2


def test_a_text_from_nobody_we_know_is_parked(company):
    texted("Hello?", number="+4915199999999")

    assert ProviderEvent.objects.get().parked_because == "unknown_number"
    assert not Communication.objects.exists()


def test_a_bare_stop_from_nobody_we_know_is_obeyed_and_nobody_s_work(company):
    texted("STOP", number="+4915199999999")

    assert ProviderEvent.objects.get().parked_because == ""
    assert StoppedAddress.objects.get().address == "+4915199999999"


@pytest.mark.parametrize("word", ["STOP", "Stopp", "abmelden"])
def test_stop_holds_for_the_number_whoever_has_it(company, word):
    owing(company)
    owing(live_company())
    other = owing(company, "+4915187654321")

    texted(word)

    assert states() == {"opted_out"}
    assert other.contacts.get().mobile_state == "untried"
    assert Event.objects.filter(kind="contact.sms_stopped").count() == 2
    assert not Task.objects.filter(kind="answer").exists()


def test_who_gets_a_stopped_number_later_is_not_written_to_there(company):
    texted("STOP")  # nobody's yet
    customer = owing(company)

    assert customer.contacts.get().mobile_state == "opted_out"
    assert not customer.contacts.get().takes_sms

    texted("START")
    assert customer.contacts.get().mobile_state == "untried"
    assert owing(company).contacts.get().takes_sms


def test_a_contact_that_changes_to_a_stopped_number_is_stopped(company):
    texted("STOP")
    contact = owing(company, "+4915199999999").contacts.get()

    contact.mobile = NUMBER
    contact.save()

    contact.refresh_from_db()
    assert contact.mobile_state == "opted_out"


def test_stop_cancels_the_text_that_is_ready_and_the_letter_follows(company):
    owing(company, post=True)
    ready = text_ready(company)

    texted("STOP")

    ready.refresh_from_db()
    assert (ready.state, ready.reason["code"]) == ("cancelled", "opted_out")
    assert send_one(ready, check=CHECK, settle=SETTLE, now=NOW) is None
    days_of(company, "2024-01-11").until("2024-01-12")
    assert list(Notice.objects.order_by("pk").values_list("state", "channel")) == [
        ("cancelled", "sms"),
        ("ready", "letter"),
    ]
    assert not Attempt.objects.exists()
    assert [str(one) for one in verify(at=NOW)] == []


def test_stop_cancels_what_waits_for_approval_too(company):
    owing(company)
    Communication.objects.filter(pk=text_ready(company).pk).update(state="waiting")

    texted("STOP")

    assert Communication.objects.get(direction="out").state == "cancelled"


@pytest.mark.parametrize("word", ["Widerruf", "Remove", "baja", "Cancel"])
def test_a_word_that_may_mean_the_order_is_obeyed_and_read(company, word):
    owing(company)

    texted(word)

    assert states() == {"opted_out"}
    assert Task.objects.filter(kind="answer", state="open").exists()


def test_stop_in_a_sentence_is_for_a_person(company):
    owing(company)

    texted("Stop the delivery on Monday, it is faulty.")

    assert states() == {"untried"}
    assert "it is faulty" in Task.objects.get(kind="answer").values["text"]


def test_start_after_stop_makes_no_number_good_that_bounced_before(company):
    owing(company)
    Contact.objects.update(mobile_state="bounced")
    texted("STOP")
    assert states() == {"opted_out"}

    texted("START")

    assert states() == {"bounced"}


def test_stop_from_a_number_that_was_changed_since_cancels_what_would_go_there(company):
    owing(company)
    ready = text_ready(company)
    Contact.objects.update(mobile="+4915187654321")

    texted("STOP")

    ready.refresh_from_db()
    assert ready.state == "cancelled"


def test_start_undoes_it_and_makes_no_consent(company):
    owing(company)
    bare = factories.contact(factories.customer(company), mobile=NUMBER)
    texted("STOP")

    texted("START")

    assert states() == {"untried"}
    assert [one.takes_sms for one in Contact.objects.filter(mobile=NUMBER).order_by("pk")] == [
        True,
        False,
    ]
    bare.refresh_from_db()
    assert bare.sms_consent_on is None
    assert not Task.objects.filter(kind="answer").exists()


def test_yes_is_an_answer_where_nothing_was_stopped(company):
    owing(company)

    texted("Yes")

    assert Task.objects.filter(kind="answer").exists()


def test_start_mends_no_number_that_does_not_work(company):
    owing(company)
    Contact.objects.update(mobile_state="bounced")

    texted("START")

    assert states() == {"bounced"}


def test_replays_know_nothing_of_real_people(company):
    company.is_replay = True
    company.save(update_fields=["is_replay"])
    owing(company)

    texted("STOP, who are you?")

    assert ProviderEvent.objects.get().parked_because == "unknown_number"
    assert states() == {"untried"}


@pytest.mark.django_db(transaction=True)
def test_stop_and_a_claim_at_one_moment_leave_one_text_or_none(monkeypatch):
    """Whoever has the customer's lock first is obeyed; afterwards nothing goes."""
    company = live_company()
    owing(company, post=True)
    ready = text_ready(company)
    sent = []

    def carrier(attempt: Attempt) -> Result:
        sent.append(attempt.token)
        return Result(Outcome.ACCEPTED)

    at_once(
        lambda: send_one(ready, check=CHECK, settle=SETTLE, now=NOW, carrier=carrier),
        lambda: texted("STOP"),
    )

    ready.refresh_from_db()
    assert (ready.state, len(sent)) in {("cancelled", 0), ("sent", 1)}
    assert states() == {"opted_out"}
    assert send_one(ready, check=CHECK, settle=SETTLE, now=NOW, carrier=carrier) is None


@pytest.mark.django_db(transaction=True)
def test_stop_that_comes_while_a_text_is_being_claimed_waits_and_the_next_one_does_not_go():
    """The claim has the lock: its text crosses the word, as a call would; no other follows."""
    company = live_company()
    owing(company, post=True)
    ready = text_ready(company)
    inside, heard = threading.Event(), []

    def stop() -> None:
        try:
            inside.wait(timeout=20)
            texted("STOP")
            heard.append(states())
        finally:
            connection.close()

    def slow_check(communications: Sequence[Communication]):
        inside.set()
        assert heard == []
        return CHECK(communications)

    thread = threading.Thread(target=stop)
    thread.start()
    accepted = Result(Outcome.ACCEPTED)
    send_one(ready, check=slow_check, settle=SETTLE, now=NOW, carrier=lambda _: accepted)
    thread.join(timeout=30)

    ready.refresh_from_db()
    assert ready.state == "sent"
    assert heard == [{"opted_out"}]
    assert not Contact.objects.get().takes_sms
