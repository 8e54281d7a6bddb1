"""The stop button, a copied database and a restored one: nothing leaves."""

import pgtrigger
import pytest
from django.db import connection

from collections_app.communications import sending
from collections_app.communications.choices import State
from collections_app.communications.models import Attempt, Communication
from collections_app.companies import installation
from collections_app.companies.choices import Mode
from collections_app.companies.installation import stop_sending, why_silent
from collections_app.demo.replay import LOG
from collections_app.dunning.brakes import resume
from collections_app.history.models import Event
from tests.communications.test_sending import NOW, Transport, go, ready

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def transport(monkeypatch):
    one = Transport()
    monkeypatch.setattr(sending, "transport_of", one)
    return one


def test_a_new_database_belongs_to_the_machine_that_uses_it_first(transport):
    assert why_silent() == ""
    assert go(ready()) == State.SENT


def test_one_button_stops_everything_and_another_lets_it_go_on(transport):
    one = ready()
    stop_sending(by="user:7", at=NOW)

    assert go(one) is None
    assert go(ready(mode=Mode.REHEARSAL)) == State.SENT  # nothing leaves anyway
    assert transport.calls == 0

    assert resume(by="user:7", at=NOW) == "stopped"
    assert go(one) == State.SENT
    kinds = Event.objects.order_by("pk").values_list("kind", "by")
    assert list(kinds) == [("sending.stopped", "user:7"), ("sending.resumed", "user:7")]


def test_the_environment_may_say_no_whatever_the_database_says(transport, settings):
    settings.SENDING = False

    assert go(ready()) is None
    assert why_silent() == "switched_off"


def test_a_copy_of_the_database_stays_silent_on_another_machine(transport, settings):
    one = ready()
    go(ready())

    settings.INSTALLATION_ID = "another machine"

    assert (go(one), why_silent()) == (None, "foreign")
    assert resume(by="user:7", at=NOW) == "foreign"
    assert go(one) == State.SENT


def test_a_copy_beside_the_original_stays_silent_too(transport, monkeypatch, tmp_path, settings):
    one = ready()
    go(ready())

    with monkeypatch.context() as elsewhere:
        elsewhere.setitem(connection.settings_dict, "NAME", "restored under another name")
        assert why_silent() == "foreign"
    settings.INSTALLATION_DIR = tmp_path  # the whole folder was copied
    assert (go(one), why_silent()) == (None, "foreign")


def test_a_restored_database_is_noticed_at_the_first_send_and_stops(transport):
    one, forgotten = ready(), ready()
    go(forgotten)
    restore_from_before(forgotten)

    assert go(one) is None
    assert why_silent() == "restored"
    assert go(forgotten) is None
    assert transport.calls == 1

    assert resume(by="user:7", at=NOW) == "restored"
    assert go(one) == State.SENT


def restore_from_before(one: Communication) -> None:
    """The database as it was before that send."""
    before = Communication.objects.get(pk=one.pk)
    with pgtrigger.ignore(*LOG):
        Attempt.objects.all().delete()
        before.delete()
    before.state, before.sent_at, before.tries = State.READY, None, 0
    before.save(force_insert=True)


def test_what_a_machine_remembers_survives_its_database(transport):
    go(ready())

    assert installation.remembered(installation.ATTEMPT) == Attempt.objects.get().token
