"""The optional voice message: consent first, a rung of its own, and never in anybody's way."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.management import call_command

from collections_app.communications.models import Communication
from collections_app.customers.models import Contact
from collections_app.dunning.facts import Ladder, Rung
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.dunning.queries import reachable_channels
from collections_app.jobs.verifying import verify
from tests import factories
from tests.dunning.world import LADDER, World, day, owed
from tests.factories import date, noon
from tests.journeys.world import Days
from tests.stand_ins.twilio import ACCOUNT, TOKEN, twilio_server

VOICE = Rung("voice_message", 4, False, 35, False, 7, 5, ("voice", "sms"))
CALL = replace(LADDER.rungs[3], rank=5)
WITH_VOICE = Ladder((*LADDER.rungs[:3], VOICE, CALL))
CONSENT = {"voice_consent_on": date("2023-11-01"), "voice_consent_source": "order form"}


def climbed(reach: set[str]) -> list[str]:
    known = frozenset(reach)
    world = World({1: owed(1, 4)}, ladder=WITH_VOICE.reaching(known), reach=known)
    for number in range(90):
        world.walk(day(number))
    return [level for level, _ in world.steps(1)]


def test_it_is_a_rung_of_who_consented_and_no_step_of_anybody_else():
    written = ["reminder", "first_letter", "second_letter"]

    assert climbed({"email", "letter", "voice"}) == [*written, "voice_message", "call"]
    assert climbed({"email", "letter", "sms"}) == [*written, "voice_message", "call"]
    assert climbed({"email", "letter"}) == [*written, "call"]


def test_a_level_that_needs_no_consent_is_never_left_out():
    assert LADDER.reaching(frozenset()) is LADDER


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ({"phone": "+4930123", "mobile": "+4915112"}, "+4930123"),
        ({"phone": "+4930123", "phone_state": "bounced", "mobile": "+4915112"}, ""),  # no consent
        ({"mobile": "+4915112"}, "+4915112"),
        ({"mobile": "+4915112", "mobile_state": "opted_out"}, ""),
        ({}, ""),
    ],
)
def test_it_rings_at_the_consents_own_number_while_that_works(values, number):
    consented, asked_nobody = Contact(**values, **CONSENT), Contact(**values)

    assert consented.voice_number == number
    assert consented.takes_voice == bool(number)
    assert not asked_nobody.takes_voice


@pytest.fixture
def company(db):
    company = factories.company(voice_sender="+495615550117", sms_sender="Talbruck")
    factories.switch_on(company, "voice_message")
    return company


@pytest.fixture
def days(company):
    return Days(company, leaps=True)


def customer_with(company, **values):
    customer = factories.customer(company, name="Vandrel Optics", language="en")
    customer.contacts.update(**values)
    return customer


def voice_messages():
    return Communication.objects.filter(channel="voice")


def test_who_consented_is_called_by_the_machine_before_a_person_calls(company, days):
    customer = customer_with(company, phone="+31235550101", **CONSENT)
    factories.invoice(customer, "2024-01-05", "1200.00")

    days.until("2024-03-15")

    assert [one[:2] for one in days.sent()][-1] == ("voice_message", "voice")
    said = voice_messages().get()
    assert (said.sender, said.recipient) == ("+495615550117", "+31235550101")
    assert "automated message from Talbruck" in said.text
    assert "an invoice that was due on 5 January 2024" in said.text
    assert "1,200.00" not in said.text  # nobody else may hear the sum
    assert said.text.count("plus 4 9, 5 6 1, 5 5 5, 0 1 1 7") == 1
    assert "To stop calls of this kind" in said.text
    assert NoticeLine.objects.filter(level="call").exists()
    assert [str(one) for one in verify(at=noon("2024-03-15"))] == []


def test_who_did_not_consent_climbs_past_it(company, days):
    factories.invoice(customer_with(company, phone="+31235550101"), "2024-01-05", "1200.00")

    days.until("2024-03-15")

    assert not voice_messages().exists()
    assert NoticeLine.objects.filter(level="call").exists()


def test_a_policy_that_names_voice_first_falls_back_to_the_levels_next_channel(company, days):
    company.policies.get().levels.filter(key="reminder").update(channels=["voice", "email"])
    factories.invoice(customer_with(company, phone="+31235550101"), "2024-01-05")
    called = customer_with(company, phone="+31235550102", **CONSENT)
    factories.invoice(called, "2024-01-05")

    days.until("2024-01-10")

    assert sorted(days.sent()) == [
        ("reminder", "email", "2024-01-10"),
        ("voice_message", "voice", "2024-01-10"),
    ]
    assert set(NoticeLine.objects.values_list("level", flat=True)) == {"reminder"}


def test_consent_withdrawn_before_it_leaves_stops_it(company, days):
    customer = customer_with(company, phone="+31235550101", **CONSENT)
    factories.invoice(customer, "2024-01-05")
    company.policies.get().levels.filter(key="reminder").update(
        channels=["voice", "email"], needs_approval=True
    )
    days.until("2024-01-10")
    customer.contacts.update(voice_consent_on=None, voice_consent_source="")

    call_command("approve", "--all", "--as-of", "2024-01-10")
    days.next_day = date("2024-01-10")
    days.until("2024-01-10")

    assert voice_messages().get().reason["code"] == "address_changed"


def test_a_shared_number_is_rung_for_one_of_them_a_week(company, days):
    company.policies.get().levels.filter(key="reminder").update(channels=["voice"])
    for _ in range(2):
        factories.invoice(customer_with(company, phone="+31235550101", **CONSENT), "2024-01-05")

    days.until("2024-01-17")

    sent = sorted(on for _, _, on in days.sent())
    assert sent == ["2024-01-10", "2024-01-17"]


def test_a_live_call_is_asked_for_and_a_bad_number_is_marked(company, days, settings):
    company.policies.get().levels.filter(key="reminder").update(channels=["voice", "email"])
    good = customer_with(company, phone="+31235550101", **CONSENT)
    bad = customer_with(company, mobile="+15005550001", **CONSENT)
    for one in (good, bad):
        factories.invoice(one, "2024-01-05")
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, TOKEN
    company.mode, company.live_since = "live", date("2024-01-01")
    company.save()
    days.until("2024-01-09")  # the first live day asks for approval

    with twilio_server() as (ledger, settings.TWILIO_BASE_URL):
        days.until("2024-01-10")

    [call] = ledger.taken
    assert (call["To"], call["From"]) == ("+31235550101", "+495615550117")
    assert call["Twiml"].count("automated message") == 2
    assert Contact.objects.get(customer=good).phone_state == "good"
    assert Contact.objects.get(customer=bad).mobile_state == "bounced"
    assert Notice.objects.get(customer=bad).channel == "email"


def test_sms_may_come_from_a_name_and_calls_may_not():
    assert factories.Company(sms_sender="Talbruck").calls_from == ""
    assert factories.Company(sms_sender="+15005550006").calls_from == "+15005550006"
    assert factories.Company(sms_sender="+1", voice_sender="+495615550117").calls_from[:4] == "+495"


def test_voice_reaches_only_with_consent():
    contact = Contact(phone="+4930123", email="a@b.example")
    customer = factories.Customer()

    assert "voice" not in reachable_channels(customer, [contact])
    contact.voice_consent_on = dt.date(2024, 1, 1)
    assert reachable_channels(customer, [contact]) >= {"voice", "email"}
