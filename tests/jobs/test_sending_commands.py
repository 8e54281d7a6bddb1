"""The commands for the one stop and for unknown sends."""

import datetime as dt
import re
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from collections_app.communications.models import Gate
from collections_app.companies import installation
from collections_app.companies.choices import Mode
from collections_app.companies.installation import stop_sending, why_silent
from collections_app.companies.models import Installation
from tests import factories
from tests.communications.test_sending import ready
from tests.web.days import unknown_send

pytestmark = pytest.mark.django_db(transaction=True)


def test_sending_shows_what_waits_and_which_channel_rests(capsys):
    ready(mode=Mode.LIVE)
    assert why_silent() == ""
    until = timezone.now() + dt.timedelta(minutes=20)
    Gate.objects.create(channel="email", failures=4, shut_until=until, why="connection refused")

    call_command("sending")

    said = capsys.readouterr().out
    assert "Messages may leave." in said
    assert f"E-mail rests until {until:%H:%M} UTC: connection refused" in said
    assert "0 unknown sends." in said
    assert "1 messages are ready and due, the oldest since 2024-03-04 12:00 UTC." in said


def test_sending_stops_and_goes_on(capsys):
    call_command("sending", "--stop")
    assert why_silent() == "stopped"
    assert "Everything is stopped" in capsys.readouterr().out

    call_command("sending", "--resume")
    assert why_silent() == ""
    assert "Messages may leave." in capsys.readouterr().out


def test_after_a_restore_going_on_asks_first():
    stop_sending(because=installation.RESTORED, by="sending", at=timezone.now())

    with pytest.raises(CommandError, match="add --yes"):
        call_command("sending", "--resume")
    assert why_silent() == "restored"

    call_command("sending", "--resume", "--yes")
    assert why_silent() == ""


def test_on_a_copy_going_on_asks_first():
    Installation.objects.create(code="the other machine")

    with pytest.raises(CommandError, match="add --yes"):
        call_command("sending", "--resume")

    assert why_silent() == "foreign"


def test_unknown_lists_what_is_known_and_takes_a_persons_word(capsys):
    one = unknown_send(factories.company())

    call_command("unknown")
    said = capsys.readouterr().out
    assert str(one.pk) in said
    assert re.search(r"attempt 1, .* UTC: unknown, The connection was lost", said)
    assert "1 unknown sends." in said

    call_command("unknown", "--went", str(one.pk))
    one.refresh_from_db()
    assert one.state == "sent"
    with pytest.raises(CommandError, match="not unknown any more"):
        call_command("unknown", "--again", str(one.pk))


def test_unknown_sends_again_on_a_persons_word():
    one = unknown_send(factories.company())

    call_command("unknown", "--again", str(one.pk))

    one.refresh_from_db()
    assert (one.state, one.again_by) == ("ready", "command")


def test_unknown_knows_no_stranger():
    with pytest.raises(CommandError, match="There is no communication"):
        call_command("unknown", "--went", str(uuid.uuid4()))
