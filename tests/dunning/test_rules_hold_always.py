"""The ladder's promises as invariants, over invoices, payments and interruptions of all kinds."""

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from collections_app.dunning.rules import plan
from collections_app.dunning.timing import due_date
from tests.dunning.world import CALENDAR, LADDER, World, day, owed

DAYS = 120
PAYABLE = st.decimals("0.01", "400", places=2)
LEVELS = ["reminder", "first_letter", "second_letter", "call"]

invoices = st.lists(
    st.tuples(st.integers(-20, 60), PAYABLE, st.sampled_from(["EUR", "GBP"])),
    min_size=1,
    max_size=6,
)
events = st.lists(
    st.tuples(
        st.integers(0, DAYS),
        st.sampled_from(["pay", "part", "reverse", "dispute", "promise", "say_paid", "release"]),
        st.integers(0, 5),
    ),
    max_size=14,
)
missed = st.sets(st.integers(0, DAYS), max_size=60)


def build(rows) -> World:
    return World(
        {
            id: owed(id, due, str(amount), currency)
            for id, (due, amount, currency) in enumerate(rows)
        }
    )


def happen(world: World, kind: str, which: int) -> None:
    """Change one invoice as payments, disputes and promises do."""
    id = which % len(world.invoices)
    one = world.invoices[id]
    full = max(one.balance, Decimal("50.00"))
    half = (one.balance / 2).quantize(Decimal("0.01"))
    balance, demandable = {
        "pay": (Decimal(0), Decimal(0)),
        "part": (half, min(one.demandable, half)),
        "reverse": (full, full),
        "dispute": (one.balance, max(one.demandable - half, Decimal(0))),
        "promise": (one.balance, Decimal(0)),
        "say_paid": (one.balance, Decimal(0)),
        "release": (one.balance, one.balance),
    }[kind]
    released = "dispute_settled" if kind == "release" and one.rank else one.released
    world.invoices[id] = replace(one, balance=balance, demandable=demandable, released=released)


def live(rows, happenings, missed_days) -> World:
    world = build(rows)
    by_day = defaultdict(list)
    for on, kind, which in happenings:
        by_day[on].append((kind, which))
    for number in range(DAYS + 1):
        for kind, which in by_day[number]:
            happen(world, kind, which)
        if number not in missed_days:
            walk_and_check(world, day(number))
    return world


def walk_and_check(world: World, today: dt.date) -> None:
    """One day: what every plan must respect, whatever came before."""
    before = dict(world.invoices)
    unsettled = world.told and any(
        before[id].balance > 0 for id in world.told[-1].invoice_ids if id in before
    )
    floor = world.told[-1].wording_rank if unsettled else 0

    decided = world.walk(today)
    assert decided.look_on is None or decided.look_on > today

    for act in filter(None, (decided.notice, decided.call)):
        for line in act.lines:
            assert 0 < line.demanded <= before[line.invoice_id].demandable
            assert line.demanded <= line.balance == before[line.invoice_id].balance
            assert before[line.invoice_id].due_on < today
            if line.level:
                assert line.rank == before[line.invoice_id].rank + 1
                stated = before[line.invoice_id].pay_by
                assert stated is None or today > stated
                rung = LADDER.rungs[line.rank - 1]
                assert today >= due_date(before[line.invoice_id], rung, CALENDAR)
    if decided.notice:
        assert CALENDAR.is_business_day(today)
        assert decided.notice.wording_rank >= floor
        assert any(line.level for line in decided.notice.lines)
        assert len({line.invoice_id for line in decided.notice.lines}) == len(decided.notice.lines)
    if decided.call and decided.notice:
        called = {line.invoice_id for line in decided.call.lines}
        assert not called & {line.invoice_id for line in decided.notice.lines if line.level}
    again = world.walk(today)
    assert again.notice is None
    assert again.call is None


@settings(max_examples=150)
@given(invoices, events, missed)
def test_whatever_happens_the_rules_hold(rows, happenings, missed_days):
    world = live(rows, happenings, missed_days)

    days = [on for on, _ in world.notices]
    for index, on in enumerate(days):
        earlier = days[:index]
        assert not [one for one in earlier if (on - one).days < 7]
        assert len([one for one in earlier if (on - one).days < 30]) < 3
    for id in world.invoices:
        taken = [level for level, _ in world.steps(id)]
        assert taken == LEVELS[: len(taken)]


@settings(max_examples=150)
@given(invoices, missed)
def test_missed_days_change_no_sequence_and_bring_nothing_forward(rows, missed_days):
    rows = [(due, amount + 30, currency) for due, amount, currency in rows]
    long_enough = range(DAYS + 250)
    punctual, late = build(rows), build(rows)

    for number in long_enough:
        punctual.walk(day(number))
        if number not in missed_days:
            late.walk(day(number))

    for id in punctual.invoices:
        expected, actual = punctual.steps(id), late.steps(id)
        assert [level for level, _ in actual] == [level for level, _ in expected] == LEVELS
        days = [on for _, on in actual]
        assert len(set(days)) == len(days)


@settings(max_examples=100)
@given(invoices, missed)
def test_a_single_invoice_is_never_earlier_for_missed_days(rows, missed_days):
    due, amount, currency = rows[0]
    one = [(due, amount + 30, currency)]
    punctual, late = build(one), build(one)

    for number in range(DAYS + 150):
        punctual.walk(day(number))
        if number not in missed_days:
            late.walk(day(number))

    for (_, first), (_, second) in zip(punctual.steps(0), late.steps(0), strict=True):
        assert second >= first


@settings(max_examples=100)
@given(invoices, events)
def test_looking_only_on_the_day_named_misses_nothing(rows, happenings):
    """The walk skips a customer until `look_on` or an event: the same acts as a daily look."""
    daily, sparing = build(rows), build(rows)
    eventful = {on for on, _, _ in happenings}
    look_on: dt.date | None = day(0)

    for number in range(DAYS + 1):
        for on, kind, which in happenings:
            if on == number:
                happen(daily, kind, which)
                happen(sparing, kind, which)
        daily.walk(day(number))
        if number in eventful or (look_on and look_on <= day(number)):
            decided = sparing.walk(day(number))
            look_on = decided.look_on
            if decided.notice or decided.call:
                look_on = sparing_look(sparing, number)

    assert [on for on, _ in sparing.notices] == [on for on, _ in daily.notices]
    assert [on for on, _ in sparing.calls] == [on for on, _ in daily.calls]


def sparing_look(world: World, number: int) -> dt.date | None:
    """An acceptance is an event: the walk looks again the same day."""
    return plan(world.situation(), ladder=LADDER, calendar=CALENDAR, day=day(number)).look_on


@settings(max_examples=50)
@given(invoices, st.sampled_from(["insolvent", "represented", "do_not_contact"]))
def test_nobody_of_a_stopped_standing_is_contacted(rows, standing):
    world = build(rows)
    world.standing = standing

    for number in range(DAYS):
        world.walk(day(number))

    assert not world.notices
    assert not world.calls
