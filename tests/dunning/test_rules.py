"""The ladder's arithmetic by tables and dated cases."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from collections_app.dunning.facts import Ladder, Open, Situation, Told
from collections_app.dunning.rules import eligible, plan
from collections_app.dunning.timing import call_free_on, due_date, entry_of, pressure_free_on
from tests.dunning.world import CALENDAR, LADDER, World, day, owed


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_one_late_invoice_climbs_the_whole_ladder_on_the_first_days_allowed():
    world = World({1: owed(1, 4)})  # due Friday 5 January 2024

    for number in range(80):
        world.walk(day(number))

    assert world.steps(1) == [
        ("reminder", date("2024-01-10")),  # Wednesday, 3 business days after the due date
        ("first_letter", date("2024-01-22")),  # the pay-by 17 Jan + 2 bd is the 19th; gap: 20th
        ("second_letter", date("2024-02-05")),  # 22 Jan + 14 days; pay-by 1 Feb + 2 bd is the 5th
        ("call", date("2024-02-16")),  # pay-by 12 Feb, by post + 4 bd
    ]


@pytest.mark.parametrize(
    ("pay_by", "posted", "expected"),
    [
        ("2024-02-01", False, "2024-02-05"),  # Thursday + 2 bd = Monday
        ("2024-02-01", True, "2024-02-07"),  # Thursday + 4 bd = Wednesday
        ("2024-02-03", False, "2024-02-06"),  # Saturday + 2 bd = Tuesday
    ],
)
def test_a_level_waits_for_the_stated_pay_by_date(pay_by, posted, expected):
    invoice = Open(
        1,
        "EUR",
        date("2024-01-02"),
        Decimal(100),
        Decimal(100),
        rank=1,
        taken_on=date("2024-01-08"),
        pay_by=date(pay_by),
        pay_by_was_posted=posted,
    )

    assert due_date(invoice, LADDER.rungs[1], CALENDAR) == date(expected)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], None),
        (["2024-03-01"], "2024-03-08"),
        (["2024-03-01", "2024-03-08"], "2024-03-15"),
        (["2024-03-01", "2024-03-08", "2024-03-15"], "2024-03-31"),
        (["2024-02-01", "2024-03-01", "2024-03-08", "2024-03-22"], "2024-03-31"),
    ],
)
def test_contact_pressure_names_the_first_free_day(days, expected):
    free = pressure_free_on([date(one) for one in days])

    assert free == (date(expected) if expected else None)


@pytest.mark.parametrize(
    ("talks", "dials", "expected"),
    [
        ([], [], None),
        ([], ["2024-03-04"], "2024-03-05"),
        ([], ["2024-03-04", "2024-03-05", "2024-03-06", "2024-03-07", "2024-03-08"], "2024-03-11"),
        (["2024-03-04"], [], None),
        (["2024-03-04", "2024-03-06"], [], "2024-03-11"),
        (["2024-03-04", "2024-03-06"], ["2024-03-11"], "2024-03-12"),
    ],
)
def test_call_pressure_names_the_first_free_day(talks, dials, expected):
    free = call_free_on([date(one) for one in talks], [date(one) for one in dials])

    assert free == (date(expected) if expected else None)


@pytest.mark.parametrize(
    ("days_late", "entry"),
    [(0, ""), (30, ""), (31, "first_letter"), (90, "first_letter"), (91, "review")],
)
def test_old_debt_enters_by_its_age(days_late, entry):
    today = date("2024-06-30")

    due_on = today - dt.timedelta(days_late)
    assert entry_of(due_on, today, letter_days=30, review_days=90) == entry


def test_a_due_line_takes_its_level_and_the_others_are_listed_for_information():
    world = World({1: owed(1, 0), 2: owed(2, 2)})

    decided = world.walk(day(3))  # Thursday: 3 bd after Monday, 1 bd after Wednesday

    assert decided.notice is not None
    assert [(line.invoice_id, line.level) for line in decided.notice.lines] == [
        (1, "reminder"),
        (2, ""),
    ]
    assert [line.pay_by for line in decided.notice.lines] == [day(10), None]


def test_a_level_that_waits_gathers_what_becomes_due_until_the_pressure_is_over():
    world = World({1: owed(1, 0), 2: owed(2, 1)})

    for number in range(11):
        world.walk(day(number))

    assert [on for on, _ in world.notices] == [day(3), day(10)]
    assert world.steps(2) == [("reminder", day(10))]


def test_the_words_are_never_softer_while_an_invoice_of_the_last_notice_is_open():
    past = replace(owed(1, -40), rank=2, taken_on=day(-20), pay_by=day(30))
    world = World({1: past, 2: owed(2, 0)})
    world.told = [Told(day(-20), "first_letter", 2, frozenset({1}))]

    decided = world.walk(day(3))

    assert decided.notice is not None
    assert (decided.notice.rung.key, decided.notice.wording) == ("reminder", "first_letter")


def test_a_listed_invoice_past_the_second_letter_turns_the_words_to_still_open():
    past = replace(owed(1, -60), rank=3, taken_on=day(-11), pay_by=day(30))
    world = World({1: past, 2: owed(2, 0)})
    world.told = [Told(day(-11), "second_letter", 3, frozenset({1}))]

    notices = [world.walk(day(number)).notice for number in range(5)]

    assert notices[2] is None
    assert notices[3] is not None  # 14 days after the last notice
    assert notices[3].wording == "still_open"


def test_when_all_of_a_letter_is_paid_a_reminder_opens_with_thanks():
    world = World({2: owed(2, 0)})
    world.told = [Told(day(-8), "first_letter", 2, frozenset({1}))]

    decided = world.walk(day(3))

    assert decided.notice is not None
    assert (decided.notice.wording, decided.notice.opens_with_thanks) == ("reminder", True)


@pytest.mark.parametrize(
    ("amount", "goes"), [("20.00", False), ("20.01", True), ("5.00", False), ("19.99", False)]
)
def test_small_sums_are_not_demanded(amount, goes):
    decided = World({1: owed(1, 0, amount)}).walk(day(3))

    assert (decided.notice is not None) == goes


def test_credits_count_against_the_minimum():
    world = World({1: owed(1, 0, "100.00")}, credits={"EUR": Decimal("80.00")})

    decided = world.walk(day(3))

    assert decided.notice is None
    assert decided.code == "below_minimum"


def test_a_customer_without_any_address_gets_a_task_instead_of_a_notice():
    decided = World({1: owed(1, 0)}, reach=frozenset()).walk(day(3))

    assert decided.notice is None
    assert decided.code == "unreachable"
    assert [task.kind for task in decided.tasks] == ["fix_contact"]


def test_what_is_set_aside_is_named_and_until_when():
    promised = replace(owed(1, -20), demandable=Decimal(0), set_aside=("promised",))
    situation = Situation((promised,), promised_until=day(9))

    decided = plan(situation, ladder=LADDER, calendar=CALENDAR, day=day(0))

    assert decided.code == "nothing_to_demand"
    assert decided.values == {"because": ["promised"], "until": day(9)}


def test_invoices_on_hold_say_why_and_until_when():
    longer = replace(owed(1, -20), held_until=day(9), held_for="internal")
    shorter = replace(owed(2, -20), held_until=day(4), held_for="asked")

    decided = plan(Situation((longer, shorter)), ladder=LADDER, calendar=CALENDAR, day=day(0))

    assert decided.code == "invoices_held"
    assert decided.values == {"until": day(4), "reason": "asked"}


def test_a_stopped_standing_stops_everything():
    decided = World({1: owed(1, 0)}, standing="insolvent").walk(day(60))

    assert (decided.notice, decided.call, decided.code) == (None, None, "standing")


@pytest.mark.parametrize(
    ("stopped", "without_it"),
    [
        ({"standing": "insolvent", "review_on": day(30)}, day(30)),
        ({"standing": "insolvent", "review_on": day(0)}, None),
        ({"held_until": day(20)}, day(21)),
    ],
)
def test_what_falls_due_is_counted_though_nobody_is_contacted(stopped, without_it):
    """Day 7 is the first on which the second invoice is overdue."""
    late, due_later = owed(1, -5), owed(2, 6)

    def look_on(*invoices: Open) -> dt.date | None:
        situation = Situation(invoices, **stopped)
        return plan(situation, ladder=LADDER, calendar=CALENDAR, day=day(0)).look_on

    assert look_on(late, due_later) == day(7)
    assert look_on(late) == without_it


def test_after_a_broken_promise_the_call_comes_before_the_letter():
    broken = replace(owed(1, -20), rank=1, taken_on=day(-15), broken_on=day(1))
    world = World({1: broken})

    days = [number for number in range(6) if world.walk(day(number)).notice]

    assert days == [3]  # 2 business days after Tuesday


def test_a_release_lists_the_invoice_with_a_new_date_and_the_next_level_waits_for_it():
    released = replace(
        owed(1, -10), rank=1, taken_on=day(-5), pay_by=day(2), released="dispute_settled"
    )
    world = World({1: released, 2: owed(2, 0)})

    decided = world.walk(day(3))

    assert decided.notice is not None
    assert [(line.level, line.pay_by) for line in decided.notice.lines] == [
        ("", day(10)),
        ("reminder", day(10)),
    ]
    assert due_date(world.invoices[1], LADDER.rungs[1], CALENDAR) == day(14)


def test_one_unfinished_notice_keeps_the_next_from_being_planned():
    situation = replace(World({1: owed(1, 0)}).situation(), has_unfinished_notice=True)

    decided = plan(situation, ladder=LADDER, calendar=CALENDAR, day=day(10))

    assert (decided.notice, decided.code) == (None, "unfinished_notice")


def test_after_the_last_letter_the_call_is_what_comes_next():
    world = World({1: owed(1, 4)})
    number = 0
    while [level for level, _ in world.steps(1)][-1:] != ["second_letter"]:
        world.walk(day(number))
        number += 1

    decided = world.walk(day(number))

    assert (decided.code, decided.values["level"]) == ("climbs", "call")
    assert decided.values["until"] == decided.look_on


def test_nothing_goes_on_a_weekend_even_when_days_were_missed():
    decided = World({1: owed(1, -10)}).walk(day(5))  # a Saturday

    assert decided.notice is None
    assert decided.look_on == day(7)


def only_above(amount: str, *levels: str) -> Ladder:
    """The ladder on which these levels are for more than the amount."""
    rungs = (replace(r, minimum=Decimal(amount)) if r.key in levels else r for r in LADDER.rungs)
    return replace(LADDER, rungs=tuple(rungs))


@pytest.mark.parametrize(
    ("owes", "levels", "ends"),
    [
        ("500.00", ["reminder", "first_letter", "call"], "top_of_ladder"),
        ("500.01", ["reminder", "first_letter", "second_letter", "call"], "call_open"),
    ],
)
def test_a_level_for_more_than_is_owed_is_passed_over(owes, levels, ends):
    world = World({1: owed(1, 4, owes)}, ladder=only_above("500.00", "second_letter"))

    for number in range(80):
        decided = world.walk(day(number))

    assert [level for level, _ in world.steps(1)] == levels
    assert decided.code == "call_open" or ends == "top_of_ladder"


def test_what_becomes_overdue_since_brings_back_the_level_above():
    ladder = only_above("500.00", "second_letter", "call")
    world = World({1: owed(1, 4, "300.00"), 2: owed(2, 60, "300.00")}, ladder=ladder)

    codes = [world.walk(day(number)) for number in range(70)]

    waits = codes[50]
    assert (waits.code, waits.values) == (
        "below_level_minimum",
        {"level": "second_letter", "minimum": "500.00"},
    )
    assert world.steps(1)[2:] == [("second_letter", date("2024-03-04"))]


def test_a_round_rests_where_calls_are_switched_off():
    world = World({1: owed(1, 4)}, ladder=LADDER)
    for number in range(50):
        world.walk(day(number))
    assert world.calls
    world.round_is_open = False
    world.ladder = replace(LADDER, rungs=LADDER.rungs[:3])

    decided = world.walk(day(51))

    assert decided.call is None


@pytest.mark.parametrize(
    ("rates", "listed"),
    [
        ({}, []),  # neither sum is above 20
        ({"EUR": "1", "USD": "0.9"}, [1, 2]),
        ({"EUR": "1", "USD": "0.3"}, []),
        ({"EUR": "1", "GBP": "1.2"}, []),
    ],
)
def test_sums_in_several_currencies_are_compared_with_the_minimum_together(rates, listed):
    world = World({1: owed(1, 0, "15.00"), 2: owed(2, 0, "15.00", "USD")})
    known = {one: Decimal(rate) for one, rate in rates.items()}
    situation = replace(world.situation(), rates=known)

    found = eligible(situation, ladder=LADDER, day=day(5))

    assert [one.id for one in found] == listed


def test_little_of_a_small_currency_is_below_the_minimum_once_its_rate_is_known():
    world = World({1: owed(1, 0, "150.00", "SEK")})
    situation = replace(world.situation(), rates={"EUR": Decimal(1), "SEK": Decimal("0.09")})

    assert eligible(world.situation(), ladder=LADDER, day=day(5))
    assert not eligible(situation, ladder=LADDER, day=day(5))
