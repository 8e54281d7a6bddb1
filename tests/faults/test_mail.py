"""Rows 1 to 12: whatever a mail server does, nobody gets two, and nothing is lost from sight."""

import pytest

from collections_app.communications.choices import State
from collections_app.communications.models import Attempt, Communication


def outcomes() -> list[str]:
    return list(Attempt.objects.order_by("started_at", "pk").values_list("outcome", flat=True))


def test_row_01_a_server_that_refuses_delays_and_each_goes_once(rig):
    rig.load(3)
    rig.smtp.stop()
    rig.send()
    rig.later(minutes=10)
    assert rig.states() == {State.READY: 3}

    rig.smtp.start()
    rig.later(hours=1)

    assert rig.states() == {State.SENT: 3}
    assert len(rig.smtp.ledger.read()) == 3
