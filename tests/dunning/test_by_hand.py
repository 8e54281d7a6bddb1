"""A level sent by hand: bound by all of the ladder but its rhythm."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_app.dunning.by_hand import ByHand, by_hand
from collections_app.dunning.facts import Plan, Told
from tests.dunning.test_rules_hold_always import build, events, happen, invoices
from tests.dunning.world import CALENDAR, LADDER, World, day, owed

DAYS = 90
WRITTEN = ["reminder", "first_letter", "second_letter"]


def asked_for(world: World, today: int, level: str = "") -> ByHand:
    situation = world.situation()
    return by_hand(situation, ladder=world.ladder, calendar=CALENDAR, day=day(today), level=level)


def send(world: World, today: int, level: str = "") -> ByHand:
    """Sent and accepted at once."""
    found = asked_for(world, today, level)
    if found.notice:
        world._accept(Plan("by_hand", notice=found.notice), day(today))
    return found


def test_a_reminder_goes_the_day_after_the_due_date_and_the_ladder_goes_on_from_it():
    world = World({1: owed(1, 4)})  # due Friday 5 January; the ladder reminds on the 10th

    found = send(world, 5)  # Saturday

    assert found.ahead_of == {"due": day(9)}
    for number in range(5, 40):
        world.walk(day(number))
    assert world.steps(1)[:2] == [("reminder", day(5)), ("first_letter", day(18))]


def test_the_next_level_may_go_before_its_day_its_gap_and_the_date_last_asked_for():
    world = World({1: owed(1, 0)})
    send(world, 3)

    found = send(world, 5)

    assert found.notice is not None
    assert found.notice.rung.key == "first_letter"
    assert found.notice.is_automatic is False
    assert found.ahead_of == {"due": day(14), "asked": day(10), "pressure": day(10)}


def test_a_date_once_asked_for_is_never_brought_forward():
    given_time = replace(owed(1, -40), rank=2, taken_on=day(0), pay_by=day(20))
    world = World({1: given_time}, told=[Told(day(0), "first_letter", 2, frozenset({1}))])

    found = asked_for(world, 5)

    assert found.notice is not None
    assert (found.notice.rung.key, found.notice.lines[0].pay_by) == ("second_letter", day(20))


def test_the_level_due_first_is_offered_first_and_another_can_be_chosen():
    old = replace(owed(1, -40), rank=2, taken_on=day(0), pay_by=day(10))
    told = [Told(day(0), "first_letter", 2, frozenset({1}))]
    world = World({1: old, 2: owed(2, 3)}, told=told)

    first, chosen = asked_for(world, 5), asked_for(world, 5, "second_letter")

    assert first.levels == ("reminder", "second_letter")
    assert first.notice is not None
    assert [(one.invoice_id, one.level) for one in first.notice.lines] == [(1, ""), (2, "reminder")]
    assert first.notice.wording == "first_letter"  # never softer than the last
    assert chosen.notice is not None
    assert [one.level for one in chosen.notice.lines] == ["second_letter", ""]


@pytest.mark.parametrize("level", ["second_letter", "call", "third_notice", "nonsense"])
def test_no_level_is_skipped(level):
    world = World({1: owed(1, -10)})

    found = asked_for(world, 0, level)

    assert (found.code, found.notice, found.levels) == ("not_next", None, ("reminder",))


def test_a_second_letter_waits_until_an_earlier_message_has_stood_three_days():
    late = replace(owed(1, -40), rank=2, taken_on=day(1))
    world = World({1: late}, told=[Told(day(1), "first_letter", 2, frozenset({1}))])

    assert asked_for(world, 3).code == "must_stand"
    assert asked_for(world, 3).values["until"] == day(4)
    assert asked_for(world, 4).notice is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"standing": "insolvent"}, "standing"),
        ({"held_until": day(30)}, "held"),
        ({"reach": frozenset()}, "unreachable"),
        ({"credits": {"EUR": Decimal(90)}}, "below_minimum"),
    ],
)
def test_what_stops_the_ladder_stops_a_person_too(change, code):
    world = World({1: owed(1, -10)}, **change)

    assert asked_for(world, 0).code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"demandable": Decimal(0)}, "nothing_to_demand"),  # promised, disputed, said to be paid
        ({"held_until": day(9)}, "invoices_held"),
        ({"eligible_from": day(3)}, "debit_runs"),
        ({"in_review": True}, "review_old_debt"),
        ({"answer_overdue": True}, "answer_overdue"),
        ({"broken_on": day(-1)}, "call_first"),
        ({"rank": 3}, "call_next"),
        ({"rank": 4}, "top_of_ladder"),
    ],
)
def test_an_invoice_that_may_not_be_written_about_is_not(change, code):
    world = World({1: replace(owed(1, -40), **change)})

    assert asked_for(world, 0).code == code


def test_an_unfinished_notice_goes_first():
    situation = replace(World({1: owed(1, -10)}).situation(), has_unfinished_notice=True)

    found = by_hand(situation, ladder=LADDER, calendar=CALENDAR, day=day(0))

    assert found.code == "unfinished_notice"


def send_and_check(world: World, today: int, which: int) -> None:
    """What every level sent by hand must respect, whatever came before."""
    before = dict(world.invoices)
    last = world.told[-1] if world.told else None
    unsettled = last and any(before[id].balance > 0 for id in last.invoice_ids)
    choices = asked_for(world, today).levels
    found = send(world, today, choices[which % len(choices)] if choices else "")
    if found.notice is None:
        return
    assert found.notice.wording_rank >= (last.wording_rank if last and unsettled else 0)
    assert any(line.level for line in found.notice.lines)
    for line in found.notice.lines:
        one = before[line.invoice_id]
        assert one.due_on < day(today)
        assert 0 < line.demanded <= one.demandable
        assert line.demanded <= line.balance == one.balance
        if line.level:
            assert line.rank == one.rank + 1
        if line.pay_by:
            assert line.pay_by >= (one.pay_by or line.pay_by)


by_hands = st.dictionaries(st.integers(0, DAYS), st.integers(0, 5), max_size=25)


@settings(max_examples=150)
@given(invoices, events, by_hands)
def test_whatever_a_person_sends_every_rule_but_the_rhythm_holds(rows, happenings, sends):
    world = build(rows)
    by_day = defaultdict(list)
    for on, kind, which in happenings:
        by_day[on].append((kind, which))
    automatic = []

    for number in range(DAYS + 1):
        for kind, which in by_day[number]:
            happen(world, kind, which)
        if number in sends:
            send_and_check(world, number, sends[number])
        earlier = [one.on for one in world.told]
        if world.walk(day(number)).notice:
            automatic.append((day(number), earlier))

    for id in world.invoices:
        taken = [level for level, _ in world.steps(id)]
        assert taken == [*WRITTEN, "call"][: len(taken)]
    for on, earlier in automatic:  # a person's message counts for the machine
        assert not [one for one in earlier if (on - one).days < 7]
        assert len([one for one in earlier if (on - one).days < 30]) < 3
