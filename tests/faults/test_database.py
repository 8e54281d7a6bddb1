"""Rows 31 to 34 and 36: the database ends, rests, refuses, fills up, or waits for a person."""

import os
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from collections_app.communications.choices import State
from collections_app.communications.models import Attempt, Evidence
from collections_app.jobs.day import send_ready
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from tests.faults import rig as rigs
from tests.faults.processes import send, until
from tests.faults.proxy import Proxy
from tests.faults.rules import Rule
from tests.faults.servers import own_servers
from tests.faults.test_broker import at_once, sent
from tests.faults.web import Person
from tests.ops.places import reachable_folder


@pytest.mark.nightly
def test_row_31_an_answer_outlives_a_database_that_crashed_before_it_was_marked(rig):
    rig.load(1)
    worker = rig.worker(CRASH="before_mark:1:STOP")
    beat = rig.beat()
    sleeper = rig.crashed("before_mark")

    connection.close()
    rig.servers.crash_postgres()
    send(sleeper, signal.SIGCONT)

    assert until(lambda: rig.states() == {State.SENT: 1})
    assert Attempt.objects.count() == 1
    assert worker.is_running
    assert beat.is_running


@pytest.mark.nightly
def test_row_31_a_worker_that_dies_with_the_database_leaves_its_answer_on_the_disk(rig):
    rig.load(1)
    rig.worker(CRASH="before_mark")
    rig.beat()
    rig.crashed("before_mark")

    connection.close()
    rig.servers.crash_postgres()

    assert until(lambda: rig.states() == {State.SENT: 1})
    assert [one.source for one in Evidence.objects.all()] == ["journal"]


@pytest.mark.nightly
def test_row_32_without_a_database_people_see_a_plain_page_and_nothing_is_lost(rig):
    ada = Person(rig, rig.company)
    rig.load(40)
    rig.smtp.does(Rule("DOT", "slow 0.1"))
    rig.worker(children=2)
    rig.beat()
    assert until(lambda: sent(rig) > 2)
    connection.close()

    with rig.servers.postgres_down():
        assert ada.status("/healthz") == 503
        assert "Something broke" in ada.session.get(f"{ada.base}/").text
        until(lambda: False, 5)

    rig.drain()
    assert ada.status("/") == 200
    assert rig.judgement().unknown <= 2  # no more than were under way


@pytest.mark.nightly
def test_row_32_a_line_to_the_database_that_is_cut_again_and_again_loses_nothing(rig):
    rig.load(30)
    rig.smtp.does(Rule("DOT", "slow 0.1"))
    proxy = Proxy(rig.servers.postgres_socket)
    url = f"postgresql://postgres@127.0.0.1:{proxy.port}/{rig.database}"
    rig.worker(children=2, DATABASE_URL=url)
    rig.beat()

    for many in (3, 8, 13, 18):
        assert until(lambda at=many: sent(rig) >= at)
        proxy.close_lines()
    proxy.mood, proxy.seconds = "late", 0.02
    rig.drain()
    proxy.end()

    assert rig.judgement().unknown == 0


ONCE = """
create table fault (left_over int);
insert into fault values (%(many)s);
create function fail() returns trigger as $$ begin
    if (select left_over from fault) > 0 and new.outcome <> '' then
        raise exception 'made to fail' using errcode = '%(code)s';
    end if;
    return new;
end $$ language plpgsql;
create trigger fail before update on communications_attempt for each row execute function fail();
"""


@pytest.mark.parametrize("code", ["40P01", "40001"])
def test_row_33_a_mark_that_the_database_refused_is_made_again_and_the_send_is_not(rig, code):
    rig.load(3)
    rig.servers.run(ONCE % {"many": 1, "code": code}, rig.database)
    with pytest.raises(Exception, match="made to fail"):
        rig.send()
    rig.servers.run("update fault set left_over = 0", rig.database)

    rig.later(minutes=1)

    assert rig.states() == {State.SENT: 3}
    assert Attempt.objects.count() == len(rig.smtp.ledger.read()) == 3


def test_row_33_money_and_messages_for_the_same_customers_never_deadlock(rig):
    invoices = [one.invoices.get() for one in rig.load(10)]

    def pay() -> None:
        for number, invoice in enumerate(reversed(invoices)):
            paid = Received(rig.day, invoice.amount, "EUR", f"P-{number}", invoice_id=invoice.pk)
            given = {"company": rig.company, "source": "bank", "payments": [paid]}
            take_payments(**given, on=rig.day, by="test", at=rig.now)

    turns = iter([pay, lambda: send_ready(rig.company, day=rig.day, now=rig.now)])
    failures: list[Exception] = []

    def act() -> None:
        try:
            next(turns)()
        except psycopg.Error as error:
            failures.append(error)

    at_once(2, act)
    rig.send()

    assert not failures
    assert set(rig.states()) <= {State.SENT, State.CANCELLED}


@contextmanager
def small_disk(folder: Path, megabytes: int):
    """A disk in memory that is full soon; only root may make one."""
    size = f"size={megabytes}m"
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=False)
    if made.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.nightly
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_row_34_a_full_disk_of_the_database_sends_nothing_and_loses_nothing(django_db_blocker):
    with (
        django_db_blocker.unblock(),
        reachable_folder() as folder,
        small_disk(folder, 256),
        own_servers(folder) as servers,
        rigs.a_rig(servers) as rig,
    ):
        rig.load(30)
        filler = servers.postgres.home / "filler"
        fill(filler)
        with pytest.raises(Exception, match="No space left"):
            while True:
                rig.send()
        fill(filler)
        tried = Attempt.objects.count()

        connection.close()
        filler.unlink()
        assert until(lambda: servers.answers())
        rig.later(minutes=10)
        rig.later(hours=1)

        rig.assert_nothing_is_wrong()
        assert rig.states() == {State.SENT: 30}
        assert tried < 30


def fill(file: Path) -> None:
    """Whatever is free now."""
    with file.open("ab", buffering=0) as handle:
        try:
            while True:
                handle.write(b"x" * 4096)
        except OSError:
            return


def test_row_36_a_clerk_who_forgot_an_open_transaction_holds_up_only_that_customer(rig):
    held, *_others = rig.load(4)
    host = str(rig.servers.postgres.sockets)
    with psycopg.connect(host=host, user="postgres", dbname=rig.database) as clerk:
        clerk.execute("select * from customers_customer where id = %s for update", [held.pk])

        rig.send()
        assert rig.states() == {State.SENT: 3, State.READY: 1}

    rig.later(minutes=1)
    assert rig.states() == {State.SENT: 4}
