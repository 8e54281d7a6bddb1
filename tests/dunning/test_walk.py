"""The walk as it is written down: notices, lines, rounds, decisions, looks."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from collections_app.companies.choices import Mode
from collections_app.customers.choices import Standing
from collections_app.dunning.actions import (
    accept_notices,
    end_hold,
    enter_old_debt,
    enter_reached,
    put_hold,
    withdraw_stale,
)
from collections_app.dunning.approving import approve_notice
from collections_app.dunning.calls import log_dial
from collections_app.dunning.choices import HoldReason, NoticeState, RoundState
from collections_app.dunning.composing import compose
from collections_app.dunning.models import CallRound, Decision, Notice, NoticeLine
from collections_app.dunning.modes import switch_mode
from collections_app.dunning.walk import CannotWalk, walk
from collections_app.history.models import Event
from collections_app.invoices.models import Invoice, Summary
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db
DAY = "2024-01-10"  # three business days after Friday 5 January


@pytest.fixture
def company():
    return factories.company()


@pytest.fixture
def late(company):
    """A customer with one invoice whose reminder is due on DAY."""
    customer = factories.customer(company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    return customer


def go(company, day=DAY):
    return walk(company=company, as_of=date(day), now=noon(day))


def accept_all(day=DAY):
    accept_notices(notice_ids=Notice.objects.values_list("pk", flat=True), on=date(day))


def test_a_notice_its_line_and_the_decision_are_written(company, late):
    run = go(company)

    notice = Notice.objects.get()
    line = NoticeLine.objects.get()
    assert (notice.level, notice.channel, notice.state) == ("reminder", "email", "planned")
    assert (line.level, line.demanded, line.pay_by) == ("reminder", 1200, date("2024-01-17"))
    assert (run.looked_at, run.notices, run.calls) == (1, 1, 0)
    assert Decision.objects.get(customer=late).code == "notice"


def test_the_summary_says_what_is_to_collect(company, late):
    go(company)

    summary = Summary.objects.get(customer=late)
    assert (summary.overdue, summary.to_collect) == (1200, 1200)
    assert summary.oldest_due_on == date("2024-01-05")


def test_the_ladder_never_goes_back(company, late):
    go(company)

    with pytest.raises(CannotWalk, match="never goes back"):
        go(company, "2024-01-09")


def test_a_company_that_is_off_is_not_walked(company, late):
    company.mode = Mode.OFF

    with pytest.raises(CannotWalk, match="switched off"):
        go(company)


def test_only_a_changed_decision_is_history(company, late):
    go(company)
    accept_all()
    go(company, "2024-01-11")
    type(late).objects.update(look_on=date("2024-01-11"))
    go(company, "2024-01-11")

    codes = Event.objects.filter(kind="dunning.decided").order_by("pk")
    assert [one.values["code"] for one in codes] == ["notice", "climbs"]


def test_a_level_cannot_be_recorded_twice(company, late):
    go(company)
    line = NoticeLine.objects.get()

    line.pk = None
    with pytest.raises(IntegrityError, match="level_taken_once"), transaction.atomic():
        line.save(force_insert=True)


def test_two_unfinished_notices_cannot_stand_side_by_side(company, late):
    go(company)
    notice = Notice.objects.get()

    notice.pk, notice.day = None, date("2024-02-01")
    with pytest.raises(IntegrityError, match="notice_unfinished_once"), transaction.atomic():
        notice.save(force_insert=True)


def test_a_hold_pauses_and_its_end_is_a_release(company, late):
    go(company)
    accept_all()
    hold = put_hold(
        customer=late,
        until_on=date("2024-03-01"),
        reason=HoldReason.ASKED,
        on=date("2024-01-15"),
        by="user:1",
        at=noon("2024-01-15"),
    )

    go(company, "2024-02-20")
    assert Decision.objects.get(customer=late).code == "held"
    assert Notice.objects.count() == 1

    end_hold(hold=hold, on=date("2024-02-21"), by="user:1", at=noon("2024-02-21"))
    go(company, "2024-02-21")
    assert NoticeLine.objects.get(level="first_letter").released == "hold_over"


def test_key_accounts_and_natural_persons_wait_for_approval(company):
    for values in ({"standing": Standing.KEY_ACCOUNT}, {"legal_form": "sole_trader"}):
        customer = factories.customer(company, **values)
        factories.invoice(customer, "2024-01-05", "1200.00")

    go(company)
    for notice in Notice.objects.all():
        compose(notice=notice, now=noon(DAY))

    assert {one.state for one in Notice.objects.all()} == {NoticeState.WAITING}
    approve_notice(notice=Notice.objects.first(), on=date(DAY), by="user:1", at=noon(DAY))
    states = Notice.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [NoticeState.READY, NoticeState.WAITING]


def test_a_notice_that_waits_too_long_is_withdrawn_and_planned_anew(company):
    customer = factories.customer(company, standing=Standing.KEY_ACCOUNT)
    factories.invoice(customer, "2024-01-05", "1200.00")
    go(company)
    compose(notice=Notice.objects.get(), now=noon(DAY))

    withdraw_stale(company=company, day=date("2024-01-17"), at=noon("2024-01-17"))
    assert Notice.objects.get().state == NoticeState.WAITING
    withdraw_stale(company=company, day=date("2024-01-18"), at=noon("2024-01-18"))
    go(company, "2024-01-18")

    states = Notice.objects.order_by("pk").values_list("state", "level")
    assert list(states) == [("cancelled", "reminder"), ("planned", "reminder")]
    assert Task.objects.filter(kind=Kind.REVIEW_NOTICE).count() == 1


def test_going_live_cancels_the_rehearsal_and_starts_from_the_first_level(company, late):
    go(company)
    accept_all()
    go(company, "2024-01-22")
    assert Notice.objects.filter(level="first_letter", state="planned").exists()

    switch_mode(
        company=company, mode="live", on=date("2024-01-23"), by="user:1", at=noon("2024-01-23")
    )
    go(company, "2024-01-23")

    live = Notice.objects.get(mode="live")
    assert live.level == "reminder"
    assert live.reason == {"approval": "first_live_day"}
    assert Notice.objects.get(level="first_letter").state == NoticeState.CANCELLED


def test_the_policy_says_from_when_debt_is_old(company):
    company.policies.update(entry_letter_days=60, entry_review_days=200)
    customer = factories.customer(company)
    factories.invoice(customer, "2023-12-01", "1200.00")
    factories.invoice(customer, "2023-09-01", "1200.00")
    enter_old_debt(invoices=Invoice.objects.all(), company=company, day=date(DAY))

    go(company)

    assert set(NoticeLine.objects.values_list("level", flat=True)) == {"reminder", "first_letter"}
    assert not Task.objects.filter(kind=Kind.REVIEW_OLD_DEBT).exists()


def test_old_debt_enters_at_the_first_letter_and_very_old_debt_waits_for_a_person(company):
    customer = factories.customer(company)
    old = factories.invoice(customer, "2023-12-01", "1200.00")
    very_old = factories.invoice(customer, "2023-09-01", "1200.00")
    enter_old_debt(invoices=Invoice.objects.all(), company=company, day=date(DAY))

    go(company)

    assert NoticeLine.objects.get().level == "first_letter"
    assert NoticeLine.objects.get().invoice == old
    assert Task.objects.get(kind=Kind.REVIEW_OLD_DEBT).subject_id == str(very_old.pk)


def test_a_level_reached_elsewhere_is_not_taken_again(company, late):
    invoice = late.invoices.get()
    enter_reached(reached=[(invoice, "reminder", date("2024-01-09"))])

    go(company)
    assert not Notice.objects.exists()
    go(company, "2024-01-19")  # 14 days after the due date, 10 after the notice elsewhere

    assert Notice.objects.get().level == "first_letter"


def climb_to_the_call(company):
    for day in (DAY, "2024-01-22", "2024-02-05", "2024-02-16"):
        go(company, day)
        accept_all(day)


def test_a_call_round_ends_with_a_conversation_and_the_next_opens_four_days_later(company, late):
    climb_to_the_call(company)
    log_dial(
        customer=late,
        was_conversation=True,
        on=date("2024-02-19"),
        by="user:1",
        at=noon("2024-02-19"),
    )

    go(company, "2024-02-22")
    assert list(CallRound.objects.values_list("number", "state")) == [(1, "ended")]
    go(company, "2024-02-23")  # Friday, four business days after Monday

    rounds = CallRound.objects.order_by("number").values_list("number", "state", "opened_on")
    assert list(rounds) == [(1, "ended", date("2024-02-16")), (2, "open", date("2024-02-23"))]
    assert Task.objects.filter(kind=Kind.CALL, state="open").count() == 1


def test_five_dials_end_a_round_and_three_rounds_ask_the_manager(company, late):
    climb_to_the_call(company)
    day = date("2024-02-16")
    for _ in range(3):
        for _ in range(5):
            log_dial(customer=late, was_conversation=False, on=day, by="u", at=noon(day))
        day = company.calendar.add_business_days(day, 4)
        go(company, day.isoformat())

    assert CallRound.objects.filter(state=RoundState.ENDED).count() == 3
    assert not CallRound.objects.filter(state=RoundState.OPEN).exists()
    assert Task.objects.filter(kind=Kind.DECIDE, customer=late).count() == 1


def test_a_paid_customer_is_not_to_be_called_and_a_reversal_opens_the_round_again(company, late):
    climb_to_the_call(company)
    invoice = late.invoices.get()

    late.invoices.update(allocated=Decimal("1200.00"))
    type(late).objects.update(look_on=date("2024-02-19"))
    go(company, "2024-02-19")
    assert not Task.objects.filter(kind=Kind.CALL, state="open").exists()

    late.invoices.update(allocated=Decimal(0))
    type(late).objects.update(look_on=date("2024-02-20"))
    go(company, "2024-02-20")
    assert Task.objects.filter(kind=Kind.CALL, state="open").count() == 1
    assert NoticeLine.objects.filter(invoice=invoice, level="call").count() == 1


def test_what_is_due_decides_the_number_of_queries(company, django_assert_max_num_queries):
    for _ in range(30):
        factories.invoice(factories.customer(company), "2024-01-05", "1200.00")

    with django_assert_max_num_queries(45):
        go(company)

    assert Notice.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_five_beats_at_once_plan_one_notice():
    company = factories.company()
    for _ in range(10):
        factories.invoice(factories.customer(company), "2024-01-05", "1200.00")

    def beat(_):
        try:
            go(company)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as beats:
        list(beats.map(beat, range(5)))

    assert Notice.objects.count() == 10


def test_nobody_is_looked_at_before_the_day_named(company, late):
    go(company, "2024-01-08")

    late.refresh_from_db()
    assert late.look_on == date(DAY)
    assert go(company, "2024-01-09").looked_at == 0
    assert late.look_on - dt.timedelta(1) == date("2024-01-09")


@pytest.mark.parametrize(
    ("returned_on", "day", "goes"),
    [
        (None, DAY, False),  # collection on 5 January, 5 business days are not over
        (None, "2024-01-12", True),
        ("2024-01-09", DAY, True),  # the bank returned the debit
    ],
)
def test_a_direct_debit_is_chased_only_once_it_has_failed(company, returned_on, day, goes):
    factories.invoice(
        factories.customer(company),
        "2024-01-05",
        "1200.00",
        payment_method="direct_debit",
        debit_returned_on=returned_on and date(returned_on),
    )

    go(company, day)

    assert Notice.objects.exists() == goes


def test_a_hold_on_one_invoice_leaves_the_others_on_the_ladder(company, late):
    held = late.invoices.get()
    factories.invoice(late, "2024-01-04", "300.00")
    put_hold(
        customer=late,
        invoice=held,
        until_on=date("2024-03-01"),
        reason=HoldReason.INTERNAL,
        on=date("2024-01-08"),
        by="user:1",
        at=noon("2024-01-08"),
    )

    go(company)

    assert [line.demanded for line in NoticeLine.objects.all()] == [300]


def test_a_small_rest_is_a_task_and_no_demand(company):
    customer = factories.customer(company)
    factories.invoice(customer, "2024-01-05", "300.00")
    rest = factories.invoice(customer, "2024-01-05", "4.99")

    go(company)

    assert not NoticeLine.objects.filter(invoice=rest).exists()
    assert Task.objects.get(kind=Kind.CLEAR_RESIDUAL).subject_id == str(rest.pk)


def test_a_stopped_standing_is_looked_at_again_on_its_review_date(company):
    customer = factories.customer(
        company, standing=Standing.INSOLVENT, standing_review_on=date("2024-02-01")
    )
    factories.invoice(customer, "2024-01-05", "1200.00")

    go(company)
    assert not Task.objects.exists()
    go(company, "2024-02-01")
    go(company, "2024-03-01")

    assert Task.objects.get().kind == Kind.REVIEW_STANDING
    assert not Notice.objects.exists()
