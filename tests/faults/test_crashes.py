"""Row 21: a worker is killed where it hurts most; nobody gets two, and the log knows of each."""

import pytest

from collections_app.communications.choices import Channel, State
from tests.faults.processes import until


def drained(rig) -> bool:
    return not {State.READY, State.SENDING} & rig.states().keys()


def test_row_21_x(rig):
    rig.load(4)
    rig.worker(CRASH="before_eod:2")
    rig.beat()
    rig.crashed("before_eod")
    assert until(lambda: rig.states().get(State.SENT) == 3)
    rig.leases_end()
    assert until(lambda: drained(rig))
    assert rig.states() == {State.SENT: 3, State.UNKNOWN: 1}
