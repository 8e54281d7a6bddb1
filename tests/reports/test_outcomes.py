"""What letters bring in, what became of promises, why it is late, and who did how much."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.desk.actions import log_call
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.history.actions import record
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.promises.choices import State
from collections_app.promises.models import Promise
from collections_app.reports.looking_back import look_back
from collections_app.reports.models import DayRecord, Snapshot, Turnover
from collections_app.reports.outcomes import causes_of, outcomes_of
from collections_app.reports.workload import workload_of
from collections_app.reports.yields import yields_of
from collections_app.users.choices import Role
from collections_app.users.models import Absence, User
from tests import factories

DAY = dt.date(2026, 3, 4)  # a Wednesday
SUNDAY = dt.date(2026, 3, 8)
NOW = factories.noon(DAY)


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company)


def line(invoice: Invoice, pay_by: dt.date, level: str = "reminder", **values) -> NoticeLine:
    """Of a notice that was accepted a week before its pay-by date."""
    accepted_on = pay_by - dt.timedelta(7)
    notice = Notice.objects.create(
        company=invoice.company,
        customer=invoice.customer,
        level=level,
        rank=1,
        wording=level,
        wording_rank=1,
        day=accepted_on,
        mode=invoice.company.mode,
        state=NoticeState.ACCEPTED,
        is_automatic=False,
        accepted_on=accepted_on,
    )
    given = {
        "level": level,
        "rank": 1,
        "mode": notice.mode,
        "balance": invoice.amount,
        "demanded": invoice.amount,
        "on_day": accepted_on,
        "pay_by": pay_by,
        "accepted_on": accepted_on,
    }
    return NoticeLine.objects.create(notice=notice, invoice=invoice, **given | values)


def paid(invoice: Invoice, amount: str, on: dt.date) -> None:
    payment = factories.allocation(invoice, amount, at=NOW).payment
    payment.received_on = on
    payment.save(update_fields=["received_on"])


FRIDAY = dt.date(2026, 2, 20)
TUESDAY = dt.date(2026, 2, 24)  # two business days after it


@pytest.mark.parametrize(
    ("on", "came"),
    [
        (FRIDAY - dt.timedelta(7), "0.000"),  # with the letter: not because of it
        (FRIDAY, "60.000"),
        (TUESDAY, "60.000"),
        (TUESDAY + dt.timedelta(1), "0.000"),
    ],
)
def test_a_level_brings_in_what_comes_by_its_date_and_two_business_days(
    customer: Customer, on: dt.date, came: str
) -> None:
    invoice = factories.invoice(customer, "2026-02-01", "100.00")
    line(invoice, FRIDAY)
    paid(invoice, "60.00", on)

    (found,) = yields_of(customer.company, DAY)

    assert Decimal(found["came"]) == Decimal(came)
    assert (found["lines"], found["paid_lines"], Decimal(found["demanded"])) == (1, 0, 100)


def test_what_the_ledger_settled_in_time_came_whole(customer: Customer) -> None:
    invoice = factories.invoice(
        customer, "2026-02-01", "100.00", settled_by_ledger=100, settled_on=FRIDAY
    )
    line(invoice, FRIDAY)

    (found,) = yields_of(customer.company, DAY)

    assert Decimal(found["came"]) == 100 and found["paid_lines"] == 1


def test_a_line_counts_once_its_time_is_over(customer: Customer) -> None:
    """Not while it runs, not for information only, not when it was taken back."""
    invoice = factories.invoice(customer, "2026-02-01", "100.00")
    ends_today = DAY - dt.timedelta(2)
    line(invoice, ends_today + dt.timedelta(1))
    line(invoice, ends_today, level="")
    line(invoice, ends_today, void=True)
    assert yields_of(customer.company, DAY) == []

    line(invoice, ends_today, level="first_letter")

    assert [one["level"] for one in yields_of(customer.company, DAY)] == ["first_letter"]


def promise(of: Customer, state: str, on: dt.date, received: int = 0, **values) -> Promise:
    judged_on = None if state == State.OPEN else min(on + dt.timedelta(2), DAY)
    given = {"amount": 100, "currency": "EUR", "made_on": on, "promised_for": on, "pauses": True}
    return Promise.objects.create(
        customer=of,
        state=state,
        judged_on=judged_on,
        received=received,
        by="test",
        **given | values,
    )


def test_promises_by_the_month_they_fell_due_in(customer: Customer) -> None:
    february, march = dt.date(2026, 2, 10), dt.date(2026, 3, 2)
    promise(customer, State.KEPT, february, 100)
    promise(customer, State.PARTLY_KEPT, february, 30)
    promise(customer, State.SUPERSEDED, february)
    promise(customer, State.WITHDRAWN, february)
    promise(customer, State.BROKEN, march)
    promise(customer, State.OPEN, march)  # still inside its tolerance
    promise(customer, State.KEPT, march, 100, currency="USD")

    first, second, dollars = outcomes_of(customer.company, DAY)

    states = ("kept", "partly_kept", "broken", "moved", "withdrawn")
    assert [first[name] for name in states] == [1, 1, 0, 1, 1]
    assert (Decimal(first["promised"]), Decimal(first["received"])) == (200, 130)
    assert [second[name] for name in states] == [0, 0, 1, 0, 0]
    assert (first["month"], second["month"]) == ("2026-02-01", "2026-03-01")
    assert (dollars["currency"], dollars["kept"]) == ("USD", 1)


def person(company: Company, name: str) -> User:
    user = User.objects.create_user(name.lower(), first_name=name, role=Role.CLERK)
    user.companies.set([company])
    return user


def called(of: Customer, by: User, days_ago: int = 0, cause: str = "") -> Communication:
    on = DAY - dt.timedelta(days_ago)
    who = {"by": by.actor, "at": factories.noon(on), "on": on, "cause": cause}
    return log_call(customer=of, contact=None, outcome="reached", note="", **who)


def test_causes_are_those_heard_lately(company: Company, customer: Customer) -> None:
    ada, other = person(company, "Ada"), factories.customer(company)
    for of, days_ago, cause in (
        (customer, 3, "approval"),
        (customer, 30, "approval"),
        (other, 1, "approval"),
        (other, 2, "cash_short"),
        (other, 2, ""),
        (other, 91, "cash_short"),
    ):
        called(of, ada, days_ago, cause)

    assert causes_of(company, DAY) == [
        {"cause": "approval", "heard": 3, "customers": 2},
        {"cause": "cash_short", "heard": 1, "customers": 1},
    ]


def test_who_did_how_much_and_what_waits(company: Company) -> None:
    ada, bea = person(company, "Ada"), person(company, "Bea")
    person(company, "Idle")
    mine, second, nobodys = (factories.customer(company) for _ in range(3))
    Customer.objects.filter(pk__in=[mine.pk, second.pk]).update(collector=ada)
    for one in (mine, second, nobodys):
        factories.invoice(one, "2026-02-01", "100.00")
    summarise(customer_ids=[mine.pk, second.pk, nobodys.pk], as_of=DAY)
    called(mine, ada)
    called(mine, ada)
    called(second, ada, days_ago=1)
    record(
        kind="notice.cancelled",
        subject=("notice", 1),
        by=bea.actor,
        at=NOW,
        company_id=company.pk,
        values={"code": "skipped"},
    )

    rows = {one["name"]: one for one in workload_of(company, DAY)}

    assert list(rows) == ["Ada", "Bea", "Nobody's"]
    assert (rows["Ada"]["waiting"], rows["Ada"]["done"], rows["Ada"]["skipped"]) == (2, 1, 0)
    assert (rows["Bea"]["waiting"], rows["Bea"]["done"], rows["Bea"]["skipped"]) == (0, 0, 1)
    assert rows["Nobody's"]["waiting"] == 1


def targets(company: Company, day: dt.date) -> dict[str, int | None]:
    return {one["name"]: one["target"] for one in workload_of(company, day)}


def test_a_target_is_nobodys_on_a_day_off_or_while_away(company: Company) -> None:
    ada, bea = person(company, "Ada"), person(company, "Bea")
    person(company, "Without")
    User.objects.update(customers_a_day=40)
    User.objects.filter(first_name="Without").update(customers_a_day=None)
    Absence.objects.create(user=bea, stands_in=ada, from_on=DAY, until_on=DAY, by="test")

    assert targets(company, DAY) == {"Ada": 40}
    assert targets(company, DAY + dt.timedelta(1)) == {"Ada": 40, "Bea": 40}
    assert targets(company, SUNDAY) == {}


def test_once_live_rehearsed_letters_count_no_more(customer: Customer) -> None:
    line(factories.invoice(customer, "2026-02-01", "100.00"), FRIDAY)
    customer.company.live_since = FRIDAY

    assert yields_of(customer.company, DAY) == []


def test_a_second_look_at_once_leaves_it_to_the_first(company: Company) -> None:
    other, name = connection.copy(), [f"look back at {company.pk}"]
    with other.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext(%s))", name)
        look_back(company=company, day=DAY, at=NOW)
        cursor.execute("select pg_advisory_unlock(hashtext(%s))", name)
    other.close()
    assert not DayRecord.objects.exists()

    look_back(company=company, day=DAY, at=NOW)

    assert DayRecord.objects.exists()


def test_looking_back_keeps_one_record_a_day(company: Company, customer: Customer) -> None:
    factories.invoice(customer, "2026-02-01", "100.00")

    for _ in range(2):
        look_back(company=company, day=DAY, at=NOW)

    assert DayRecord.objects.get().values.keys() == {"promises", "levels", "causes", "clerks"}
    assert Snapshot.objects.get().balance == 100
    assert Turnover.objects.get().invoiced == 100
