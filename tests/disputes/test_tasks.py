"""A dispute that we have to answer has its own task, which no later plan takes away."""

import datetime as dt

import pytest

from collections_app.desk.next_steps import plan_next
from collections_app.desk.rules import NextStep
from collections_app.disputes.actions import answer_dispute, settle_dispute
from collections_app.reports.kinds import of_kind
from collections_app.reports.models import Place
from collections_app.reports.task_words import task_words
from collections_app.tasks.models import Task
from collections_app.users.models import User
from tests import factories
from tests.disputes.test_actions import dispute
from tests.factories import date, noon

WHO = {"on": date("2024-01-09"), "by": "user:1", "at": noon("2024-01-09")}
ANSWER_ON = date("2024-02-28")


@pytest.fixture
def invoice(db):
    return factories.invoice(factories.customer(factories.company()), "2024-01-05", "1200.00")


def task():
    return Task.objects.get(kind="answer_dispute")


def test_it_is_its_owners_and_due_on_the_day_of_our_answer(invoice):
    one = dispute(invoice, "400.00")
    owner = User.objects.create_user("nora")
    settle_dispute(dispute=one, result="withdrawn", **WHO)
    dispute(invoice, "300.00", owner=owner)

    open_one = Task.objects.get(kind="answer_dispute", state="open")
    assert (open_one.due_on, open_one.assigned_to) == (ANSWER_ON, owner)
    assert task_words(open_one.kind, open_one.values) == (
        f"{invoice}: 300.00 EUR is disputed, damaged or faulty goods. It waits for our answer."
    )


def test_a_later_call_does_not_take_it_away(invoice):
    dispute(invoice, "400.00")

    plan_next(customer=invoice.customer, step=NextStep("call", date("2024-01-12")), **WHO)

    assert (task().state, task().due_on) == ("open", ANSWER_ON)


@pytest.mark.parametrize(
    ("on", "due_on"), [("2024-01-12", "2024-01-12"), ("2024-03-15", ANSWER_ON)]
)
def test_answering_it_as_the_next_step_is_no_second_task(invoice, on, due_on):
    dispute(invoice, "400.00")

    plan_next(customer=invoice.customer, step=NextStep("answer_dispute", date(on)), **WHO)

    assert str(task().due_on) == str(due_on)
    assert not Task.objects.filter(kind="follow_up").exists()


@pytest.mark.parametrize("is_settled", [True, False])
def test_it_is_done_when_we_answered_or_it_is_settled(invoice, is_settled):
    one = dispute(invoice, "400.00")

    if is_settled:
        settle_dispute(dispute=one, result="upheld", **WHO)
    else:
        answer_dispute(dispute=one, **WHO)

    assert task().state == "done"


def test_the_queue_has_it_among_disputes_from_its_day_on(invoice):
    dispute(invoice, "400.00")

    def found(day: dt.date) -> bool:
        places = Place.objects.filter(from_on__lte=day, until_on__gt=day)
        return places.filter(of_kind("disputes", day)).exists()

    assert [found(ANSWER_ON - dt.timedelta(1)), found(ANSWER_ON)] == [False, True]
    place = Place.objects.get(from_on=ANSWER_ON)
    assert place.task_points == 42
