"""The optional thank-you when all is paid: once per chase, for money, never for a credit note."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import call_command

from collections_app.communications.models import Communication
from collections_app.customers.actions import look_at
from collections_app.dunning.facts import Open, Plan, Situation, Told
from collections_app.dunning.models import Notice
from collections_app.dunning.rules import plan
from collections_app.invoices.models import Invoice
from collections_app.jobs.verifying import verify
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from tests import factories
from tests.dunning.world import CALENDAR, LADDER, THANKS, day, owed
from tests.factories import date, noon
from tests.journeys.world import Days

CHASED = Told(day(0), "first_letter", 2, frozenset({1}))


def planned(today: int, *, invoices: tuple[Open, ...] = (), **values) -> Plan:
    known = {"told": (CHASED,), "reach": frozenset({"email", "letter"}), "paid_on": day(8)}
    situation = Situation(invoices=invoices, **known | values)
    ladder = replace(LADDER, thanks=THANKS)
    return plan(situation, ladder=ladder, calendar=CALENDAR, day=day(today))


def test_it_goes_on_the_first_business_day_after_the_money_came():
    assert planned(8).notice is None
    assert planned(8).look_on == day(9)
    thanks = planned(9).notice
    assert thanks is not None
    assert (thanks.rung.key, thanks.channel, thanks.lines) == ("thank_you", "email", ())
    assert planned(11, paid_on=day(11)).look_on == day(14)  # Friday, then Monday


@pytest.mark.parametrize(
    "values",
    [
        {"told": ()},  # nobody was written to
        {"told": (Told(day(0), "courtesy_note", 0, frozenset({1})),)},
        {"paid_on": None},  # credited
        {"paid_on": day(-1)},  # paid before the last notice: something else settled the rest
        {"thanked_on": day(0)},
        {"reach": frozenset({"letter", "sms"})},
        {"has_unfinished_notice": True},
        {"standing": "written_off"},
        {"held_until": day(30)},
        {"invoices": (owed(1, -20),)},  # open again
        {"invoices": (owed(2, -1),)},  # another is overdue
        {"invoices": (replace(owed(2, -1), demandable=Decimal(0)),)},  # though promised
    ],
)
def test_nobody_is_thanked_who_did_not_end_the_chase_by_paying(values):
    notice = planned(9, **values).notice

    assert notice is None or notice.rung != THANKS


def test_it_goes_where_other_invoices_are_not_due_yet():
    assert planned(9, invoices=(owed(2, 20),)).notice is not None


def test_it_waits_for_contact_pressure_and_not_longer_than_a_fortnight():
    soon = planned(3, paid_on=day(2))

    assert soon.notice is None
    assert soon.look_on == day(7)
    assert planned(22).notice is not None
    assert planned(23).notice is None


def test_a_second_chase_is_thanked_for_again():
    again = Told(day(20), "reminder", 1, frozenset({2}))

    known = {"told": (CHASED, again), "thanked_on": day(9), "paid_on": day(28)}
    assert planned(29, **known).notice is not None


@pytest.fixture
def company(db):
    company = factories.company()
    factories.switch_on(company, "thank_you")
    return company


@pytest.fixture
def days(company):
    return Days(company, leaps=True)


def test_who_paid_after_the_reminder_is_thanked_once_and_asked_for_nothing(company, days):
    invoice = factories.invoice(factories.customer(company), "2024-01-05", number="TI-7")
    days.until("2024-01-16")
    days.pay(invoice, "100.00", "2024-01-16")

    days.until("2024-03-01")

    assert days.sent() == [
        ("reminder", "email", "2024-01-10"),
        ("thank_you", "email", "2024-01-17"),
    ]
    thanks = Communication.objects.get(purpose="thank_you")
    assert "thank you for paying invoice TI-7" in " ".join(thanks.text.split())
    assert thanks.lines == []


def test_it_counts_for_no_pressure_and_softens_no_letter(company, days):
    customer = factories.customer(company)
    invoice = factories.invoice(customer, "2024-01-05")
    days.until("2024-01-16")
    days.pay(invoice, "100.00", "2024-01-16")
    factories.invoice(customer, "2024-01-17", "300.00")

    days.until("2024-01-22")  # the reminder goes on its day, five days after the thank-you

    assert days.sent()[1:] == [
        ("thank_you", "email", "2024-01-17"),
        ("reminder", "email", "2024-01-22"),
    ]
    assert [str(one) for one in verify(at=noon("2024-01-22"))] == []


def test_what_was_credited_is_not_thanked_for(company, days):
    invoice = factories.invoice(factories.customer(company), "2024-01-05")
    days.until("2024-01-16")
    Invoice.objects.filter(pk=invoice.pk).update(left_ledger_on=date("2024-01-16"))
    look_at(customer_ids=[invoice.customer_id])

    days.until("2024-02-01")

    assert days.sent() == [("reminder", "email", "2024-01-10")]


def go_back(company, invoice, on):
    """The bank takes the money back."""
    row = Received(date(on), Decimal(-100), "EUR", "back", invoice.customer_id, invoice.pk)
    take_payments(
        company=company, source="bank", payments=[row], on=date(on), by="test", at=noon(on)
    )


def test_money_that_went_back_is_not_thanked_for(company, days):
    invoice = factories.invoice(factories.customer(company), "2024-01-05")
    days.until("2024-01-16")
    days.pay(invoice, "100.00", "2024-01-16")
    go_back(company, invoice, "2024-01-17")

    days.until("2024-01-17")

    assert days.sent() == [("reminder", "email", "2024-01-10")]


def approve(days, on):
    call_command("approve", "--all", "--as-of", on)
    days.next_day = date(on)
    days.until(on)


def test_money_that_went_back_while_the_thanks_waited_cancels_them(company, days):
    invoice = factories.invoice(factories.customer(company, standing="key_account"), "2024-01-05")
    days.until("2024-01-10")
    approve(days, "2024-01-10")
    days.until("2024-01-17")
    days.pay(invoice, "100.00", "2024-01-17")
    days.until("2024-01-18")
    thanks = Notice.objects.get(level="thank_you")
    assert (thanks.state, thanks.reason) == ("waiting", {"approval": "key_account"})

    go_back(company, invoice, "2024-01-19")
    approve(days, "2024-01-19")

    thanks.refresh_from_db()
    assert (thanks.state, thanks.reason["code"]) == ("cancelled", "owes_again")


def test_off_by_default(db):
    company = factories.company()
    days = Days(company)
    invoice = factories.invoice(factories.customer(company), "2024-01-05")
    days.until("2024-01-16")
    days.pay(invoice, "100.00", "2024-01-16")

    days.until("2024-01-20")

    assert days.sent() == [("reminder", "email", "2024-01-10")]
