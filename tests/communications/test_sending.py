"""Claim, commit, send, mark: what is in the database when something breaks in between."""

import datetime as dt
import itertools
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.evidence import believe, resolve
from collections_app.communications.marking import reap
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.rules import (
    STEPS,
    CannotMove,
    cancel,
    check_move,
    wait,
)
from collections_app.communications.transports.base import Result
from collections_app.companies.choices import Mode
from collections_app.customers.choices import AddressState
from collections_app.demo.replay import LOG
from collections_app.jobs.verifying import verify
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import noon
from tests.outbox import nothing_follows, send_one

pytestmark = pytest.mark.django_db(transaction=True)
NOW = noon("2024-03-04")


def ready(mode: str = Mode.LIVE) -> Communication:
    company = factories.company(mode=mode)
    customer = factories.customer(company)
    contact = customer.contacts.get()
    return Communication.objects.create(
        company=company,
        customer=customer,
        contact=contact,
        channel=Channel.EMAIL,
        state=State.READY,
        mode=mode,
        key=f"test:{uuid.uuid4()}",
        purpose="reminder",
        by="test",
        recipient=contact.email,
        subject="Invoice 1",
        text="Dear Ms Oldaal",
        html="<p>Dear Ms Oldaal</p>",
        created_at=NOW,
        send_after=NOW,
    )


class Transport:
    """Stands where the channel's transport is; looks at the database from outside."""

    def __init__(self, outcome: str = Outcome.ACCEPTED, break_with: Exception | None = None):
        self.result = Result(Outcome(outcome))
        self.break_with = break_with
        self.before_answer: Callable[[], object] = lambda: None
        self.found: Result | None = None
        self.calls = 0
        self.in_transaction: bool | None = None

    def __call__(self, channel: str) -> "Transport":
        return self

    def send(self, communication: Communication, attempt: Attempt) -> Result:
        self.calls += 1
        self.in_transaction = connection.in_atomic_block
        assert Attempt.objects.filter(pk=attempt.pk, outcome="").exists()
        if self.break_with:
            raise self.break_with
        self.before_answer()
        return self.result

    def look_for(self, communication: Communication, attempt: Attempt) -> Result | None:
        return self.found


def go(communication: Communication, **more) -> str | None:
    return send_one(communication, **{"now": NOW} | more)


def lease_is_over(one: Communication) -> None:
    """The lease goes by the database's clock, which no test can move."""
    Communication.objects.filter(pk=one.pk).update(lease_until=Now() - dt.timedelta(seconds=1))


def test_the_attempt_is_committed_before_the_first_byte(transport):
    one = ready()

    assert go(one) == State.SENT
    assert transport.in_transaction is False
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.number) == (Outcome.ACCEPTED, 1)


def test_a_worker_that_dies_while_sending_leaves_an_unknown_that_no_timer_sends(transport):
    one = ready()
    transport.break_with = RuntimeError("killed")

    with pytest.raises(RuntimeError):
        go(one)
    assert reap() == 0  # its lease still runs
    lease_is_over(one)
    assert reap() == 1
    transport.break_with = None

    assert go(one, now=NOW + dt.timedelta(days=3)) is None
    assert transport.calls == 1
    one.refresh_from_db()
    assert one.state == State.UNKNOWN


def test_a_rehearsal_accepts_everything_and_sends_nothing(transport):
    one = ready(mode=Mode.REHEARSAL)

    assert go(one) == State.SENT
    assert transport.calls == 0
    assert Attempt.objects.get().provider_id == "rehearsal"


def test_the_last_look_cancels_with_its_reason_and_settles(transport):
    one, settled = ready(), []

    go(one, check=lambda _: [cancel("paid", invoice="TI-1")], settle=settled.extend)

    one.refresh_from_db()
    assert (one.state, one.reason) == (State.CANCELLED, {"code": "paid", "invoice": "TI-1"})
    assert [other.pk for other in settled] == [one.pk]
    assert transport.calls == 0


def test_the_last_look_may_wait_for_the_window(transport):
    one = ready()

    go(one, check=lambda _: [wait("outside_window", NOW + dt.timedelta(hours=20))])

    one.refresh_from_db()
    assert (one.state, one.send_after) == (State.READY, NOW + dt.timedelta(hours=20))


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.ACCEPTED, State.SENT),
        (Outcome.REJECTED_FOR_NOW, State.READY),
        (Outcome.NOT_SENT, State.READY),
        (Outcome.REJECTED_FOR_GOOD, State.FAILED),
        (Outcome.UNKNOWN, State.UNKNOWN),
    ],
)
def test_an_outcome_moves_the_communication(transport, outcome, state):
    transport.result = Result(outcome)

    assert go(ready()) == state


def test_wrong_credentials_fail_no_message_and_ask_somebody_to_mend_the_channel(transport):
    one = ready()
    transport.result = Result(Outcome.REJECTED_FOR_NOW, stops_channel=True)

    for day in range(12):
        assert go(one, now=NOW + dt.timedelta(days=day)) == State.READY

    assert Task.objects.filter(kind="mend_channel", state="open").count() == 1


def test_an_opt_out_closes_the_address_for_good(transport):
    one = ready()
    transport.result = Result(Outcome.REJECTED_FOR_GOOD, opts_out=True)

    go(one)

    assert one.customer.contacts.get().email_state == AddressState.OPTED_OUT


def unknown_and_ordered_again() -> Communication:
    """Its first attempt may have gone; a person wants it sent once more."""
    one = ready()
    go(one, carrier=lambda _: Result(Outcome.UNKNOWN))
    resolve(communication=one, went=False, settle=nothing_follows, by="user:1", at=NOW)
    return one


def first_was_accepted(one: Communication) -> str | None:
    token = one.attempts.get(number=1).token
    found = {"result": Result(Outcome.ACCEPTED), "source": "provider"}
    return believe(token=token, **found, settle=nothing_follows, at=NOW)


@pytest.mark.parametrize("second", ["not_sent", "rejected_for_now", "unknown", "accepted"])
def test_what_turns_out_to_have_gone_while_it_is_sent_again_goes_no_third_time(second):
    one = unknown_and_ordered_again()

    def while_that_is_found(_: Attempt) -> Result:
        first_was_accepted(one)
        return Result(Outcome(second))

    assert go(one, carrier=while_that_is_found) == "sent"
    assert go(one) is None
    assert verify() == []


def test_what_a_person_ordered_and_did_not_go_is_still_ordered():
    one = unknown_and_ordered_again()
    go(one, carrier=lambda _: Result(Outcome.NOT_SENT))

    go(one, carrier=lambda _: Result(Outcome.UNKNOWN))

    by = list(one.attempts.order_by("number").values_list("authorized_by", flat=True))
    assert by == ["", "user:1", "user:1"]
    assert verify() == []


def test_finding_the_first_attempt_resolves_a_second_that_is_unknown():
    one = unknown_and_ordered_again()
    go(one, carrier=lambda _: Result(Outcome.UNKNOWN))

    assert first_was_accepted(one) == "sent"


def test_a_failed_settlement_leaves_no_half_mark(transport):
    one = ready()

    def breaks(_):
        raise RuntimeError("the ladder's side broke")

    with pytest.raises(ExceptionGroup):
        go(one, settle=breaks)

    one.refresh_from_db()
    assert one.state == State.SENDING
    assert Attempt.objects.get().outcome == ""


def test_ten_workers_send_one_message_once(transport):
    one = ready()

    def work():
        try:
            go(one)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert transport.calls == 1
    assert Attempt.objects.count() == 1


EVERY_STEP = list(itertools.permutations(State.values, 2))


def test_the_database_takes_the_steps_of_the_table_and_no_other():
    one, taken = ready(), set()
    now = {"lease_until": NOW, "sent_at": NOW}
    for before, after in EVERY_STEP:
        with transaction.atomic(), pgtrigger.ignore(*LOG):
            Communication.objects.filter(pk=one.pk).delete()
            one.state, one.lease_until, one.sent_at = before, NOW, NOW
            one.save(force_insert=True)
        with suppress(DatabaseError), transaction.atomic():
            Communication.objects.filter(pk=one.pk).update(state=after, **now)
            taken.add((before, after))

    assert taken == set(STEPS)


def test_an_outcome_is_written_once(transport):
    go(ready())
    attempt = Attempt.objects.get()

    with pytest.raises(DatabaseError, match="Invalid transition"):
        Attempt.objects.filter(pk=attempt.pk).update(outcome=Outcome.NOT_SENT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.UNKNOWN, State.SENDING),
        (State.SENT, State.READY),
        (State.CANCELLED, State.READY),
        (State.BOUNCED, State.DELIVERED),
    ],
)
def test_states_never_move_backwards(before, after):
    with pytest.raises(CannotMove):
        check_move(before, after)


def test_a_rehearsed_past_may_refuse_an_address(transport):
    communication = ready(Mode.REHEARSAL)
    refused = Result(Outcome.REJECTED_FOR_GOOD, reply="550 No such user.", marks_address=True)

    assert go(communication, carrier=lambda _: refused) == State.FAILED
    assert communication.contact is not None
    communication.contact.refresh_from_db()
    assert communication.contact.email_state == AddressState.BOUNCED
    assert Attempt.objects.get().reply == "550 No such user."
    assert transport.calls == 0
