"""The manager's figures, from what was kept: with the published numbers, or not computable."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collections_app.companies.models import Company
from collections_app.reports.billing import say_complete
from collections_app.reports.board import Board, board_of
from collections_app.reports.charts import charts_of
from collections_app.reports.opened import opened_of
from collections_app.reports.tiles import Tile, tiles_of
from tests import factories
from tests.reports.days import snapshot, sold

DAY = dt.date(2026, 11, 30)  # the last day of a month
CENT = Decimal("0.01")


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


def known_since(company: Company, day: dt.date) -> None:
    say_complete(company=company, since=day, by="user:1", at=factories.noon(DAY))


def board(company: Company, day: dt.date = DAY, currency: str = "EUR") -> Board:
    return board_of(company, day=day, currency=currency)


def tiles(of: Board) -> dict[str, Tile]:
    return {one.key: one for one in tiles_of(of)}


@pytest.fixture
def counted_back(company: Company) -> Company:
    """2,500 open; 1,200, 800 and 700 sold in November, October and September (DOMAIN 4.2)."""
    snapshot(company, DAY, open=2_500, not_due=1_600)
    for month, amount in ((11, 1_200), (10, 800), (9, 700)):
        sold(company, dt.date(2026, month, 7), amount)
    return company


def test_dso_counts_back_the_months_that_are_sold(counted_back: Company) -> None:
    known_since(counted_back, dt.date(2026, 9, 1))

    found = board(counted_back)

    assert found.now.dso and found.now.dso.quantize(CENT) == Decimal("82.43")
    # 1,600: all of November, and 400 of 800 in October's 31 days; by the same method.
    assert found.now.best == 30 + Decimal("15.5")
    assert found.now.gap and found.now.gap.quantize(CENT) == Decimal("36.93")
    opened = opened_of(found, "dso")
    assert opened and opened.sum == "30 of Nov + 31 of Oct + 21.4 of Sep = 82.4 days"
    assert opened.inputs[0] == ("Open on 30 November 2026", "2,500.00")
    assert opened.beside.startswith("Simple: 2,500.00 × 91 / 2,700.00 = 84.3 days")


def test_without_billing_nothing_of_sales_is_computed(counted_back: Company) -> None:
    found = board(counted_back)

    assert found.now.dso is found.now.best is found.now.simple is found.cei is None
    assert (tiles(found)["dso"].value, tiles(found)["dso"].note) == ("", "Not computable")
    for key in ("dso", "best", "cei"):
        opened = opened_of(found, key)
        assert opened and opened.asks_billing and "What was sold is not known" in opened.missing
    assert found.now.not_due == 64  # needs no sales


def test_where_nothing_is_open_its_days_are_none_once_sales_are_known(company: Company) -> None:
    snapshot(company, DAY, open=0, not_due=0)
    sold(company, dt.date(2026, 11, 7), -120)  # credit notes alone
    before = board(company)

    known_since(company, dt.date(2026, 9, 1))
    found = board(company)

    assert before.now.dso is None and opened_of(before, "dso").asks_billing  # type: ignore[union-attr]
    opened = opened_of(found, "dso")
    assert found.now.dso == found.now.best == 0
    assert opened and opened.sum == "Nothing open = 0.0 days"


def test_sales_that_do_not_reach_are_said(counted_back: Company) -> None:
    known_since(counted_back, dt.date(2026, 9, 2))  # not all of September

    found = board(counted_back)

    assert found.now.dso is None and found.now.best is not None
    opened = opened_of(found, "dso")
    assert opened and not opened.asks_billing
    assert opened.missing.startswith("More is open than was invoiced since 2 September 2026")


def test_cei_of_a_month_that_is_over(company: Company) -> None:
    """Begin 400, sales 250, end 380, of it not due 300, all in thousands (DOMAIN 4.2)."""
    snapshot(company, dt.date(2026, 10, 30), open=400_000, not_due=350_000)
    snapshot(company, DAY, open=380_000, not_due=300_000)
    sold(company, dt.date(2026, 11, 12), 250_000)
    known_since(company, dt.date(2026, 11, 1))

    found = board(company)

    assert found.cei and found.cei.quantize(CENT) == Decimal("77.14")
    assert tiles(found)["cei"].label == "CEI, November"
    opened = opened_of(found, "cei")
    assert opened and opened.fraction
    assert opened.fraction.top == "400,000.00 + 250,000.00 − 380,000.00"
    assert opened.fraction.bottom == "400,000.00 + 250,000.00 − 300,000.00"
    assert opened.fraction.result == "77.14 %"
    assert opened.source.endswith("30 October 2026 and 30 November 2026")


def test_cei_of_a_running_month_waits(company: Company) -> None:
    snapshot(company, dt.date(2026, 10, 30), open=400_000, not_due=350_000)
    snapshot(company, dt.date(2026, 11, 20), open=380_000, not_due=300_000)
    known_since(company, dt.date(2026, 10, 1))

    found = board(company, dt.date(2026, 11, 20))

    assert tiles(found)["cei"].label == "CEI, October"
    opened = opened_of(found, "cei")
    assert opened and opened.missing == "No snapshot was taken in September 2026."


def test_days_late_counts_what_is_still_open(company: Company) -> None:
    """100 settled 4 days late, 300 overdue for ten days."""
    snapshot(company, DAY, open=300, not_due=0)
    sold(company, dt.date(2026, 3, 1), 0, settled=100, settled_days=400)
    sold(company, dt.date(2025, 11, 30), 0, settled=900, settled_days=9_000)  # a year ago

    assert board(company).now.days_late == Decimal("8.5")


def test_a_day_without_a_look_shows_the_one_before(company: Company) -> None:
    snapshot(company, DAY - dt.timedelta(3), open=100, not_due=60)
    snapshot(company, DAY + dt.timedelta(1), open=999, not_due=0)

    found = board(company)

    assert found.day == DAY - dt.timedelta(3)
    assert found.latest and found.latest.balance == 100


def test_each_currency_stands_alone(company: Company) -> None:
    snapshot(company, DAY, open=100, not_due=60)
    snapshot(company, DAY, open=7_000, not_due=1_000, currency="JPY")

    euro, yen = board(company), board(company, currency="JPY")

    assert euro.currencies == yen.currencies == ["EUR", "JPY"]
    assert euro.latest and euro.latest.balance == 100
    assert yen.latest and yen.latest.balance == 7_000
    assert board(company, currency="").currency == "EUR"


def rate(company: Company, currency: str, value: str, day: dt.date = DAY) -> None:
    who = {"by": "user:1", "taken_at": factories.noon(DAY)}
    company.rates.create(currency=currency, on_day=day, rate=Decimal(value), **who)


def test_one_sum_of_all_currencies_at_dated_rates(company: Company) -> None:
    """100 EUR, 7,000 JPY at 0.00625, and 50 GBP of which nobody knows what they are worth."""
    snapshot(company, DAY, open=100, not_due=60)
    snapshot(company, DAY, open=7_000, not_due=1_000, currency="JPY")
    snapshot(company, DAY, open=50, not_due=0, currency="GBP")
    assert board(company).in_all.total is None

    rate(company, "JPY", "0.00625", DAY - dt.timedelta(3))
    rate(company, "JPY", "99", DAY + dt.timedelta(1))  # not yet known that day
    found = board(company, currency="JPY").in_all

    assert (found.currency, found.apart) == ("EUR", {"GBP": Decimal(50)})
    assert found.sums and found.sums[:2] == [Decimal("66.25"), Decimal("77.50")]
    assert found.total == Decimal("143.75")
    assert found.since == found.until == DAY - dt.timedelta(3)


def test_where_the_companys_currency_has_nothing_the_first_is_shown(company: Company) -> None:
    snapshot(company, DAY, open=7_000, not_due=1_000, currency="JPY")

    assert board(company, currency="").currency == "JPY"


def test_a_chart_says_what_it_draws(company: Company) -> None:
    for weeks, late in ((2, 10_000), (1, 30_000), (0, 25_000)):
        day = DAY - dt.timedelta(weeks=weeks)
        snapshot(company, day - dt.timedelta(1), open=1, not_due=1)  # not the last of its week
        snapshot(company, day, open=50_000 + late, not_due=50_000)

    aging = charts_of(board(company))["aging"]

    assert aging.unit == "thousand EUR"
    assert [one.name for one in aging.series][:2] == ["Not due", "1–30"]
    assert aging.labels[-1] == "30 Nov"
    assert aging.says == (
        "15 November 2026 to 30 November 2026: overdue rose from 0.0 to 25.0 thousand EUR."
    )
    assert aging.table[0] == ("30 Nov", ["50.0", "25.0", "0.0", "0.0", "0.0"])


def test_a_board_is_one_query(company: Company) -> None:
    for ago in range(400):
        snapshot(company, DAY - dt.timedelta(ago), open=100, not_due=60)

    with CaptureQueriesContext(connection) as captured:
        found = board(company)
        tiles_of(found), charts_of(found)

    assert len(captured) == 1
    assert len(found.weeks) == 28 and found.months[12].end
