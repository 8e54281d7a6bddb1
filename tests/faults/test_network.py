"""Rows 56 and 57: lines that swallow everything, or only the answers."""

import pytest

from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.transports import smtp, twilio
from collections_app.mail import mailer
from tests.faults.proxy import Proxy
from tests.faults.test_mail import outcomes


@pytest.fixture
def line(rig, settings, monkeypatch):
    """Mail and texts go through it, and wait a short while for an answer."""
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.5)
    monkeypatch.setattr(smtp, "QUIT_SECONDS", 0.5)
    monkeypatch.setattr(twilio, "READ_SECONDS", 0.5)
    proxies = {one: Proxy(("127.0.0.1", one.port)) for one in (rig.smtp, rig.twilio)}
    settings.MAILERS = {"default": mailer(f"smtp://127.0.0.1:{proxies[rig.smtp].port}")}
    settings.TWILIO_BASE_URL = f"http://127.0.0.1:{proxies[rig.twilio].port}"
    yield {Channel.EMAIL: proxies[rig.smtp], Channel.SMS: proxies[rig.twilio]}
    for proxy in proxies.values():
        proxy.end()


def test_row_56_a_mail_server_behind_a_black_hole_is_left_in_time_and_drained_later(rig, line):
    rig.load(3)
    line[Channel.EMAIL].mood = "hole"
    rig.send()
    assert set(outcomes()) == {Outcome.NOT_SENT}

    line[Channel.EMAIL].mood = "open"
    rig.later(hours=1)

    assert rig.states() == {State.SENT: 3}


def test_row_56_a_black_hole_before_twilio_is_unknown_until_twilio_is_asked(rig, line):
    """The request may have arrived: nobody can tell from this end."""
    rig.load(1, Channel.SMS)
    line[Channel.SMS].mood = "hole"
    rig.send()
    assert rig.states() == {State.UNKNOWN: 1}

    line[Channel.SMS].mood = "open"
    for minutes in (6, 6, 30):
        rig.later(minutes=minutes)

    assert rig.states() == {State.SENT: 1}
    assert len(rig.twilio.ledger.read()) == 1


@pytest.mark.nightly
def test_row_56_a_line_that_breaks_off_or_half_closes_doubles_nothing(rig, line):
    rig.load(6)
    for act in (line[Channel.EMAIL].close_lines, line[Channel.EMAIL].half_close):
        rig.send()
        act()
    rig.later(hours=1)

    assert rig.states() == {State.SENT: 6}


def test_row_57_answers_of_twilio_that_are_lost_are_asked_for(rig, line):
    rig.load(2, Channel.SMS)
    line[Channel.SMS].mood = "one_way"
    rig.send()
    assert rig.states() == {State.UNKNOWN: 2}
    assert len(rig.twilio.ledger.read()) == 2

    line[Channel.SMS].mood = "open"
    rig.later(minutes=6)

    assert rig.states() == {State.SENT: 2}


def test_row_57_mail_whose_answers_are_lost_never_begins(rig, line):
    """Without the server's greeting nothing of a message is said."""
    rig.load(1)
    line[Channel.EMAIL].mood = "one_way"
    rig.send()
    assert outcomes() == [Outcome.NOT_SENT]

    line[Channel.EMAIL].mood = "open"
    rig.later(hours=1)

    assert rig.states() == {State.SENT: 1}
