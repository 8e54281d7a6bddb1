"""Rows 2 and 7 once more, by Postfix's own test server, where the machine has it."""

import os
import shutil
import signal
import subprocess
from contextlib import contextmanager

import pytest

from collections_app.communications.choices import State
from tests.faults.ledger import Taken
from tests.faults.processes import until
from tests.ops.places import takes_calls

SINK = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not SINK, reason="smtp-sink is not there: it comes with postfix"),
]


@contextmanager
def sink(rig, *options: str):
    """On the port of the rig's mail server; each message it takes becomes a file."""
    folder = rig.folder / "sink"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)  # it leaves root's rights behind
    user = [] if os.geteuid() else ["-u", "nobody"]
    command = [SINK, *user, *options, "-d", "mail.", f"127.0.0.1:{rig.smtp.port}", "10"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: takes_calls(rig.smtp.port))
        yield folder
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        enter(rig, folder)


def enter(rig, folder) -> None:
    """What the sink kept, for the judge."""
    for file in folder.glob("mail.*"):
        lines = file.read_text().splitlines()
        to = next(line for line in lines if line.startswith("X-Rcpt-Args:"))
        id = next(line for line in lines if line.startswith("Message-ID:"))
        rig.smtp.ledger.write(Taken(to.partition("<")[2].partition(">")[0], id.split()[1]))
        file.unlink()


def test_row_02_a_sink_that_is_busy_gets_everything_once_it_is_not(rig):
    rig.load(5)
    rig.smtp.stop()
    with sink(rig, "-Q", "CONNECT"):
        rig.send()
    assert rig.states() == {State.READY: 5}

    with sink(rig):
        rig.later(hours=1)

    assert rig.states() == {State.SENT: 5}
    assert len(rig.smtp.ledger.read()) == 5


def test_row_07_a_sink_that_goes_away_after_the_dot_leaves_an_unknown(rig):
    rig.load(1)
    rig.smtp.stop()
    with sink(rig, "-q", "."):
        rig.send()
    with sink(rig):
        for _ in range(2):
            rig.later(days=1)

    assert rig.states() == {State.UNKNOWN: 1}
    assert len(rig.smtp.ledger.read()) == 1
