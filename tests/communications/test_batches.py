"""Many claimed at once: what a worker that dies, a slow server or a failing one leaves behind."""

import datetime as dt
from collections.abc import Iterable, Sequence

import pytest

from collections_app.communications import journal, sending
from collections_app.communications.choices import Outcome, State
from collections_app.communications.evidence import read_journal
from collections_app.communications.marking import reap
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.rules import MOST_TRIES
from collections_app.communications.sending import send, send_all
from collections_app.communications.transports.base import Result
from collections_app.jobs.outbox import settle_claims
from tests.communications.test_sending import NOW, Transport, lease_is_over, ready
from tests.outbox import nothing_against, nothing_follows

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN = {"check": nothing_against, "settle": nothing_follows, "now": NOW}
AWAY = Result(Outcome.NOT_SENT, reply="connection refused", rests_channel=True)


def states(ones: Iterable[Communication]) -> list[str]:
    return [Communication.objects.get(pk=one.pk).state for one in ones]


def dies_at(transport: Transport, number: int) -> None:
    """The worker ends while it sends the message of that number."""

    def count() -> None:
        if transport.calls == number:
            raise KeyboardInterrupt

    transport.before_answer = count


def dead_in_the_middle(transport: Transport) -> list[Communication]:
    """Of four: one answered, one begun, two never begun."""
    ones = [ready() for _ in range(4)]
    dies_at(transport, 2)
    with pytest.raises(KeyboardInterrupt):
        send([one.pk for one in ones], **GIVEN)
    transport.before_answer = lambda: None
    return ones


def test_of_a_dead_worker_only_the_message_in_its_hands_is_unknown(transport):
    ones = dead_in_the_middle(transport)

    read_journal(settle=nothing_follows, at=NOW)

    assert states(ones) == ["sent", "sending", "ready", "ready"]
    lease_is_over(ones[1])
    reap()
    read_journal(settle=nothing_follows, at=NOW)
    assert states(ones) == ["sent", "unknown", "ready", "ready"]
    assert list(journal.left_behind()) == []  # the database has it all


def test_what_was_never_begun_goes_at_once(transport):
    ones = dead_in_the_middle(transport)
    read_journal(settle=nothing_follows, at=NOW)

    send_all([one.pk for one in ones], **GIVEN)

    assert states(ones) == ["sent", "sending", "sent", "sent"]
    assert transport.calls == 4


def test_what_was_handed_back_is_tried_again_as_soon_as_any_other(transport):
    ones = dead_in_the_middle(transport)
    read_journal(settle=nothing_follows, at=NOW)
    transport.result = Result(Outcome.REJECTED_FOR_NOW, reply="451 later")

    send([ones[2].pk], **GIVEN)

    again = Communication.objects.get(pk=ones[2].pk)
    assert (again.tries, again.send_after - NOW) == (2, dt.timedelta(minutes=5))


def test_after_a_restart_of_the_machine_a_missing_note_proves_nothing(transport, monkeypatch):
    ones = dead_in_the_middle(transport)
    monkeypatch.setattr(journal, "_boot", lambda: "another time")

    read_journal(settle=nothing_follows, at=NOW)

    assert states(ones) == ["sent", "sending", "sending", "sending"]


def test_a_disk_that_fills_up_in_the_middle_makes_no_begun_message_an_unbegun_one(
    transport, monkeypatch
):
    note = journal.Sheet._note

    def until_full(sheet: journal.Sheet, **values: object) -> None:
        if "begun" in values:
            raise OSError(28, "No space left")
        note(sheet, **values)

    monkeypatch.setattr(journal.Sheet, "_note", until_full)
    ones = dead_in_the_middle(transport)

    assert list(journal.left_behind()) == []
    assert states(ones) == ["sending"] * 4


def test_a_line_that_was_cut_off_says_nothing(transport):
    ones = dead_in_the_middle(transport)
    [sheet] = journal.left_behind()
    with sheet.path.open("ab") as file:
        file.write(b'{"token": "')

    read_journal(settle=nothing_follows, at=NOW)

    assert states(ones) == ["sent", "sending", "ready", "ready"]


def test_a_server_that_is_away_is_asked_once_for_a_batch(transport):
    ones = [ready() for _ in range(4)]
    transport.result = AWAY

    send([one.pk for one in ones], **GIVEN)

    assert transport.calls == 1
    assert states(ones) == ["ready"] * 4
    waits = [Communication.objects.get(pk=one.pk).send_after - NOW for one in ones]
    assert waits == [dt.timedelta(minutes=5), *[dt.timedelta(0)] * 3]


def test_what_waits_too_long_for_its_turn_is_handed_back(transport, monkeypatch):
    ones = [ready() for _ in range(3)]
    monkeypatch.setattr(sending, "SECONDS_OF_A_BATCH", -1.0)

    send([one.pk for one in ones], **GIVEN)

    assert transport.calls == 0
    assert states(ones) == ["ready"] * 3
    assert {one.outcome for one in Attempt.objects.all()} == {Outcome.NOT_SENT}


def test_batches_grow_while_the_server_is_quick_and_shrink_when_it_is_not(monkeypatch):
    sizes: list[int] = []
    clock = iter(range(1000))

    def at_its_pace(ids: list[int], **given: object) -> dict[int, str]:
        sizes.append(len(ids))
        return {}

    monkeypatch.setattr(sending, "send", at_its_pace)
    send_all(range(150), **GIVEN)
    assert sizes == [1, 2, 4, 8, 16, 32, 50, 37]

    sizes.clear()
    monkeypatch.setattr(sending.time, "monotonic", lambda: next(clock))  # a second for a look
    send_all(range(3), **GIVEN)
    assert sizes == [1, 1, 1]


def test_a_batch_holds_one_message_to_a_customer_and_to_an_address(transport):
    first, second, third = ready(), ready(), ready()
    Communication.objects.filter(pk=second.pk).update(
        customer=first.customer, company=first.company, recipient="a@b.example"
    )
    Communication.objects.filter(pk=third.pk).update(recipient=first.recipient)

    send([first.pk, second.pk, third.pk], **GIVEN)

    assert states([first, second, third]) == ["sent", "ready", "ready"]


def test_only_refusals_count_as_tries(transport):
    one = ready()
    for _ in range(MOST_TRIES):
        send([one.pk], **GIVEN, carrier=lambda _: Result(Outcome.NOT_SENT))
        Communication.objects.filter(pk=one.pk).update(send_after=NOW)

    send([one.pk], **GIVEN, carrier=lambda _: Result(Outcome.REJECTED_FOR_NOW))

    assert states([one]) == [State.READY]


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REJECTED_FOR_NOW])
def test_whatever_a_server_says_can_be_kept(outcome):
    said = Result(outcome, reply="250 \0 Ōk \U0001f600" + "x" * 5000)

    send([ready().pk, ready().pk], **GIVEN, carrier=lambda _: said)

    assert {one.reply[:8] for one in Attempt.objects.all()} == {"250  Ōk "}


def test_after_a_restore_nothing_is_taken_for_never_begun(transport):
    ones = dead_in_the_middle(transport)
    journal.forget_never_begun()

    read_journal(settle=nothing_follows, at=NOW)

    assert states(ones) == ["sent", "sending", "sending", "sending"]


def test_a_sheet_that_lost_its_lines_keeps_nobody_from_anything(transport):
    ones = dead_in_the_middle(transport)
    [sheet] = journal.left_behind()
    sheet.path.write_bytes(b"")
    for one in ones:
        lease_is_over(one)

    settle_claims(now=NOW)

    assert states(ones) == ["unknown"] * 4
    assert list(journal.left_behind()) == []


def test_what_cannot_be_settled_takes_no_neighbour_along(transport):
    ones = [ready() for _ in range(4)]

    def stumbles(those: Sequence[Communication]) -> None:
        if any(one.pk == ones[2].pk for one in those):
            raise RuntimeError("this one cannot be settled")

    with pytest.raises(ExceptionGroup):
        send([one.pk for one in ones], **GIVEN | {"settle": stumbles})
    assert states(ones) == ["sent", "sent", "sending", "sent"]

    read_journal(settle=stumbles, at=NOW)
    assert states(ones)[2] == "sending"
    read_journal(settle=nothing_follows, at=NOW)
    assert states(ones)[2] == "sent"


def test_a_server_that_breaks_off_after_the_dot_is_left_alone_after_three(transport):
    ones = [ready() for _ in range(8)]
    transport.result = Result(Outcome.UNKNOWN, reply="connection lost", rests_channel=True)

    send_all([one.pk for one in ones], **GIVEN)

    assert states(ones).count("unknown") == 3
    assert states(ones).count("ready") == 5


def test_a_rehearsal_that_died_in_the_middle_goes_on_too(monkeypatch):
    ones = [ready(mode="rehearsal") for _ in range(3)]

    def dies(attempt: Attempt) -> Result:
        if attempt.communication_id == ones[1].pk:
            raise KeyboardInterrupt
        return Result(Outcome.ACCEPTED)

    with pytest.raises(KeyboardInterrupt):
        send([one.pk for one in ones], **GIVEN, carrier=dies)
    settle_claims(now=NOW)

    assert states(ones) == ["sent", "sending", "ready"]
