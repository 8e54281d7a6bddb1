"""Dated stories of one customer, as an accountant would tell them."""

from decimal import Decimal

import pytest

from collections_app.communications.models import Communication
from collections_app.dunning.models import Decision
from collections_app.promises.actions import record_promise
from collections_app.promises.models import Promise
from collections_app.tasks.choices import Kind, State
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon
from tests.journeys.world import Days

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[False, True], ids=["every day", "leaping"])
def days(request):
    """Every story ends alike where the days on which nothing is due are left out."""
    return Days(factories.company(), leaps=request.param)


def test_nobody_pays_and_the_ladder_ends_in_a_call(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")  # a Friday

    days.until("2024-02-20")

    assert days.sent() == [
        ("reminder", "email", "2024-01-10"),
        ("first_letter", "email", "2024-01-22"),
        ("second_letter", "email", "2024-02-05"),
        ("second_letter", "letter", "2024-02-05"),
    ]
    call = Task.objects.get(customer=customer, kind=Kind.CALL)
    assert (call.due_on, call.state) == (date("2024-02-16"), State.OPEN)


def test_reminder_letter_promise_broken_then_paid_and_silence(days):
    customer = factories.customer(days.company)
    invoice = factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-24")
    record_promise(
        customer=customer,
        amount=Decimal("1200.00"),
        currency="EUR",
        promised_for=date("2024-02-02"),
        on=date("2024-01-25"),
        by="user:1",
        at=noon("2024-01-25"),
    )

    days.until("2024-02-06")  # the promise and its two days of tolerance
    promise = Promise.objects.get()
    assert promise.state == "open"
    assert days.notices() == [("reminder", "2024-01-10"), ("first_letter", "2024-01-22")]

    days.until("2024-02-07")
    promise.refresh_from_db()
    assert promise.state == "broken"
    assert Task.objects.filter(kind=Kind.CALL, subject_kind="promise").exists()

    days.until("2024-02-09")  # two business days for the call, then the ladder goes on
    assert days.notices()[-1] == ("second_letter", "2024-02-09")
    letter = Communication.objects.filter(purpose="second_letter", channel="letter").get()
    said = " ".join(letter.text.split())
    assert "1,200.00 EUR was agreed for 2 February; we have not received it" in said

    days.pay(invoice, "1200.00", "2024-02-12")
    days.until("2024-04-30")
    assert len(days.notices()) == 3
    assert Decision.objects.get(customer=customer).code == "nothing_overdue"
    assert not Task.objects.filter(kind=Kind.CALL, subject_kind="call_round").exists()


def test_a_kept_promise_ends_the_chase(days):
    customer = factories.customer(days.company)
    invoice = factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-12")
    record_promise(
        customer=customer,
        amount=Decimal("1200.00"),
        currency="EUR",
        promised_for=date("2024-01-26"),
        on=date("2024-01-12"),
        by="user:1",
        at=noon("2024-01-12"),
    )
    days.pay(invoice, "1200.00", "2024-01-25")

    days.until("2024-03-01")

    assert Promise.objects.get().state == "kept"
    assert days.notices() == [("reminder", "2024-01-10")]


def test_a_part_payment_is_thanked_for_by_asking_for_the_rest_only(days):
    customer = factories.customer(days.company)
    invoice = factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-15")

    days.pay(invoice, "700.00", "2024-01-16")
    days.until("2024-01-22")

    letter = Communication.objects.get(purpose="first_letter")
    assert letter.lines[0]["demanded"] == "500.00"
    assert "500.00 EUR" in letter.text
    assert "1,200.00" not in letter.text


def test_one_message_lists_all_invoices_and_totals_stay_apart_by_currency(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    factories.invoice(customer, "2024-01-05", "45000", currency="JPY")
    factories.invoice(customer, "2024-01-05", "1200.500", currency="KWD")

    days.until("2024-01-10")

    (reminder,) = Communication.objects.all()
    assert "1,200.00 EUR" in reminder.text
    assert "45,000 JPY" in reminder.text
    assert "1,200.500 KWD" in reminder.text


def test_missed_days_are_caught_up_with_one_level(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")

    days.next_day = date("2024-03-04")
    days.until("2024-03-04")

    assert days.notices() == [("reminder", "2024-03-04")]


def test_an_invoice_due_on_the_leap_day_is_reminded_three_business_days_later(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-02-29", "100.00")  # a Thursday

    days.until("2024-03-31")

    assert days.notices()[0] == ("reminder", "2024-03-05")


def test_playing_a_day_twice_changes_nothing(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-10")
    before = list(Communication.objects.values_list("pk", "state", "sent_at"))

    days.next_day = date("2024-01-10")
    days.until("2024-01-10")

    assert list(Communication.objects.values_list("pk", "state", "sent_at")) == before
