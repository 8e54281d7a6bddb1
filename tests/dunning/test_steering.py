"""What managers decide about the ladder, as it is written down and then walked."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from collections_app.communications.models import Communication
from collections_app.customers.choices import AddressState, Standing
from collections_app.customers.models import Customer
from collections_app.desk.actions import (
    CannotRecordReturn,
    decide_course,
    log_call,
    record_return,
    set_standing,
)
from collections_app.dunning.models import Course, Decision, Level, Notice, NoticeLine
from collections_app.dunning.steering import (
    CannotOverride,
    CannotSetCourse,
    CannotStartAgain,
    override_pressure,
    start_again,
)
from collections_app.history.models import Event
from collections_app.promises.actions import record_promise
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon
from tests.journeys.world import Days

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company():
    return factories.company()


@pytest.fixture
def days(company):
    return Days(company, leaps=True)


def on(day: str) -> dict:
    return {"by": "user:1", "at": noon(day), "on": date(day)}


def talk(customer, day: str) -> None:
    log_call(customer=customer, contact=None, outcome="reached", note="They will look.", **on(day))


def after_three_rounds(days):
    """A customer with one invoice due on 5 January, spoken to three times without a promise."""
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    for day in ("2024-02-20", "2024-02-28", "2024-03-06"):
        days.until(day)
        talk(customer, day)
    days.until("2024-03-15")
    return customer


def test_an_installation_has_the_optional_rungs_switched_off(company):
    off = company.policies.get().levels.filter(is_on=False)

    assert list(off.values_list("key", "rank")) == [
        ("courtesy_note", 0),
        ("thank_you", 0),
        ("voice_message", 4),
        ("third_notice", 6),
        ("final_notice", 7),
    ]


def test_a_courtesy_note_goes_before_the_due_date_and_the_reminder_after_it(company, days):
    factories.switch_on(company, "courtesy_note")
    factories.invoice(factories.customer(company), "2024-01-12", "1200.00", number="TI-1")

    days.until("2024-01-17")

    assert days.sent() == [
        ("courtesy_note", "email", "2024-01-08"),
        ("reminder", "email", "2024-01-17"),
    ]
    note, reminder = Communication.objects.order_by("sent_at")
    assert "falls due on 12 January 2024" in note.text
    assert "overdue" not in note.text
    assert "You have had" not in reminder.text


def test_an_invoice_paid_before_its_courtesy_note_leaves_cancels_it(company, days):
    factories.switch_on(company, "courtesy_note")
    invoice = factories.invoice(factories.customer(company), "2024-01-12", "1200.00")
    days.until("2024-01-05")
    days.pay(invoice, "1200.00", "2024-01-06")

    days.until("2024-01-20")

    assert days.sent() == []


def test_the_third_notice_goes_after_two_talks_when_it_is_switched_on(company, days):
    factories.switch_on(company, "third_notice")
    customer = factories.customer(company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    for day in ("2024-02-20", "2024-02-28"):
        days.until(day)
        talk(customer, day)

    days.until("2024-03-08")

    third = Notice.objects.get(level="third_notice")
    letter = third.messages.get().communication
    assert "we still do not know what holds the payment up" in " ".join(letter.text.split())
    assert third.lines.get().level == "third_notice"


def test_after_three_rounds_the_decision_of_a_manager_orders_a_level_that_is_off(days):
    customer = after_three_rounds(days)
    assert Task.objects.filter(customer=customer, kind=Kind.DECIDE, state="open").count() == 1

    decide_course(
        customer=customer,
        choice="final_notice",
        again_on=date("2024-04-30"),
        note="Last chance before the agency.",
        **on("2024-03-15"),
    )
    days.until("2024-03-19")

    notice = Notice.objects.get(level="final_notice")
    assert (notice.state, notice.reason["approval"]) == ("waiting", "level")
    assert not Task.objects.filter(kind=Kind.DECIDE, state="open").exists()
    days.until("2024-04-30")
    assert Task.objects.filter(kind=Kind.DECIDE, state="open").count() == 1


@pytest.mark.parametrize(
    ("choice", "standing"),
    [("agency_or_court", Standing.WITH_AGENCY), ("write_off", Standing.WRITTEN_OFF)],
)
def test_a_course_that_ends_collection_sets_the_standing(days, choice, standing):
    customer = after_three_rounds(days)

    decide_course(
        customer=customer, choice=choice, again_on=date("2024-06-03"), note="", **on("2024-03-15")
    )
    days.until("2024-04-20")

    customer.refresh_from_db()
    assert (customer.standing, customer.standing_review_on) == (standing, date("2024-06-03"))
    assert Decision.objects.get(customer=customer).code == "standing"


def test_stopping_supply_is_a_task_for_somebody(days):
    customer = after_three_rounds(days)

    decide_course(
        customer=customer,
        choice="stop_supply",
        again_on=date("2024-04-02"),
        note="Tell dispatch.",
        **on("2024-03-15"),
    )
    days.until("2024-03-18")

    task = Task.objects.get(kind=Kind.STOP_SUPPLY)
    assert (task.state, task.values) == ("open", {"note": "Tell dispatch."})
    decision = Decision.objects.get(customer=customer)
    assert (decision.code, decision.look_on) == ("course", date("2024-04-02"))


@pytest.mark.parametrize("again_on", ["2024-03-15", "2025-03-15"])
def test_a_course_needs_a_day_to_look_again_within_half_a_year(days, again_on):
    customer = factories.customer(days.company)

    with pytest.raises(CannotSetCourse, match="Pick a day after"):
        decide_course(
            customer=customer, choice="go_on", again_on=date(again_on), note="", **on("2024-03-15")
        )
    assert not Course.objects.exists()


def test_a_course_to_a_level_that_the_policy_lacks_is_refused(days):
    customer = factories.customer(days.company)
    Level.objects.filter(key="final_notice").delete()

    with pytest.raises(CannotSetCourse, match="has no level Final notice"):
        decide_course(
            customer=customer,
            choice="final_notice",
            again_on=date("2024-04-01"),
            note="",
            **on("2024-03-15"),
        )


def test_a_new_start_takes_every_level_once_more(days):
    customer = factories.customer(days.company)
    invoice = factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-02-06")

    start_again(
        customer=customer, invoices=[invoice], reason="New owner of the firm.", **on("2024-02-06")
    )
    days.until("2024-03-15")

    taken = NoticeLine.objects.filter(void=False, notice__isnull=False).exclude(level="")
    assert [(one.episode, one.level) for one in taken.order_by("on_day")] == [
        (1, "reminder"),
        (1, "first_letter"),
        (1, "second_letter"),
        (2, "reminder"),
        (2, "first_letter"),
        (2, "second_letter"),
    ]
    event = Event.objects.get(kind="invoices.started_again")
    assert event.values == {"invoices": [invoice.number], "reason": "New owner of the firm."}


def test_a_new_start_takes_the_invoice_out_of_its_call(days):
    customer = factories.customer(days.company)
    invoice = factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-02-20")
    assert Task.objects.filter(kind=Kind.CALL, state="open").exists()

    start_again(customer=customer, invoices=[invoice], reason="New owner.", **on("2024-02-20"))
    days.until("2024-02-21")

    assert not Task.objects.filter(kind=Kind.CALL, state="open").exists()


def test_a_new_start_needs_a_reason_and_open_invoices_of_the_customer(days):
    customer, other = factories.customer(days.company), factories.customer(days.company)
    invoice = factories.invoice(other, "2024-01-05")

    with pytest.raises(CannotStartAgain, match="Say why"):
        start_again(customer=other, invoices=[invoice], reason=" ", **on("2024-02-06"))
    with pytest.raises(CannotStartAgain, match="is not an open invoice"):
        start_again(customer=customer, invoices=[invoice], reason="x", **on("2024-02-06"))


def test_an_override_lets_a_second_notice_go_within_the_week_and_says_why(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-10")
    factories.invoice(customer, "2024-01-08", "300.00")
    days.until("2024-01-11")
    assert Decision.objects.get(customer=customer).code == "pressure"

    override_pressure(customer=customer, reason="They asked for it today.", **on("2024-01-12"))
    days.until("2024-01-16")

    assert [day for _, day in days.notices()] == ["2024-01-10", "2024-01-12"]
    assert Event.objects.get(kind="customer.override").values["reason"].startswith("They asked")


def test_an_override_needs_a_reason(days):
    with pytest.raises(CannotOverride, match="Say why"):
        override_pressure(customer=factories.customer(days.company), reason="", **on("2024-01-12"))


def test_a_bounce_takes_the_level_back_and_the_next_channel_takes_it(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-10")
    mail = Communication.objects.get()

    record_return(communication=mail, **on("2024-01-11"))
    days.until("2024-01-11")

    assert days.sent() == [
        ("reminder", "email", "2024-01-10"),
        ("reminder", "letter", "2024-01-11"),
    ]
    assert customer.contacts.get().email_state == AddressState.BOUNCED
    first, second = Notice.objects.order_by("pk")
    assert (first.state, second.state) == ("taken_back", "accepted")
    assert Task.objects.filter(kind=Kind.FIX_CONTACT, state="open").count() == 1


def test_a_returned_letter_leaves_the_level_that_its_mail_took(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-02-06")
    second = Notice.objects.get(level="second_letter")
    letter = second.messages.get(communication__channel="letter").communication

    record_return(communication=letter, **on("2024-02-08"))

    second.refresh_from_db()
    customer.refresh_from_db()
    assert second.state == "accepted"
    assert customer.post_state == AddressState.BOUNCED


def test_a_letter_that_comes_back_from_the_old_street_leaves_the_new_one(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-02-06")
    letter = Communication.objects.get(channel="letter")
    Customer.objects.update(street="Nieuwe Gracht 9", post_state=AddressState.UNTRIED)

    record_return(communication=letter, **on("2024-02-08"))

    customer.refresh_from_db()
    assert customer.post_state == AddressState.UNTRIED


def test_when_every_channel_came_back_nobody_is_written_to_and_a_person_looks(days):
    customer = factories.customer(days.company, street="")
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-10")

    record_return(communication=Communication.objects.get(), **on("2024-01-11"))
    days.until("2024-01-31")

    assert len(days.sent()) == 1
    assert Decision.objects.get(customer=customer).code == "unreachable"
    assert Task.objects.filter(kind=Kind.FIX_CONTACT, state="open").count() == 1


def test_what_has_not_gone_out_cannot_come_back(days):
    customer = factories.customer(days.company)
    talk(customer, "2024-01-11")

    with pytest.raises(CannotRecordReturn):
        record_return(communication=Communication.objects.get(), **on("2024-01-11"))


def test_a_dial_counts_for_everybody_at_that_number(company):
    numbers = {"phone": "+31235550100"}
    first, second = factories.customer(company), factories.customer(company)
    for one in (first, second):
        one.contacts.update(**numbers)
    task = Task.objects.create(
        company=company,
        customer=second,
        kind=Kind.CALL,
        subject_kind="promise",
        subject_id="1",
        due_on=date("2024-01-10"),
        opened_at=noon("2024-01-10"),
    )

    log_call(
        customer=first,
        contact=first.contacts.get(),
        outcome="no_answer",
        note="",
        **on("2024-01-10"),
    )

    task.refresh_from_db()
    assert task.due_on == date("2024-01-11")


def test_an_sms_counts_for_everybody_at_that_number(company, days):
    consent = {"sms_consent_on": date("2023-12-01"), "sms_consent_source": "Order form"}
    for due in ("2024-01-05", "2024-01-08"):
        customer = factories.customer(company, street="")
        customer.contacts.update(email="", mobile="+31655500100", **consent)
        factories.invoice(customer, due, "1200.00")

    days.until("2024-01-31")

    assert [day for _, channel, day in days.sent() if channel == "sms"] == [
        "2024-01-10",
        "2024-01-17",
    ]


def test_policy_shows_the_ladder_and_switches_a_level(company, capsys):
    call_command("policy", company.legal_name, "--on", "third_notice")

    said = capsys.readouterr().out
    assert "third_notice   on   37 days after the due date, after 2 call rounds" in said
    assert "courtesy_note  off  5 days before the due date" in said


def test_policy_names_the_levels_there_are(company):
    with pytest.raises(CommandError, match=r"There is no level fourth\. The policy has court"):
        call_command("policy", company.legal_name, "--on", "fourth")


def test_nobody_is_asked_to_decide_while_a_promise_runs(days):
    customer = after_three_rounds(days)
    record_promise(
        customer=customer,
        amount=Decimal("400.00"),
        currency="EUR",
        promised_for=date("2024-03-25"),
        **on("2024-03-18"),
    )

    days.until("2024-03-18")

    assert not Task.objects.filter(kind=Kind.DECIDE, state="open").exists()
    assert Decision.objects.get(customer=customer).code == "promise_runs"


def test_a_decision_that_nobody_needs_any_more_is_not_asked_for(days):
    customer = after_three_rounds(days)
    days.pay(customer.invoices.get(), "1200.00", "2024-03-18")

    days.until("2024-03-18")

    task = Task.objects.get(kind=Kind.DECIDE)
    assert (task.state, task.closed_by) == ("cancelled", "ladder")


@pytest.mark.parametrize("how", ["paid", "insolvent"])
def test_a_call_about_a_broken_promise_ends_with_its_reason(days, how):
    customer = factories.customer(days.company)
    invoice = factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-10")
    record_promise(
        customer=customer,
        amount=Decimal("1200.00"),
        currency="EUR",
        promised_for=date("2024-01-15"),
        **on("2024-01-10"),
    )
    days.until("2024-01-19")
    assert Task.objects.get(kind=Kind.CALL).state == "open"

    if how == "paid":
        days.pay(invoice, "1200.00", "2024-01-22")
    else:
        set_standing(
            customer=customer,
            standing="insolvent",
            reason="Court notice",
            review_on=date("2024-06-03"),
            **on("2024-01-22"),
        )
    days.until("2024-01-22")

    assert Task.objects.get(kind=Kind.CALL).state == "cancelled"
