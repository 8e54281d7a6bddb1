"""The judge sees what it is there to see."""

import pytest

from collections_app.communications.choices import Outcome, State
from collections_app.communications.models import Attempt, Communication
from tests.faults import rig as rigs
from tests.faults.ledger import Taken
from tests.faults.rules import Rule, Rules, tell


@pytest.fixture
def sent(servers, django_db_blocker):
    """A rig in which two were sent as they should be; what a case spoils is not held against it."""
    with django_db_blocker.unblock(), rigs.a_rig(servers) as one:
        one.load(2)
        one.send()
        assert not one.faults()
        yield one


def test_a_second_copy_is_a_duplicate(sent):
    sent.smtp.ledger.write(sent.smtp.ledger.read()[0])

    assert len(sent.judgement().duplicates) == 1
    assert str(sent.judgement()) == "1 duplicates, 0 unlogged, 0 unknown"


def test_a_second_copy_that_a_person_asked_for_is_none(sent):
    sent.smtp.ledger.write(sent.smtp.ledger.read()[0])
    Attempt.objects.update(authorized_by="user:1")

    assert not sent.judgement().duplicates


def test_what_the_log_never_heard_of_is_unlogged(sent):
    sent.smtp.ledger.write(Taken("stranger@vandrel.example", "<1@talbruck.example>"))

    assert len(sent.judgement().unlogged) == 1


def test_what_the_log_calls_not_sent_is_unlogged_where_it_was_taken(sent):
    sent.load(1)
    sent.smtp.does(Rule("DOT", "keep 451 4.3.0 taken, and yet refused"))
    sent.send()

    assert Attempt.objects.filter(outcome=Outcome.REJECTED_FOR_NOW).count() == 1
    assert len(sent.judgement().unlogged) == 1


def test_what_is_only_said_to_be_sent_is_missing(sent):
    (sent.smtp.folder / "ledger.jsonl").unlink()

    assert len(sent.judgement().missing) == 2


def test_a_try_without_its_attempt_is_miscounted(sent):
    Communication.objects.filter(state=State.SENT).update(tries=2)

    assert len(sent.judgement().miscounted) == 2


def test_a_rule_holds_first_each_nth_or_every_time(tmp_path):
    told = [Rule("RCPT", "a", first=1), Rule("DOT", "b", nth=2), Rule("QUIT", "c", every=2)]
    tell(tmp_path / "rules.json", told)
    rules = Rules(tmp_path / "rules.json")

    assert [rules.at("RCPT", who) for who in ("x", "x", "y")] == ["a", "", "a"]
    assert [rules.at("DOT") for _ in range(4)] == ["", "b", "", ""]
    assert [rules.at("QUIT") for _ in range(4)] == ["", "c", "", "c"]
