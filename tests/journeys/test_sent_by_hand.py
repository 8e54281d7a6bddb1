"""A dated story of levels sent by hand, and of the ladder that goes on from them."""

import datetime as dt

import pytest

from collections_app.communications.models import Communication
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.dunning.sending_now import offer_of, send_now, undo_send
from collections_app.jobs.day import send_ready
from collections_app.jobs.verifying import verify
from tests import factories
from tests.factories import date, noon
from tests.journeys.world import Days

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def days():
    return Days(factories.company(), leaps=True)


def send(customer, at, level="", **more):
    """Looked at and sent in one breath; the worker is quick."""
    who = {"on": at.date(), "by": "user:7", "at": at}
    offer = offer_of(customer=customer, level=level, **who)
    given = {"level": offer.level, "seen": offer.seen, "is_sure": True, "may_approve": False}
    return send_now(customer=customer, **given | more, **who)


def leaves(days, at):
    company = days.company
    company.refresh_from_db()
    return send_ready(company, day=at.date(), now=at)


def test_a_friday_call_is_followed_by_a_reminder_and_a_letter_sent_by_hand(days):
    customer = factories.customer(days.company, language="en")
    factories.invoice(customer, "2024-01-05", "1200.00")  # a Friday
    days.until("2024-01-08")

    # On Monday evening, after hours, the clerk reminds two days before the ladder would.
    evening = noon("2024-01-08") + dt.timedelta(hours=8)
    send(customer, evening)
    assert leaves(days, evening + dt.timedelta(seconds=9)) == 0
    assert leaves(days, evening + dt.timedelta(seconds=10)) == 1
    days.until("2024-01-16")
    assert days.sent() == [("reminder", "email", "2024-01-08")]

    # The date of the 15th has passed: the letter goes three days early.
    send(customer, noon("2024-01-16"))
    leaves(days, noon("2024-01-16") + dt.timedelta(seconds=10))
    said = " ".join(Communication.objects.latest("created_at").text.split())
    assert "our reminder of 8 January" in said
    assert "by Friday 26 January 2024" in said

    # The ladder goes on from there: 14 days after the letter, and after its date.
    days.until("2024-02-02")
    assert days.notices() == [
        ("reminder", "2024-01-08"),
        ("first_letter", "2024-01-16"),
        ("second_letter", "2024-02-02"),
    ]
    taken = NoticeLine.objects.filter(void=False).values_list("level", "notice__is_automatic")
    assert list(taken.order_by("pk")) == [
        ("reminder", False),
        ("first_letter", False),
        ("second_letter", True),
    ]
    assert [str(one) for one in verify(at=noon("2024-02-02"))] == []


def test_what_was_undone_goes_by_itself_on_its_own_day(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-08")

    notice = send(customer, noon("2024-01-08"))
    undo_send(notice=notice, on=date("2024-01-08"), by="user:7", at=noon("2024-01-08"))
    days.until("2024-01-10")

    assert days.sent() == [("reminder", "email", "2024-01-10")]


def test_a_payment_in_the_ten_seconds_stops_it(days):
    customer = factories.customer(days.company)
    invoice = factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-08")

    send(customer, noon("2024-01-08"))
    days.pay(invoice, "1200.00", "2024-01-08")

    assert leaves(days, noon("2024-01-08") + dt.timedelta(seconds=11)) == 0
    assert Notice.objects.get().reason["code"] == "paid"


def test_what_was_sent_by_hand_counts_for_the_machine_and_is_not_blocked_by_it(days):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-10")  # the ladder reminds
    factories.invoice(customer, "2024-01-09", "800.00")

    send(customer, noon("2024-01-10"), "reminder")
    leaves(days, noon("2024-01-10") + dt.timedelta(seconds=10))
    assert days.notices() == [("reminder", "2024-01-10"), ("reminder", "2024-01-10")]

    factories.invoice(customer, "2024-01-09", "500.00")  # due for its reminder on the 12th
    days.until("2024-01-17")
    assert days.notices()[2:] == [("reminder", "2024-01-17")]
    assert [str(one) for one in verify(at=noon("2024-01-17"))] == []


def test_a_voice_message_sent_by_hand_at_night_waits_for_the_morning(days):
    company = days.company
    company.policies.get().levels.filter(key="reminder").update(channels=["voice"])
    customer = factories.customer(company)
    customer.contacts.update(
        phone="+31235550101", voice_consent_on=date("2023-11-01"), voice_consent_source="order form"
    )
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-08")
    evening = noon("2024-01-08") + dt.timedelta(hours=8)

    send(customer, evening)

    assert leaves(days, evening + dt.timedelta(seconds=10)) == 0
    assert Communication.objects.get().reason["code"] == "outside_window"
    assert leaves(days, noon("2024-01-09")) == 1


def test_a_letter_sent_by_hand_goes_to_the_printer_after_ten_seconds(days):
    customer = factories.customer(days.company)
    customer.contacts.all().delete()
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-08")

    send(customer, noon("2024-01-08"))

    letter = Communication.objects.get()
    assert (letter.channel, letter.state) == ("letter", "ready")
    assert letter.pdf
    assert letter.send_after == noon("2024-01-08") + dt.timedelta(seconds=10)
