"""What people do to one customer."""

import pytest

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.desk.actions import (
    CannotLogCall,
    CannotSetStanding,
    CannotSkip,
    log_call,
    set_standing,
    skip_notice,
)
from collections_app.dunning.models import Notice
from collections_app.history.models import Event
from collections_app.tasks.actions import open_task
from collections_app.tasks.models import Task
from collections_app.tasks.queries import open_tasks_of
from tests import factories
from tests.factories import date, noon
from tests.web.days import played

DAY = "2026-03-05"
BY = {"by": "user:1", "at": noon(DAY), "on": date(DAY)}


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company)


def waiting_notice(company: Company) -> Notice:
    customer = factories.customer(company, standing="key_account")
    factories.invoice(customer, "2026-03-02")
    played(company, day=date(DAY), now=noon(DAY))
    return Notice.objects.get(customer=customer)


def test_a_call_is_in_the_log_and_in_the_history(customer: Customer) -> None:
    contact = customer.contacts.get()

    log_call(customer=customer, contact=contact, outcome="voicemail", note="Ring back.", **BY)

    logged = Communication.objects.get()
    assert (logged.channel, logged.state, logged.text) == ("call", "noted", "Ring back.")
    assert logged.why == {"outcome": "voicemail"}
    event = Event.objects.get(kind="call.logged")
    assert (event.by, event.customer_id) == ("user:1", customer.pk)


def test_a_call_with_somebody_elses_contact_is_refused(
    company: Company, customer: Customer
) -> None:
    stranger = factories.customer(company).contacts.get()

    with pytest.raises(CannotLogCall):
        log_call(customer=customer, contact=stranger, outcome="reached", note="", **BY)
    assert not Communication.objects.exists()


def test_an_unknown_outcome_is_refused(customer: Customer) -> None:
    with pytest.raises(CannotLogCall):
        log_call(customer=customer, contact=None, outcome="shouted", note="", **BY)


def test_the_walk_looks_at_the_customer_after_a_call(customer: Customer) -> None:
    log_call(customer=customer, contact=None, outcome="reached", note="", **BY)

    customer.refresh_from_db()
    assert customer.look_on <= date(DAY)


def test_a_standing_that_stops_contact_cancels_what_waits(company: Company) -> None:
    notice = waiting_notice(company)

    set_standing(
        customer=notice.customer,
        standing="insolvent",
        reason="Court notice of 4 March",
        review_on=date("2026-06-01"),
        **BY,
    )

    notice.refresh_from_db()
    assert notice.state == "cancelled"
    assert Communication.objects.get().state == "cancelled"
    assert Event.objects.get(kind="customer.standing").values["to"] == "insolvent"


@pytest.mark.parametrize("review_on", [None, date(DAY)])
def test_a_standing_that_stops_contact_needs_a_review_date(customer: Customer, review_on) -> None:
    with pytest.raises(CannotSetStanding):
        set_standing(
            customer=customer, standing="represented", reason="", review_on=review_on, **BY
        )
    customer.refresh_from_db()
    assert customer.standing == "normal"


def test_key_account_needs_no_review_date(customer: Customer) -> None:
    set_standing(customer=customer, standing="key_account", reason="Largest", review_on=None, **BY)

    customer.refresh_from_db()
    assert customer.standing == "key_account"


def test_a_skipped_notice_frees_its_levels_for_the_next_walk(company: Company) -> None:
    notice = waiting_notice(company)

    skip_notice(notice=notice, note="Sales asks to wait.", **BY)

    notice.refresh_from_db()
    assert (notice.state, notice.reason["note"]) == ("cancelled", "Sales asks to wait.")
    assert notice.lines.filter(void=False).count() == 0


def test_a_notice_that_does_not_wait_cannot_be_skipped(company: Company) -> None:
    notice = waiting_notice(company)
    skip_notice(notice=notice, note="Once.", **BY)

    with pytest.raises(CannotSkip):
        skip_notice(notice=notice, note="Twice.", **BY)


def test_after_an_unanswered_dial_the_call_is_due_the_next_business_day(customer: Customer) -> None:
    task = call_task(customer, ("promise", 1))

    log_call(customer=customer, contact=None, outcome="no_answer", note="", **BY)

    task.refresh_from_db()
    expected = customer.company.calendar.add_business_days(date(DAY), 1)
    assert (task.state, task.due_on) == ("open", expected)


def test_a_conversation_closes_the_call_about_a_broken_promise(customer: Customer) -> None:
    task = call_task(customer, ("promise", 1))

    log_call(customer=customer, contact=None, outcome="reached", note="", **BY)

    task.refresh_from_db()
    assert task.state == "done"


def call_task(customer: Customer, subject: tuple[str, int]) -> Task:
    open_task(
        company_id=customer.company_id,
        customer_id=customer.pk,
        kind="call",
        subject=subject,
        due_on=date(DAY),
        at=BY["at"],
    )
    return open_tasks_of(kinds=["call"], subject=subject).get()


def test_a_standing_set_anew_ends_the_task_to_review_it(customer: Customer) -> None:
    open_task(
        company_id=customer.company_id,
        customer_id=customer.pk,
        kind="review_standing",
        subject=("customer", customer.pk),
        due_on=date(DAY),
        at=BY["at"],
    )

    set_standing(customer=customer, standing="normal", reason="Paid", review_on=None, **BY)

    assert not Task.objects.filter(state="open").exists()
