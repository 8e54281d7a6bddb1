"""The figures of DOMAIN 4.2 and 4.3, with its own numbers."""

from decimal import Decimal

import pytest

from collections_app.reports.formulas import (
    Outcomes,
    Sold,
    average_days_late,
    count_back,
    days_of_sales,
    delinquent_days,
    effectiveness,
    percent,
)

CENT = Decimal("0.01")
MILLI = Decimal("0.001")


def sold(*months: tuple[int, int]) -> list[Sold]:
    return [Sold(Decimal(sales), days) for sales, days in months]


def test_a_year_of_the_credit_research_foundation() -> None:
    sales = Decimal(12_000_000)
    dso = days_of_sales(Decimal(1_500_000), sales, 365)
    best = days_of_sales(Decimal(1_100_000), sales, 365)

    assert dso == Decimal("45.625")
    assert best is not None and best.quantize(MILLI) == Decimal("33.458")
    late = delinquent_days(dso, best)
    assert late is not None and late.quantize(MILLI) == Decimal("12.167")


@pytest.mark.parametrize(
    ("begin", "sales", "end", "not_due", "cei"),
    [
        (1_400_000, 1_000_000, 1_500_000, 1_100_000, "69.23"),
        (400_000, 250_000, 380_000, 300_000, "77.14"),
        (400_000, 250_000, 300_000, 300_000, "100.00"),  # all that was due came
    ],
)
def test_effectiveness_of_a_month(begin, sales, end, not_due, cei) -> None:
    answer = effectiveness(
        begin=Decimal(begin), sales=Decimal(sales), end=Decimal(end), end_not_due=Decimal(not_due)
    )

    assert answer is not None and answer.quantize(CENT) == Decimal(cei)


@pytest.mark.parametrize(
    ("receivables", "months", "days"),
    [
        (2_500, sold((1_200, 30), (800, 31), (700, 30)), "82.43"),
        (212, sold((100, 30), (80, 30), (70, 30)), "73.71"),
        (100, sold((100, 30)), "30.00"),  # it fits exactly
        (50, sold((0, 12), (100, 30)), "27.00"),  # nothing sold this month yet
        (0, sold((100, 30)), "0.00"),
    ],
)
def test_count_back_takes_months_off_the_newest_first(receivables, months, days) -> None:
    answer = count_back(Decimal(receivables), months)

    assert answer is not None and answer.quantize(CENT) == Decimal(days)


def test_what_is_not_known_is_not_guessed() -> None:
    assert count_back(Decimal(2_500), sold((1_200, 30), (800, 31))) is None
    assert count_back(Decimal(1), []) is None
    assert days_of_sales(Decimal(100), Decimal(0), 365) is None
    assert delinquent_days(Decimal(40), None) is None
    assert percent(Decimal(0), Decimal(0)) is None
    assert (
        effectiveness(
            begin=Decimal(0), sales=Decimal(100), end=Decimal(100), end_not_due=Decimal(100)
        )
        is None
    )  # nothing was due


def test_not_due_is_a_share_of_all() -> None:
    share = percent(Decimal(1_100_000), Decimal(1_500_000))

    assert share is not None and share.quantize(CENT) == Decimal("73.33")


def test_who_stops_paying_does_not_look_better() -> None:
    """100.00 paid 10 days late; another 100.00 is overdue, and every day makes it later."""
    paid = {"settled": Decimal(100), "settled_days": Decimal(1_000)}

    alone = average_days_late(**paid, overdue=Decimal(0), overdue_days=Decimal(0))
    later = average_days_late(**paid, overdue=Decimal(100), overdue_days=Decimal(5_000))

    assert (alone, later) == (10, 30)


def test_a_promise_kept_in_part_counts_by_what_was_paid() -> None:
    """Two of 100.00 kept, one of 200.00 paid by half, one of 100.00 broken; one was moved."""
    outcomes = Outcomes(
        kept=2, partly_kept=1, broken=1, moved=1, promised=Decimal(500), received=Decimal(300)
    )

    assert outcomes.kept_by_count == 50
    assert outcomes.kept_by_amount == 60


def test_no_promise_is_no_rate() -> None:
    assert Outcomes(moved=3, withdrawn=1).kept_by_count is None
    assert Outcomes().kept_by_amount is None
