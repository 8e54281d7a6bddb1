"""Optional rungs, the way on after the calls, new starts: the ladder beyond its default levels."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_app.dunning.facts import Told
from collections_app.dunning.rules import plan
from collections_app.dunning.timing import due_date
from tests.dunning.world import (
    CALENDAR,
    COURTESY,
    FINAL,
    LADDER,
    THIRD,
    WHOLE_LADDER,
    World,
    day,
    owed,
)

DAYS = 220
LEVELS = ["reminder", "first_letter", "second_letter"]


def live(world: World, *, talk_every: int = 9, days: int = DAYS) -> World:
    """Somebody speaks to them some days after each round opened."""
    for number in range(days):
        world.walk(day(number))
        opened = world.calls[-1][0] if world.calls else None
        if world.round_is_open and opened and (day(number) - opened).days >= talk_every:
            world.end_round(day(number))
    return world


def notice_levels(world: World) -> list[tuple[str, str]]:
    """Per notice, its level and the words it used."""
    return [(plan.notice.rung.key, plan.notice.wording) for _, plan in world.notices if plan.notice]


def test_the_third_notice_follows_the_second_call_round_and_the_final_one_the_third():
    world = live(World({1: owed(1, 4)}, ladder=replace(WHOLE_LADDER, courtesy=None)))

    taken = world.steps(1)
    assert [level for level, _ in taken if level != "call"] == [
        *LEVELS,
        "third_notice",
        "final_notice",
    ]
    on = dict(reversed(taken))
    second_round = [date for level, date in taken if level == "call"][1]
    assert second_round < on["third_notice"] < on["final_notice"]
    assert (on["final_notice"] - on["third_notice"]).days >= FINAL.gap_days


def test_words_do_not_soften_between_the_second_letter_and_the_third_notice():
    ladder = replace(WHOLE_LADDER, courtesy=None)
    world = World({1: owed(1, 4), 2: owed(2, 45), 3: owed(3, 70)}, ladder=ladder)

    live(world)

    ranks = [plan.notice.wording_rank for _, plan in world.notices if plan.notice]
    assert ranks == sorted(ranks)
    assert {"still_open", "third_notice", "final_notice"} <= {w for _, w in notice_levels(world)}


def test_off_rungs_change_nothing():
    plain = live(World({1: owed(1, 4), 2: owed(2, 30)}))
    with_rungs = live(
        World({1: owed(1, 4), 2: owed(2, 30)}, ladder=replace(LADDER, optional=(THIRD,)))
    )

    assert notice_levels(plain) == notice_levels(with_rungs)
    assert plain.steps(1) == with_rungs.steps(1)


def test_a_courtesy_note_goes_once_five_days_before_the_due_date():
    world = World({1: owed(1, 11)}, ladder=WHOLE_LADDER)  # Friday 12 January

    for number in range(20):
        world.walk(day(number))

    assert world.steps(1)[:2] == [("courtesy_note", day(7)), ("reminder", day(16))]
    note = world.notices[0][1].notice
    assert note.lines[0].pay_by == day(11)
    assert world.invoices[1].taken_on == day(16)


def test_no_courtesy_note_is_caught_up_on_or_after_the_due_date():
    world = World({1: owed(1, 11)}, ladder=WHOLE_LADDER)

    for number in range(11, 20):
        world.walk(day(number))

    assert [level for level, _ in world.steps(1)] == ["reminder"]


def test_no_courtesy_note_while_something_is_chased():
    world = World({1: owed(1, 0), 2: owed(2, 15)}, ladder=WHOLE_LADDER)

    for number in range(15):
        world.walk(day(number))

    assert world.steps(2) == []


def test_a_direct_debit_gets_no_courtesy_note():
    invoice = replace(owed(1, 11), eligible_from=day(18))
    world = World({1: invoice}, ladder=WHOLE_LADDER)

    for number in range(12):
        world.walk(day(number))

    assert world.notices == []


def after_three_rounds(**values) -> World:
    """A customer to whom everything was said."""
    world = World({1: owed(1, 0)}, **values)
    for number in range(120):
        plan = world.walk(day(number))
        if world.round_is_open:
            world.end_round(day(number))
        if plan.code == "decide":
            return world
    raise AssertionError("nobody was asked to decide")


def test_after_three_rounds_a_manager_is_asked_once_how_to_go_on():
    world = after_three_rounds()

    assert [one.kind for one in world.walk(day(121)).tasks] == ["decide"]
    assert len(world.calls) == 3


@pytest.mark.parametrize("choice", ["third_notice", "stop_supply"])
def test_what_was_decided_is_given_its_time(choice):
    world = after_three_rounds()
    world.course, world.course_until = choice, day(150)

    waits, asked = world.walk(day(140)), world.walk(day(150))

    assert (waits.code, waits.tasks, waits.look_on) == ("course", (), day(150))
    assert [one.kind for one in asked.tasks] == ["decide"]


def test_calls_go_on_until_the_day_that_was_decided():
    world = after_three_rounds()
    world.course, world.course_until = "go_on", day(150)

    for number in range(121, 170):
        world.walk(day(number))
        if world.round_is_open:
            world.end_round(day(number))

    rounds = [plan.call.number for _, plan in world.calls if plan.call]
    assert rounds[:5] == [1, 2, 3, 4, 5]
    assert max(on for on, _ in world.calls) < day(150)


def test_a_level_that_is_off_goes_when_a_manager_orders_it():
    world = after_three_rounds(ladder=replace(LADDER, optional=(THIRD,)))
    world.ladder = world.ladder.with_ordered("third_notice")
    world.course, world.course_until = "third_notice", day(160)

    for number in range(121, 140):
        world.walk(day(number))

    assert notice_levels(world)[-1] == ("third_notice", "third_notice")


def test_an_ordered_level_stays_in_a_draft_of_the_ladder():
    ordered = replace(LADDER, optional=(THIRD,)).with_ordered("third_notice")

    drafted = ordered.edited({"third_notice": {"pay_by_days": 3}})

    assert [one.key for one in drafted.rungs] == [one.key for one in ordered.rungs]
    assert (drafted.rungs[-1].key, drafted.rungs[-1].pay_by_days) == ("third_notice", 3)


def test_an_ordered_level_keeps_its_call_rounds_for_what_was_not_called_about():
    ladder = replace(LADDER, optional=(THIRD,)).with_ordered("third_notice")
    world = World({1: owed(1, 0)}, ladder=ladder)

    for number in range(60):
        world.walk(day(number))

    assert [level for level, _ in world.steps(1)] == [*LEVELS, "call"]


def test_a_new_start_climbs_from_the_reminder_in_its_own_words():
    world = live(World({1: owed(1, 0)}), days=40)
    assert world.invoices[1].rank >= 3
    world.invoices[1] = replace(
        world.invoices[1], rank=0, taken_on=None, rounds=0, episode=2, restarted_on=day(40)
    )
    before = len(world.notices)

    for number in range(40, 100):
        world.walk(day(number))

    again = world.notices[before:]
    assert [plan.notice.wording for _, plan in again] == LEVELS
    assert {line.episode for _, plan in again for line in plan.notice.lines} == {2}


def test_sms_to_a_shared_number_counts_for_both():
    world = World({1: owed(1, 0)}, reach=frozenset({"sms"}))
    situation = replace(world.situation(), texted=(day(2),))

    waits = _plan(situation, day(4))
    goes = _plan(situation, day(9))

    assert (waits.code, waits.values["until"]) == ("pressure", day(9))
    assert goes.notice is not None


def test_a_person_may_go_beyond_the_pressure_for_a_day():
    told = (Told(day(1), "reminder", 1, frozenset({9})),)
    situation = replace(World({1: owed(1, 0)}).situation(), told=told)

    assert _plan(situation, day(4)).code == "pressure"
    assert _plan(replace(situation, pressure_waived=True), day(4)).notice is not None


def _plan(situation, today: dt.date):
    return plan(situation, ladder=LADDER, calendar=CALENDAR, day=today)


invoices = st.lists(st.integers(-10, 90), min_size=1, max_size=5)


@settings(max_examples=100)
@given(invoices, st.integers(1, 12), st.sets(st.integers(0, DAYS), max_size=80))
def test_the_whole_ladder_keeps_the_rules(dues, talk_every, missed):
    world = World({id: owed(id, due) for id, due in enumerate(dues)}, ladder=WHOLE_LADDER)

    for number in range(DAYS):
        if number in missed:
            continue
        before, told = dict(world.invoices), list(world.told)
        decided = world.walk(day(number))
        if decided.notice:
            _check(decided.notice, before, told, day(number))
        opened = world.calls[-1][0] if world.calls else None
        if world.round_is_open and opened and (day(number) - opened).days >= talk_every:
            world.end_round(day(number))

    days = [on for on, _ in world.notices]
    assert all((later - one).days >= 7 for one, later in pairwise(days))
    for id in world.invoices:
        written = [level for level, _ in world.steps(id) if level != "call"]
        climbed = [one for one in written if one != "courtesy_note"]
        assert written.count("courtesy_note") <= 1
        assert climbed == [*LEVELS, "third_notice", "final_notice"][: len(climbed)]


def _check(notice, before, told, today: dt.date) -> None:
    last = told[-1] if told else None
    if last and any(before[id].balance > 0 for id in last.invoice_ids):
        assert notice.wording_rank >= last.wording_rank
    for line in notice.lines:
        invoice = before[line.invoice_id]
        if notice.rung == COURTESY:
            assert today < invoice.due_on <= today + dt.timedelta(COURTESY.before_due_days)
        elif line.level:
            rung = WHOLE_LADDER.rungs[line.rank - 1]
            assert invoice.rounds >= rung.after_call_rounds
            assert today >= due_date(invoice, rung, CALENDAR)
            assert invoice.pay_by is None or today > invoice.pay_by
