"""A channel that fails rests for everybody; a channel with a rate keeps it."""

import datetime as dt

import pytest

from collections_app.communications.choices import Outcome, State
from collections_app.communications.gates import closed_channels, end_rest
from collections_app.communications.models import Attempt, Gate
from collections_app.communications.transports.base import Result
from collections_app.companies.choices import Mode
from collections_app.tasks.models import Task
from tests.communications.test_sending import NOW, go, ready

pytestmark = pytest.mark.django_db(transaction=True)
AWAY = Result(Outcome.NOT_SENT, reply="connection refused", rests_channel=True)


def at(minutes: float) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def test_after_three_failures_nothing_more_is_tried_until_the_rest_is_over(transport):
    transport.result = AWAY

    states = [go(ready()) for _ in range(5)]

    assert states == [State.READY, State.READY, State.READY, None, None]
    assert closed_channels(NOW) == ["email"]
    assert closed_channels(at(2)) == []


def test_each_rest_is_longer_and_one_success_ends_them(transport):
    transport.result = AWAY
    for _ in range(5):
        Gate.objects.update(shut_until=None)
        go(ready())
    assert closed_channels(at(3.9)) == ["email"]

    transport.result = Result(Outcome.ACCEPTED)
    assert go(ready(), now=at(5)) == State.SENT

    gate = Gate.objects.get()
    assert (gate.failures, gate.shut_until) == (0, None)


def test_a_server_that_is_long_away_is_told_and_the_task_ends_by_itself(transport):
    transport.result = AWAY
    for _ in range(7):
        Gate.objects.update(shut_until=None)
        go(ready())
    assert Task.objects.get(state="open").kind == "mend_channel"

    transport.result = Result(Outcome.ACCEPTED)
    go(ready(), now=at(60))

    assert Task.objects.get().state == "done"


def test_a_refused_set_up_rests_at_once_and_fails_nothing(transport):
    transport.result = Result(Outcome.REJECTED_FOR_NOW, stops_channel=True)

    assert [go(ready()), go(ready())] == [State.READY, None]
    assert Attempt.objects.count() == 1


def test_a_provider_may_name_the_seconds(transport):
    transport.result = Result(Outcome.REJECTED_FOR_NOW, rests_channel=True, retry_after=90.0)
    one = ready()

    go(one)

    one.refresh_from_db()
    assert one.send_after == at(1.5)


def test_a_refused_address_is_no_failure_of_the_channel(transport):
    transport.result = Result(Outcome.REJECTED_FOR_GOOD, reply="550")

    assert [go(ready()) for _ in range(5)] == [State.FAILED] * 5
    assert closed_channels(NOW) == []


def test_what_never_reached_a_server_does_not_wear_a_message_out(transport):
    one = ready()
    transport.result = AWAY
    for day in range(20):
        Gate.objects.update(shut_until=None)
        assert go(one, now=at(day * 24 * 60)) == State.READY


def test_a_rate_lets_so_many_through_in_a_minute(transport, settings):
    settings.PER_MINUTE = {"email": 3}

    states = [go(ready()) for _ in range(5)]

    # A minute may turn while the test runs; then a fourth may pass.
    assert states.count(State.SENT) in (3, 4, 5)
    assert Gate.objects.get().passed <= 3


def test_a_full_minute_closes_the_channel_for_the_loop(transport, settings):
    settings.PER_MINUTE = {"email": 1}
    go(ready())
    Gate.objects.update(passed=1)

    assert closed_channels(NOW) == ["email"]


def test_a_rehearsal_knows_no_gate(transport):
    transport.result = AWAY
    for _ in range(4):
        go(ready())

    assert go(ready(mode=Mode.REHEARSAL)) == State.SENT


def test_a_person_ends_a_rest_and_what_waited_for_it_goes_at_once(transport):
    transport.result = AWAY
    states = [go(ready()) for _ in range(3)]
    assert states == [State.READY] * 3
    last = Attempt.objects.order_by("-pk")[0].communication

    end_rest(channel="email", by="user:7", at=NOW)

    last.refresh_from_db()
    assert (closed_channels(NOW), last.send_after) == ([], NOW)
    assert Gate.objects.get().failures == 3  # one more failure begins a longer rest
