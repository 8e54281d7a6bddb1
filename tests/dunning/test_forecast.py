"""The coming days as forecast are those that come, when nothing else happens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_app.companies.choices import Mode
from collections_app.customers.models import Customer
from collections_app.disputes.actions import open_dispute
from collections_app.disputes.choices import Reason
from collections_app.dunning.actions import put_hold
from collections_app.dunning.choices import HoldReason
from collections_app.dunning.facts import Line, Plan
from collections_app.dunning.forecast import Coming, Outlook, forecast
from collections_app.dunning.models import CallRound, Notice
from collections_app.dunning.outlooks import outlooks
from collections_app.dunning.walk import walk
from collections_app.jobs.day import compose_planned
from tests import factories
from tests.dunning.world import CALENDAR, WHOLE_LADDER, World, day, owed
from tests.factories import date, noon
from tests.journeys.world import Days

FIRST, LAST = date("2024-01-10"), date("2024-03-20")


@settings(max_examples=100)
@given(
    st.lists(st.integers(-10, 60), min_size=1, max_size=5),
    st.integers(0, 40),
    st.integers(1, 60),
    st.sampled_from([{"email"}, {"letter"}, {"sms"}, {"email", "letter"}]),
)
def test_the_forecast_is_what_the_walk_does_day_by_day(dues, lived, ahead, reach):
    world = World(
        {id: owed(id, due) for id, due in enumerate(dues)},
        ladder=WHOLE_LADDER,
        reach=frozenset(reach),
    )
    for number in range(lived):
        world.walk(day(number))

    coming = forecast(
        Outlook(world.situation()),
        ladder=world.ladder,
        calendar=CALENDAR,
        first=day(lived),
        last=day(lived + ahead),
    )

    walked = [(day(n), world.walk(day(n))) for n in range(lived, lived + ahead + 1)]
    assert [(one.on, *said(one.plan)) for one in coming] == [
        (on, *said(plan)) for on, plan in walked if plan.notice or plan.call
    ]


def said(plan: Plan) -> tuple:
    """A plan's acts, whole."""
    return plan.notice, plan.call


@pytest.mark.django_db(transaction=True)
def test_simulated_and_real_days_are_the_same_one_by_one():
    company = factories.company(mode=Mode.REHEARSAL)
    for number in range(6):
        customer = factories.customer(company, name=f"Vandrel {number}")
        for late in range(number % 3 + 1):
            factories.invoice(customer, f"2024-01-{3 + 4 * late + number:02}", "1200.00")
    days = Days(company)
    days.until("2024-01-10")
    held, asked, disputes, *_ = Customer.objects.order_by("pk")
    act = {"on": FIRST, "by": "user:1", "at": noon(FIRST)}
    for customer, reason in ((held, HoldReason.INTERNAL), (asked, HoldReason.ASKED)):
        put_hold(customer=customer, until_on=date("2024-01-31"), reason=reason, **act)
    open_dispute(
        invoice=disputes.invoices.first(),
        amount=disputes.invoices.first().balance / 2,
        reason=Reason.PRICE,
        answer_due_on=date("2024-02-01"),
        **act,
    )

    expected = _expected(company)
    days.until("2024-03-20")

    assert len(expected) > 20
    assert expected == sorted(_walked())


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_waits_for_a_person_is_the_first_that_comes():
    company = factories.company(mode=Mode.REHEARSAL)
    company.policies.get().levels.filter(key="reminder").update(needs_approval=True)
    factories.invoice(factories.customer(company), "2024-01-05", "1200.00")
    walk(company=company, as_of=FIRST, now=noon(FIRST))
    compose_planned(company, day=FIRST, now=noon(FIRST))

    levels = [(day, level) for _, day, level, *_ in _expected(company)]

    assert levels == [
        (FIRST, "reminder"),
        (date("2024-01-22"), "first_letter"),
        (date("2024-02-05"), "second_letter"),
        (date("2024-02-16"), "call"),
    ]


@pytest.mark.django_db(transaction=True)
def test_what_waits_on_a_day_off_comes_on_the_next_business_day():
    company = factories.company(mode=Mode.REHEARSAL)
    company.policies.get().levels.filter(key="reminder").update(needs_approval=True)
    factories.invoice(factories.customer(company), "2024-01-05", "1200.00")
    walk(company=company, as_of=FIRST, now=noon(FIRST))
    compose_planned(company, day=FIRST, now=noon(FIRST))

    sunday = date("2024-01-14")

    assert min(day for _, day, *_ in _expected(company, sunday)) == date("2024-01-15")


def _expected(company, first=FIRST) -> list[tuple]:
    found = outlooks(company, list(Customer.objects.all()), day=first)
    return sorted(
        row
        for id, (outlook, ladder) in found.items()
        for coming in forecast(
            outlook, ladder=ladder, calendar=company.calendar, first=first, last=LAST
        )
        for row in _rows(id, coming)
    )


def _rows(customer_id: int, coming: Coming) -> list[tuple]:
    """One for each invoice of a notice or of a call."""
    rows = []
    if notice := coming.plan.notice:
        head = (customer_id, coming.on, notice.rung.key, notice.wording, notice.channel)
        rows += [(*head, *_line(one)) for one in notice.lines]
    if call := coming.plan.call:
        head = (customer_id, coming.on, "call", "", f"round {call.number}")
        rows += [(*head, *_line(one)) for one in call.lines]
    return rows


def _line(line: Line) -> tuple:
    return line.invoice_id, line.level, line.demanded, str(line.pay_by), line.released


def _walked() -> list[tuple]:
    rows = []
    for one in Notice.objects.filter(day__gt=FIRST):
        head = (one.customer_id, one.day, one.level, one.wording, one.channel)
        rows += [(*head, *_line(line)) for line in one.lines.all()]
    for one in CallRound.objects.all():
        for line in one.lines.filter(on_day__gt=FIRST):
            head = (one.customer_id, line.on_day, "call", "", f"round {one.number}")
            rows.append((*head, *_line(line)))
    return rows
