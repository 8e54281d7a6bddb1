"""Places in the queue: kept by the database, true on any day, found in order without a sort."""

import datetime as dt
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from collections_app.companies.models import Company, Rate
from collections_app.companies.rates import NewRate, take_rates
from collections_app.customers.models import Customer
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Summary
from collections_app.lib.money import currencies
from collections_app.reports.checks import misplaced
from collections_app.reports.models import Place
from collections_app.reports.points import (
    DAYS_A_POINT,
    MOST_DAY_POINTS,
    TASK_POINTS,
    day_points,
    due_on_for,
)
from collections_app.reports.ranking import Cursor, in_queue, top_places
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from tests import factories

DAY = dt.date(2026, 3, 4)
NOW = factories.noon(DAY)


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


def late(of: Company, days: int, amount: str = "100.00", currency: str = "EUR") -> Customer:
    customer = factories.customer(of)
    due = (DAY - dt.timedelta(days)).isoformat()
    factories.invoice(customer, due, amount, currency=currency)
    summarise(customer_ids=[customer.pk], as_of=DAY)
    return customer


def task(
    of: Customer, kind: str = Kind.CALL, due_on: dt.date = DAY, *, about: str = "customer"
) -> None:
    open_task(
        company_id=of.company_id,
        customer_id=of.pk,
        kind=kind,
        subject=(about, of.pk),
        due_on=due_on,
        at=NOW,
    )


def points(of: Customer, day: dt.date = DAY) -> int | None:
    place = in_queue(of.company, day).filter(customer=of).first()
    return place.points(day, decides=True) if place else None


def test_a_day_overdue_is_worth_half_a_point_and_no_update_is_needed(company):
    customer = late(company, 10)

    assert [points(customer, DAY + dt.timedelta(n)) for n in (0, 1, 2, 500)] == [9, 9, 10, 34]


def test_a_task_counts_from_its_day_until_it_is_closed(company):
    customer = late(company, 10)
    task(customer, due_on=DAY + dt.timedelta(3))

    before, after = points(customer), points(customer, DAY + dt.timedelta(4))
    close_tasks(kind=Kind.CALL, subject=("customer", customer.pk), by="user:1", at=NOW)

    assert (before, after) == (9, 11 + TASK_POINTS[Kind.CALL])
    assert points(customer, DAY + dt.timedelta(4)) == 11


def test_a_customer_with_a_task_and_nothing_overdue_is_in_the_queue_from_its_day(company):
    customer = factories.customer(company)
    task(customer, Kind.FIX_CONTACT, due_on=DAY + dt.timedelta(1))

    assert points(customer) is None
    assert points(customer, DAY + dt.timedelta(1)) == TASK_POINTS[Kind.FIX_CONTACT]


def test_who_paid_leaves_the_queue(company):
    customer = late(company, 10)
    customer.invoices.update(settled_by_ledger=Decimal("100.00"))

    summarise(customer_ids=[customer.pk], as_of=DAY)

    assert points(customer) is None
    assert not Place.objects.exists()


@pytest.mark.parametrize("kind", Kind.values)
def test_the_database_gives_every_kind_of_task_the_points_written_down(company, kind):
    customer = factories.customer(company)

    task(customer, kind)

    assert points(customer) == TASK_POINTS.get(kind, 0)
    assert misplaced() == []


@pytest.mark.parametrize("amount", [1, 100, 5000, 100_000])
def test_the_database_knows_the_size_of_an_amount_in_every_currency(company, amount):
    known = sorted(currencies())
    others = [Customer(company=company, number=one, name=one) for one in known]
    Customer.objects.bulk_create(others)

    Summary.objects.bulk_create(
        Summary(customer=one, currency=one.number, demandable=amount, overdue=1, as_of=DAY)
        for one in others
    )

    assert misplaced() == []
    assert Place.objects.count() == len(known)


def test_places_stay_true_through_many_changes(company):
    dice = Random(7)
    customers = [late(company, dice.randrange(1, 120)) for _ in range(12)]
    for _ in range(40):
        one = dice.choice(customers)
        match dice.randrange(4):
            case 0:
                task(one, dice.choice(Kind.values), DAY + dt.timedelta(dice.randrange(-3, 4)))
            case 1:
                Task.objects.filter(customer=one).update(due_on=DAY)
            case 2:
                Task.objects.filter(customer=one).delete()
            case 3:
                _let_wait(one, dice.choice([NoticeState.WAITING, NoticeState.CANCELLED]))

        assert misplaced() == []


def _let_wait(customer: Customer, state: str) -> None:
    notice, _ = Notice.objects.get_or_create(
        customer=customer,
        defaults={"company": customer.company, "level": "reminder", "rank": 1}
        | {"wording": "reminder", "wording_rank": 1, "day": DAY, "mode": "rehearsal"},
    )
    Notice.objects.filter(pk=notice.pk).update(state=state)


def owes(company, **sums: str) -> Customer:
    customer = factories.customer(company)
    Summary.objects.bulk_create(
        Summary(customer=customer, currency=currency, demandable=sum, overdue=1, as_of=DAY)
        for currency, sum in sums.items()
    )
    return customer


def size(customer: Customer) -> int:
    return Place.objects.get(customer=customer).size_points


def rate(company, currency: str, worth: str, day: str = "2024-01-02") -> None:
    new = NewRate(currency, factories.date(day), Decimal(worth))
    take_rates(company=company, rates=[new], on=factories.date(day), by="u", at=NOW)


def test_several_currencies_weigh_together_where_there_are_rates(company):
    both = owes(company, EUR="700", USD="700", CHF="90")
    yen = owes(company, JPY="900000")
    assert (size(both), size(yen)) == (4, 12)

    rate(company, "USD", "0.9")
    assert (size(both), size(yen), misplaced()) == (8, 12, [])
    rate(company, "JPY", "0.0061")
    assert (size(both), size(yen), misplaced()) == (8, 12, [])
    rate(company, "JPY", "0.005", "2024-01-03")
    assert (size(yen), misplaced()) == (8, [])

    Rate.objects.all().delete()
    assert (size(both), size(yen), misplaced()) == (4, 12, [])


def test_a_spoiled_place_is_found(company):
    customer = late(company, 10)
    Place.objects.update(size_points=20)

    assert misplaced() == [customer.pk]


def ranked(company: Company, *, decides: bool) -> list[str]:
    """What each customer has to be done, in the order of the queue."""
    found = top_places(company, day=DAY, after=None, count=99, decides=decides)
    return [one.customer.name for one in found]


def test_what_only_a_manager_decides_stands_below_all_else_for_a_clerk(company):
    for name, days, amount, kinds in (
        ("Decide", 80, "90000", [Kind.DECIDE]),
        ("Decide and call", 50, "90000", [Kind.DECIDE, Kind.CALL]),
        ("Small rest", 2, "50", [Kind.CLEAR_RESIDUAL]),
        ("On the ladder", 4, "50", []),
    ):
        one = late(company, days, amount)
        Customer.objects.filter(pk=one.pk).update(name=name)
        for kind in kinds:
            task(one, kind)

    assert ranked(company, decides=True)[:2] == ["Decide", "Decide and call"]
    assert ranked(company, decides=False) == [
        "Decide and call",
        "Small rest",
        "On the ladder",
        "Decide",
    ]
    assert misplaced() == []


@pytest.mark.parametrize("decides", [True, False])
def test_a_broken_promise_of_a_day_and_of_little_stands_above_all_else(company, decides):
    most = late(company, 400, "500000")
    for kind in TASK_POINTS:
        task(most, kind)
    broken = late(company, 1, "10")
    task(broken, about="promise")

    assert ranked(company, decides=decides)[0] == broken.name
    assert misplaced() == []


@pytest.mark.parametrize("decides", [True, False])
def test_pages_hold_everybody_once_in_the_order_of_points_age_and_number(company, decides):
    dice = Random(3)
    for _ in range(60):
        customer = late(company, dice.randrange(1, 90), dice.choice(["50", "800", "30000"]))
        if dice.random() < 0.3:
            task(customer, dice.choice(list(TASK_POINTS)))

    found: list[Place] = []
    after = None
    while page := top_places(company, day=DAY, after=after, count=7, decides=decides):
        found += page
        worth = page[-1].points(DAY, decides=decides)
        after = Cursor(worth, page[-1].oldest_due_on, page[-1].customer_id)

    everybody = sorted(
        in_queue(company, DAY),
        key=lambda p: (-p.points(DAY, decides=decides), p.oldest_due_on, p.customer_id),
    )
    assert [one.pk for one in found] == [one.pk for one in everybody]
    assert len(everybody) == 60


def test_places_go_with_their_customer(company):
    customer = late(company, 10)
    task(customer)

    Task.objects.all().delete()
    customer.invoices.all().delete()
    customer.delete()

    connection.check_constraints()
    assert not Place.objects.exists()


@given(st.integers(0, MOST_DAY_POINTS - 1), st.integers(0, 200))
def test_the_first_due_date_for_some_points_is_worth_them_and_the_day_before_more(worth, later):
    day = DAY + dt.timedelta(later)
    first = due_on_for(worth, day)

    assert first is not None
    assert day_points(first, day) == worth
    assert day_points(first - dt.timedelta(DAYS_A_POINT), day) == worth + 1
