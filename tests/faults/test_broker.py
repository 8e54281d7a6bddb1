"""Rows 25 to 30: the broker is a doorbell that may be lost, and nobody hears it twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from kombu import Connection

from collections_app.communications.choices import State
from collections_app.communications.models import Attempt
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.intake.models import Import
from collections_app.jobs.day import decide, send_ready
from collections_app.jobs.tasks import send_company
from collections_app.servers.joining import redis_url
from tests import factories
from tests.faults.processes import until
from tests.faults.rules import Rule
from tests.faults.web import Person
from tests.intake.ledger import content_of, row


def sent(rig) -> int:
    return rig.states().get(State.SENT, 0)


def at_once(many: int, act: Callable[[], object]) -> None:
    """The same from many threads, each with a connection of its own."""

    def one() -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.nightly
def test_row_25_a_broker_that_forgets_everything_costs_one_tick(rig):
    rig.load(40)
    rig.smtp.does(Rule("DOT", "slow 0.1"))
    rig.worker()
    rig.beat()

    for many in (5, 15, 25):
        assert until(lambda at=many: sent(rig) >= at)
        with rig.servers.bell() as bell:
            bell.flushall()
    rig.drain()

    assert rig.states() == {State.SENT: 40}


@pytest.mark.nightly
def test_row_26_without_a_broker_people_work_on_and_later_everything_is_done(rig):
    other = factories.company()
    ada = Person(rig, other)
    rig.load(40)
    rig.smtp.does(Rule("DOT", "slow 0.1"))
    rig.worker()
    rig.beat()
    assert until(lambda: sent(rig) > 2)

    with rig.servers.valkey_down():
        assert ada.status("/") == 200
        ada.brings(content_of(row("R1")))
        assert not Import.objects.exists()

    rig.drain()
    assert rig.states() == {State.SENT: 40}
    assert until(lambda: Import.objects.count() == 1, 150)


@pytest.mark.nightly
def test_row_27_a_broker_without_memory_stops_nobody_for_good(rig):
    """A worker that cannot take note of a bell ends; whoever supervises it starts it again."""
    rig.load(40)
    rig.smtp.does(Rule("DOT", "slow 0.1"))
    worker, beat = rig.worker(), rig.beat()
    assert until(lambda: sent(rig) > 2)

    with rig.servers.bell() as bell:
        bell.config_set("maxmemory", 1)
        until(lambda: False, 5)
        bell.config_set("maxmemory", 0)
    assert beat.is_running
    if not until(lambda: not worker.is_running, 2):
        worker.terminate()
    worker.start()
    rig.drain()

    assert rig.states() == {State.SENT: 40}


def test_row_28_many_who_send_the_same_outbox_at_once_send_each_message_once(rig):
    rig.load(12)

    at_once(5, lambda: send_ready(rig.company, day=rig.day, now=rig.now))
    rig.send()

    assert rig.states() == {State.SENT: 12}
    assert Attempt.objects.count() == 12


@pytest.mark.nightly
def test_row_28_a_bell_rung_a_hundred_times_sends_once(rig):
    rig.load(5)
    rig.worker(children=3)
    with Connection(redis_url(rig.servers.valkey)) as broker:
        for _ in range(100):
            send_company.apply_async((rig.company.pk,), connection=broker)

    rig.drain()

    assert rig.states() == {State.SENT: 5}
    assert Attempt.objects.count() == 5


def test_row_29_many_who_walk_at_once_plan_each_level_once(rig):
    rig.owing(10)

    at_once(5, lambda: decide(rig.company, day=rig.day, now=rig.now))

    assert Notice.objects.count() == NoticeLine.objects.count() == 10
    assert rig.states() == {State.READY: 10}


@pytest.mark.nightly
def test_row_29_five_beats_make_one_plan(rig):
    rig.owing(30)
    rig.worker(children=3)
    for _ in range(5):
        rig.beat(seconds=3)

    rig.drain()

    assert rig.states() == {State.SENT: 30}
    assert Notice.objects.count() == 30


def test_row_30_after_three_days_without_beat_one_level_is_taken_and_dated_today(rig):
    """Twelve days late is a reminder; three silent days later the first letter is due as well."""
    customer = factories.customer(rig.company)
    factories.invoice(customer, "2030-02-21", "1200.00")

    rig.later(days=3)

    (notice,) = Notice.objects.all()
    assert (notice.level, notice.day, notice.accepted_on) == ("reminder", rig.day, rig.day)
    assert len(rig.smtp.ledger.read()) == 1
