"""Daily snapshots: buckets add up to open, states to overdue, and a past day is told truthfully."""

import datetime as dt
from decimal import Decimal
from random import Random

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Decision, Hold, Run
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.reports.models import Snapshot, Turnover
from collections_app.reports.models.days import STATES
from collections_app.reports.past import make_up
from collections_app.reports.snapshots import take_snapshot
from collections_app.reports.turnover import count_turnover
from tests import factories

DAY = dt.date(2026, 3, 4)
NOW = factories.noon(DAY)


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


def late(of: Customer, days: int, amount: str = "100.00", **values) -> Invoice:
    return factories.invoice(of, (DAY - dt.timedelta(days)).isoformat(), amount, **values)


def taken(company: Company, currency: str = "EUR") -> Snapshot:
    ids = list(company.customers.values_list("pk", flat=True))
    summarise(customer_ids=ids, as_of=DAY)
    take_snapshot(company=company, day=DAY, at=NOW)
    return Snapshot.objects.get(company=company, currency=currency, day=DAY)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-5, "not_due"),
        (0, "not_due"),  # due today
        (1, "late_30"),
        (30, "late_30"),
        (31, "late_60"),
        (60, "late_60"),
        (61, "late_90"),
        (90, "late_90"),
        (91, "late_more"),
    ],
)
def test_each_invoice_is_in_the_bucket_of_its_days(company: Company, days: int, bucket: str):
    late(factories.customer(company), days)

    snapshot = taken(company)

    assert [name for name, amount in snapshot.buckets if amount] == [bucket]
    assert snapshot.overdue_days == 100 * max(days, 0)


def test_each_part_is_in_one_state_and_all_add_up_to_overdue(company: Company) -> None:
    one = factories.customer(company)
    late(one, 10, "100.00", disputed=Decimal(30), promised=Decimal(50), says_paid=Decimal(40))
    late(one, 40, "70.00")
    late(one, -3, "500.00", disputed=Decimal(200))  # not late: in no state
    held, insolvent, silent = (factories.customer(company) for _ in range(3))
    for customer in (held, insolvent, silent):
        late(customer, 20)
    put = {"reason": "asked", "put_on": DAY, "until_on": DAY, "by": "test"}
    Hold.objects.create(customer=held, **put)
    Customer.objects.filter(pk=insolvent.pk).update(
        standing="insolvent", standing_review_on=DAY + dt.timedelta(30)
    )
    Decision.objects.create(customer=silent, code="unreachable", decided_on=DAY)

    snapshot = taken(company)

    amounts = {name: getattr(snapshot, name) for name in STATES}
    assert amounts == {
        "on_ladder": 70,
        "promised": 50,
        "disputed": 30,
        "said_paid": 20,
        "held": 100,
        "stopped": 100,
        "unreachable": 100,
    }
    assert sum(amounts.values()) == snapshot.overdue == 470
    assert snapshot.customers == dict.fromkeys(STATES, 1)


def test_currencies_stand_beside_each_other(company: Company) -> None:
    customer = factories.customer(company)
    late(customer, 10, "100.00")
    late(customer, 10, "7.00", currency="USD")
    late(customer, 5, "40.00", kind="credit_note")
    factories.payment(company, "15.00", currency="GBP")

    euro, dollar, pound = (taken(company, code) for code in ("EUR", "USD", "GBP"))

    assert (euro.balance, euro.credits, dollar.balance) == (100, 40, 7)
    assert (pound.balance, pound.unapplied) == (0, 15)


def test_the_last_look_of_a_day_stands(company: Company) -> None:
    invoice = late(factories.customer(company), 10)
    assert taken(company).balance == 100

    Invoice.objects.filter(pk=invoice.pk).update(settled_by_ledger=Decimal(60))

    assert taken(company).balance == 40


def test_the_database_refuses_buckets_that_do_not_add_up(company: Company) -> None:
    late(factories.customer(company), 10)
    snapshot = taken(company)

    for wrong in ({"late_30": 99}, {"on_ladder": 99}, {"held": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Snapshot.objects.filter(pk=snapshot.pk).update(**wrong)


def test_whatever_is_open_the_sums_are_those_of_the_invoices(company: Company) -> None:
    chance = Random(7)
    for _ in range(12):
        customer = factories.customer(company)
        for _ in range(chance.randrange(1, 6)):
            amount = Decimal(chance.randrange(1, 99_999)) / 100
            parts = {name: amount * chance.randrange(3) / 4 for name in ("disputed", "promised")}
            currency = chance.choice(["EUR", "USD", "KWD"])
            late(customer, chance.randrange(-40, 140), str(amount), currency=currency, **parts)

    for currency in ("EUR", "USD", "KWD"):
        snapshot = taken(company, currency)
        of_currency = Invoice.objects.filter(company=company, currency=currency)
        assert snapshot.balance == of_currency.aggregate(all=Sum("balance"))["all"]


def walked_on(company: Company, day: dt.date) -> None:
    Run.objects.create(company=company, as_of=day, mode=company.mode, started_at=NOW)


def test_a_past_day_is_made_up_from_dates(company: Company) -> None:
    """Due 20 days ago: 40.00 came 8 days ago; another was paid whole 5 days ago."""
    customer = factories.customer(company)
    part = late(customer, 20, allocated=Decimal(40))
    paid = late(customer, 20, "70.00", allocated=Decimal(70), settled_on=DAY - dt.timedelta(5))
    for invoice, amount, ago in ((part, "40.00", 8), (paid, "70.00", 5)):
        came = factories.allocation(invoice, amount, at=NOW).payment
        came.received_on = DAY - dt.timedelta(ago)
        came.save(update_fields=["received_on"])
    walked_on(company, DAY - dt.timedelta(22))
    take_snapshot(company=company, day=DAY, at=NOW)

    assert make_up(company=company, today=DAY, at=NOW) == 22

    rows = Snapshot.objects.filter(company=company).values_list("day", "not_due", "late_30")
    by_day = {(DAY - day).days: (not_due, late) for day, not_due, late in rows}
    assert by_day[21] == (170, 0) and by_day[20] == (170, 0)
    assert by_day[19] == by_day[9] == (0, 170)
    assert by_day[8] == by_day[6] == (0, 130)
    assert by_day[5] == by_day[1] == (0, 60) == by_day[0]
    assert make_up(company=company, today=DAY, at=NOW) == 0


def test_a_made_up_day_is_what_was_seen_on_it(company: Company) -> None:
    customer = factories.customer(company)
    late(customer, 45, "12.50")
    late(customer, -4, "80.00")
    late(customer, 10, "300.00", settled_by_ledger=Decimal(100), ledger_as_of=DAY)
    seen = taken(company)
    walked_on(company, DAY)
    Snapshot.objects.all().delete()

    make_up(company=company, today=DAY + dt.timedelta(1), at=NOW)

    told = Snapshot.objects.get(day=DAY)
    assert (told.buckets, told.overdue_days) == (seen.buckets, seen.overdue_days)
    assert told.is_made_up and told.on_ladder is None


def test_nothing_is_made_up_before_the_ledger_was_here(company: Company) -> None:
    late(factories.customer(company), 20)

    assert make_up(company=company, today=DAY, at=NOW) == 0


def test_turnover_of_a_day_is_what_was_invoiced_less_credit_notes(company: Company) -> None:
    customer = factories.customer(company)
    day = DAY.isoformat()
    factories.invoice(customer, day, "500.00", issued_on=DAY)
    factories.invoice(customer, day, "120.00", issued_on=DAY, kind="credit_note")
    early, lately = ({"settled_by_ledger": 100, "settled_on": DAY} for _ in range(2))
    late(customer, -6, **early)
    late(customer, 9, **lately)

    count_turnover(company=company)
    count_turnover(company=company)

    today = Turnover.objects.get(company=company, day=DAY)
    assert (today.invoiced, today.settled, today.settled_days) == (380, 200, 900)


def test_a_currency_that_was_paid_off_is_made_up_as_zero(company: Company) -> None:
    """So that no earlier day of the month is taken for its end."""
    gone = DAY - dt.timedelta(3)
    late(factories.customer(company), 20, currency="USD", settled_on=gone, settled_by_ledger=100)
    walked_on(company, DAY - dt.timedelta(5))

    make_up(company=company, today=DAY, at=NOW)

    told = Snapshot.objects.filter(company=company, currency="USD").order_by("day")
    assert [one.balance for one in told] == [100, 100, 0, 0, 0]
