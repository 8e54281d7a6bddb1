"""What was open at a month's end and what was sold in it are told by one state of knowledge."""

import datetime as dt
from decimal import Decimal

import pytest

from collections_app.companies.models import Company
from collections_app.dunning.models import Run
from collections_app.invoices.models import Invoice
from collections_app.reports.billing import say_complete
from collections_app.reports.board import Board, board_of
from collections_app.reports.looking_back import look_back
from collections_app.reports.models import MonthEnd, Snapshot
from collections_app.reports.month_ends import tell_month_ends
from collections_app.reports.opened import opened_of
from collections_app.reports.rows_behind import rows_behind
from tests import factories

AUGUST, SEPTEMBER = dt.date(2026, 8, 31), dt.date(2026, 9, 30)
NEXT_MORNING = SEPTEMBER + dt.timedelta(1)
NOON = factories.noon(NEXT_MORNING)


@pytest.fixture
def company(db: None) -> Company:
    """400.00 were invoiced in August and are open; the ledger is here since its last day."""
    one = factories.company()
    factories.invoice(factories.customer(one), "2026-09-10", "400.00")
    say_complete(company=one, since=dt.date(2026, 8, 1), by="user:1", at=NOON)
    walked_on(one, AUGUST)
    return one


def walked_on(company: Company, day: dt.date) -> None:
    Run.objects.create(company=company, as_of=day, mode=company.mode, started_at=NOON)


def kept(company: Company, day: dt.date) -> None:
    look_back(company=company, day=day, at=factories.noon(day))


@pytest.fixture
def late_news(company: Company) -> Company:
    """In the morning after, an invoice of 100.00 and a payment of 150.00 of the last day come."""
    kept(company, AUGUST)
    kept(company, SEPTEMBER)
    old = Invoice.objects.get()
    factories.invoice(old.customer, "2026-10-30", "100.00", issued_on=SEPTEMBER)
    came = factories.allocation(old, "150.00", at=NOON).payment
    came.received_on = SEPTEMBER
    came.save(update_fields=["received_on"])
    Invoice.objects.filter(pk=old.pk).update(allocated=Decimal(150))
    kept(company, NEXT_MORNING)
    return company


def board(company: Company, day: dt.date) -> Board:
    return board_of(company, day=day, currency="EUR")


def test_late_news_is_open_in_the_month_that_it_is_sold_in(late_news: Company) -> None:
    """(400 + 100 − 350) of (400 + 100 − 100); 350 are September's 100 and 250 of August's 400."""
    at_end = board(late_news, SEPTEMBER)
    assert at_end.cei == Decimal("37.5")
    assert at_end.now.dso == 30 + Decimal("19.375")
    assert at_end.now.best == 30

    later = board(late_news, NEXT_MORNING)
    assert later.cei == Decimal("37.5")
    assert later.trend[-2].dso == at_end.now.dso


def test_the_figure_says_what_it_is_made_of_and_its_rows_add_up(late_news: Company) -> None:
    at_end = board(late_news, SEPTEMBER)

    dso, cei = opened_of(at_end, "dso"), opened_of(at_end, "cei")

    assert dso and dso.inputs[0] == ("Open on 30 September 2026", "350.00")
    assert dso.source == (
        "As the ledger tells 30 September 2026 now; 400.00 were seen to be open that evening"
    )
    assert cei and cei.source == "As the ledger tells 31 August 2026 and 30 September 2026"
    rows = rows_behind(at_end, "open", today=NEXT_MORNING)
    assert rows and sum(row[-1] for row in rows.each()) == 350


def test_what_was_seen_that_evening_stays(late_news: Company) -> None:
    assert Snapshot.objects.get(day=SEPTEMBER).balance == 400
    assert MonthEnd.objects.get(day=SEPTEMBER).balance == 350


def test_the_last_two_ends_are_told_anew_and_the_others_once(company: Company) -> None:
    walked_on(company, dt.date(2026, 7, 20))
    Invoice.objects.update(issued_on=dt.date(2026, 7, 1))
    tell_month_ends(company=company, today=dt.date(2026, 10, 5))
    Invoice.objects.update(amount=Decimal(500))

    tell_month_ends(company=company, today=dt.date(2026, 10, 6))

    told = dict(MonthEnd.objects.values_list("day", "balance"))
    assert told == {dt.date(2026, 7, 31): 400, AUGUST: 500, SEPTEMBER: 500}


def test_no_end_is_told_before_the_ledger_was_here(company: Company) -> None:
    tell_month_ends(company=company, today=dt.date(2026, 9, 5))

    assert [one.day for one in MonthEnd.objects.all()] == [AUGUST]
