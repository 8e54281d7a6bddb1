"""Rows 21 to 24: workers die, stop and are stopped where it hurts; nobody gets two."""

import signal

import pytest

from collections_app.communications.choices import Channel, State
from collections_app.communications.models import Attempt, Evidence, PrintRun
from collections_app.invoices.models import Invoice
from tests import factories
from tests.communications.print_runs import letters_on_paper
from tests.faults.hail import Hail
from tests.faults.points import LIMITS, POINTS, owner_of
from tests.faults.processes import send, until
from tests.faults.rules import Rule
from tests.intake.ledger import content_of, row

MANY = 4
IN_MAIL = ["after_claim", "before_eod", "after_250", "before_mark", "mid_mark", "after_render"]
# What the journal or a new composition knows needs nobody; the rest waits for evidence.
KNOWN = {"after_claim", "before_mark", "mid_mark", "after_render"}
QUICK = {(Channel.EMAIL, "before_eod"), (Channel.EMAIL, "mid_mark"), (Channel.SMS, "after_250")}


def cases() -> list[object]:
    pairs = [(channel, point) for channel in (Channel.EMAIL, Channel.SMS) for point in IN_MAIL]
    return [pytest.param(*pair, marks=[] if pair in QUICK else NIGHTLY) for pair in pairs]


NIGHTLY = [pytest.mark.nightly]


@pytest.mark.parametrize(("channel", "point"), cases())
def test_row_21_a_worker_killed_at_its_worst_moment_sends_nobody_two(rig, channel, point):
    rig.owing(MANY, channel)
    rig.worker(CRASH=f"{point}:2")
    rig.beat()
    rig.crashed(point)

    rig.drain()

    is_known = point in KNOWN
    assert rig.states() == ({State.SENT: 4} if is_known else {State.SENT: 3, State.UNKNOWN: 1})
    if channel == Channel.SMS:
        for minutes in (6, 6, 30):
            rig.later(minutes=minutes)
        rig.drain()
        assert rig.states() == {State.SENT: MANY}


@pytest.mark.nightly
@pytest.mark.parametrize("point", ["after_claim", "before_mark", "after_render"])
def test_row_21_a_print_run_interrupted_anywhere_prints_each_letter_once(rig, point):
    rig.owing(MANY, Channel.LETTER)
    rig.worker(CRASH=f"{point}:{1 if point == 'before_mark' else 2}")
    rig.beat()
    rig.crashed(point)

    assert until(lambda: rig.states() == {State.PRINTING: MANY})
    assert until(lambda: printed_in_the_run() == MANY)

    close(rig, CRASH="mid_mark:2").child.wait(30)
    assert rig.states() == {State.PRINTING: MANY}  # nothing of it was closed
    assert close(rig).child.wait(30) == 0
    assert rig.states() == {State.SENT: MANY}


def printed_in_the_run() -> int:
    """How many letters its file holds; none while that is not written."""
    run = PrintRun.objects.get()
    return letters_on_paper(run) if run.pdf else 0


def close(rig, **more: str):
    number = PrintRun.objects.get().pk
    return rig.run(f"manage print_run {number} --posted {MANY} --on {rig.day}", "close", **more)


def test_row_22_a_hail_of_kills_doubles_and_loses_nothing(rig):
    rig.load(20)
    rig.load(10, Channel.SMS)
    rig.smtp.does(Rule("DOT", "slow 0.1"))

    hail = Hail(rig, workers=1, children=2, beats=1, seed=22, every=1.0, beat_seconds=0.5)
    hail.until(lambda: not rig.waiting(), seconds=20)
    hail.ends()
    rig.drain()

    assert hail.kills > 1
    assert rig.judgement().sent + rig.judgement().unknown == 30


@pytest.mark.nightly
def test_row_22_a_minute_of_kills_on_three_workers(rig):
    """Planned, written and sent under kills; `make faults` does the same with thousands."""
    rig.owing(200)
    rig.owing(50, Channel.SMS)
    rig.smtp.does(Rule("DOT", "slow 0.1"))

    hail = Hail(rig, workers=3, children=2, beats=2, seed=3)
    hail.until(lambda: not rig.waiting(), seconds=60)
    hail.ends()
    rig.drain()

    assert rig.judgement().sent + rig.judgement().unknown == 250


@pytest.mark.nightly
def test_row_48_an_import_killed_in_its_middle_stores_nothing_and_then_all(rig):
    other = factories.company()
    file = rig.folder / "items.csv"
    file.write_bytes(content_of(*(row(f"R{number}") for number in range(500))))
    command = f"manage import_invoices {file} --company {other.pk} --yes"

    rig.run(command, "import", CRASH="mid_import")
    rig.crashed("mid_import")
    assert not Invoice.objects.filter(company=other).exists()
    assert not other.customers.exists()

    assert rig.run(command, "import").child.wait(60) == 0
    assert rig.run(command, "import").child.wait(60) == 0  # the same file again
    assert Invoice.objects.filter(company=other).count() == 500


@pytest.mark.nightly
def test_row_23_a_deployment_in_mid_batch_leaves_nothing_unknown(rig):
    rig.load(60)
    rig.smtp.does(Rule("DOT", "slow 0.5"))
    rig.beat()

    for _ in range(3):
        worker = rig.worker(children=2)
        before = rig.states().get(State.SENT, 0)
        assert until(lambda at=before: rig.states().get(State.SENT, 0) > at)
        assert worker.terminate() == 0
    rig.worker()
    rig.drain()

    assert rig.states() == {State.SENT: 60}


@pytest.mark.nightly
def test_row_24_a_worker_that_slept_past_its_deadline_sends_nothing(rig):
    rig.load(1)
    rig.worker(CRASH="after_claim:1:STOP", LIMITS="deadline=1")
    rig.beat()
    sleeper = rig.crashed("after_claim")
    until(lambda: False, 1)  # whoever sleeps, the deadline goes on
    rig.leases_end()
    rig.worker()
    assert until(lambda: rig.states() == {State.UNKNOWN: 1})

    send(sleeper, signal.SIGCONT)
    assert until(lambda: Evidence.objects.exists())

    assert rig.smtp.ledger.read() == []


@pytest.mark.nightly
def test_row_24_the_late_word_of_a_worker_that_slept_is_believed(rig):
    rig.load(1)
    rig.worker(CRASH="after_250:1:STOP")
    rig.beat()
    sleeper = rig.crashed("after_250")
    rig.leases_end()
    rig.worker()
    assert until(lambda: rig.states() == {State.UNKNOWN: 1})

    send(sleeper, signal.SIGCONT)

    assert until(lambda: rig.states() == {State.SENT: 1})
    assert Attempt.objects.count() == 1


def test_every_point_names_functions_that_exist():
    for function in [*LIMITS.values(), *(one.function for way in POINTS.values() for one in way)]:
        owner_of(function)
