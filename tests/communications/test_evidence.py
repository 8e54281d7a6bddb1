"""What is learned of an attempt afterwards: from the journal, the provider, a person."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from django.db import OperationalError

from collections_app.communications import journal, sending
from collections_app.communications.choices import Outcome, State
from collections_app.communications.evidence import (
    CannotResolve,
    believe,
    read_journal,
    resolve,
    search_unknown,
)
from collections_app.communications.marking import reap
from collections_app.communications.models import Attempt, Communication, Evidence
from collections_app.communications.transports.base import Result
from tests.communications.test_sending import NOW, Transport, go, lease_is_over, ready

pytestmark = pytest.mark.django_db(transaction=True)
ACCEPTED, NOT_SENT = Result(Outcome.ACCEPTED, provider_id="SM1"), Result(Outcome.NOT_SENT)


@dataclass
class Settled:
    """Stands where the ladder's side is."""

    states: list[str] = field(default_factory=list)

    def __call__(self, communications: Sequence[Communication]) -> None:
        self.states += [one.state for one in communications]


def unknown(transport: Transport) -> Communication:
    one = ready()
    transport.result = Result(Outcome.UNKNOWN)
    assert go(one) == State.UNKNOWN
    transport.result = Result(Outcome.ACCEPTED)
    return one


def tell(one: Communication, result: Result, settle=lambda _: None, source="twilio") -> str | None:
    token = one.attempts.order_by("number").values_list("token", flat=True)[0]
    return believe(token=token, result=result, source=source, settle=settle, at=NOW)


def test_an_answer_that_the_database_could_not_take_is_marked_from_the_journal(
    transport, monkeypatch
):
    one, settled = ready(), Settled()
    with monkeypatch.context() as away, pytest.raises(OperationalError):
        away.setattr(sending, "mark_all", lambda *_, **__: raise_(OperationalError("gone away")))
        go(one)
    lease_is_over(one)

    assert read_journal(settle=settled, at=NOW) == 1
    assert reap() == 0

    one.refresh_from_db()
    assert (one.state, settled.states) == (State.SENT, [State.SENT])
    assert list(journal.left_behind()) == []
    assert Evidence.objects.get().source == "journal"


def raise_(error: Exception):
    raise error


def test_the_journal_holds_an_answer_before_the_database_does(transport, monkeypatch):
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(sending, "mark_all", lambda *_, **__: raise_(RuntimeError("killed")))
        go(ready())

    [found] = journal.left_behind()
    assert found.answers == {Attempt.objects.get().token: Result(Outcome.ACCEPTED)}


def test_what_a_living_worker_keeps_is_its_own(transport):
    seen: list[journal.Found] = []
    transport.before_answer = lambda: seen.extend(journal.left_behind())

    assert go(ready()) == State.SENT
    assert seen == []
    assert list(journal.left_behind()) == []


def test_a_full_disk_costs_the_journal_and_not_the_mark(transport, monkeypatch, caplog):
    monkeypatch.setattr(journal.os, "fsync", lambda _: raise_(OSError(28, "No space left")))

    assert go(ready()) == State.SENT
    assert "journal cannot be written" in caplog.text


def test_a_late_answer_after_the_lease_is_believed(transport):
    one = ready()
    transport.break_with = RuntimeError("stopped for a while")
    with pytest.raises(RuntimeError):
        go(one)
    lease_is_over(one)
    assert reap() == 1

    assert tell(one, ACCEPTED) == State.SENT
    assert Attempt.objects.get().outcome == Outcome.ACCEPTED


@pytest.mark.parametrize("told", [*itertools.permutations([ACCEPTED, Result(Outcome.UNKNOWN)])])
def test_the_same_may_be_told_twice_and_in_any_order(transport, told):
    one, settled = unknown(transport), Settled()

    states = [tell(one, result, settled) for result in (*told, *told)]

    assert states[-1] == State.SENT
    assert settled.states == [State.SENT]


def test_an_answer_for_a_message_being_sent_does_not_harm_the_workers_own(transport):
    one = ready()
    transport.before_answer = lambda: tell(one, ACCEPTED)

    assert go(one) == State.SENT
    assert Attempt.objects.get().provider_id == "SM1"


def test_nobody_knows_a_token_that_does_not_exist(transport):
    assert believe(token="?", result=ACCEPTED, source="x", settle=Settled(), at=NOW) is None
    assert Evidence.objects.count() == 0


def test_a_person_says_that_it_went(transport):
    one, settled = unknown(transport), Settled()

    resolve(communication=one, went=True, settle=settled, by="user:7", at=NOW)

    one.refresh_from_db()
    assert (one.state, settled.states) == (State.SENT, [State.SENT])
    assert Evidence.objects.get().source == "user:7"


def test_what_the_server_said_to_the_attempt_is_kept_beside_what_a_person_says(transport):
    transport.result = Result(Outcome.UNKNOWN, provider_id="<7@here>", reply="451 queue is full")
    one = ready()
    go(one)

    resolve(communication=one, went=True, settle=Settled(), by="user:7", at=NOW)

    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.provider_id) == (Outcome.ACCEPTED, "<7@here>")
    assert attempt.reply == "451 queue is full"
    assert Evidence.objects.get().said == "A person says that it went."


def test_a_person_sends_again_and_the_second_attempt_names_them(transport):
    one = unknown(transport)

    resolve(communication=one, went=False, settle=Settled(), by="user:7", at=NOW)
    assert go(one) == State.SENT

    attempts = one.attempts.order_by("number").values_list("outcome", "authorized_by")
    assert list(attempts) == [("unknown", ""), ("accepted", "user:7")]


def test_late_evidence_stops_a_second_send_that_was_not_begun(transport):
    one = unknown(transport)
    resolve(communication=one, went=False, settle=Settled(), by="user:7", at=NOW)

    assert tell(one, ACCEPTED) == State.SENT
    assert go(one) is None
    assert one.attempts.count() == 1


def test_what_is_known_cannot_be_resolved_again(transport):
    one = ready()
    go(one)

    with pytest.raises(CannotResolve):
        resolve(communication=one, went=False, settle=Settled(), by="user:7", at=NOW)


def search(at: dt.datetime, may=True) -> int:
    return search_unknown(settle=Settled(), may_go_again=lambda _: may, at=at)


def later(minutes: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def test_a_provider_that_lists_the_message_resolves_it(transport):
    one = unknown(transport)
    transport.found = ACCEPTED

    assert search(later(4)) == 0  # it may not be listed yet
    assert search(later(6)) == 1

    one.refresh_from_db()
    assert one.state == State.SENT


def test_not_listed_twice_five_minutes_apart_means_that_it_never_went(transport):
    one = unknown(transport)
    transport.found = NOT_SENT

    assert [search(later(6)), search(later(8)), search(later(11))] == [0, 0, 1]

    one.refresh_from_db()
    assert one.state == State.READY
    assert go(one, now=later(60)) == State.SENT


def test_a_letter_that_nobody_lists_waits_for_a_person(transport):
    one = unknown(transport)
    transport.found = NOT_SENT

    assert [search(later(minute), may=False) for minute in (6, 12, 600)] == [0, 0, 0]

    one.refresh_from_db()
    assert one.state == State.UNKNOWN


def test_an_earlier_message_with_the_same_words_proves_nothing(transport):
    first = ready()
    transport.result = Result(Outcome.ACCEPTED, provider_id="SM1")
    go(first)
    unknown(transport)
    transport.found = ACCEPTED

    assert search(later(6)) == 0


def test_a_provider_that_cannot_be_asked_changes_nothing(transport):
    unknown(transport)

    assert search(later(6)) == 0
    assert Evidence.objects.count() == 0
