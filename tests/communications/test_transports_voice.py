"""Voice messages through Twilio's real client against the stand-in: what became of each call."""

import datetime as dt
import inspect
import time
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallList

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.voice import (
    VoiceTransport,
    call_and_say,
    said_twice,
)
from tests.stand_ins import twilio
from tests.stand_ins.twilio import ACCOUNT, TOKEN, twilio_server

CALLER = "+495615550117"
NUMBER = "+4915112345678"
TEXT = "This is an automated message from Müller & Söhne."


@pytest.fixture
def credentials(settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, TOKEN


@pytest.fixture
def call(settings, credentials):
    def _call(address, to=NUMBER, text=TEXT, sender=CALLER, language="en", seconds=20.0):
        settings.TWILIO_BASE_URL = address
        deadline = time.monotonic() + seconds
        return call_and_say(to=to, text=text, language=language, sender=sender, deadline=deadline)

    return _call


def spoken(twiml: str) -> list[tuple[str, str | None, str | None]]:
    said = ElementTree.fromstring(twiml)
    return [(one.tag, one.text, one.get("language")) for one in said]


def test_a_call_is_accepted_with_its_sid_and_asked_for_as_documented(call):
    with twilio_server() as (ledger, address):
        result = call(address)

    assert ledger.refused == []
    [sent] = ledger.taken
    assert (sent["To"], sent["From"], sent["Timeout"]) == (NUMBER, CALLER, "30")
    assert spoken(sent["Twiml"])[1] == ("Say", TEXT, "en-GB")
    assert (result.outcome, result.provider_id) == (Outcome.ACCEPTED, "CA" + "1".zfill(32))


def test_the_text_is_said_twice_in_the_languages_own_voice():
    said = [one for one in spoken(said_twice("Guten Tag <&>", "de")) if one[0] == "Say"]

    assert said == [("Say", "Guten Tag <&>", "de-DE")] * 2


@pytest.mark.parametrize("number", ["+15005550001", "0151 1234"])
def test_a_refused_number_is_for_good_and_says_why(call, number):
    with twilio_server() as (ledger, address):
        result = call(address, to=number)

    assert (result.outcome, result.marks_address) == (Outcome.REJECTED_FOR_GOOD, True)
    assert ledger.taken == []


@pytest.mark.parametrize(
    ("mood", "outcome"),
    [
        ("busy", Outcome.REJECTED_FOR_NOW),
        ("closed", Outcome.REJECTED_FOR_NOW),
        ("broken", Outcome.UNKNOWN),
        ("garbled", Outcome.UNKNOWN),
        ("cut", Outcome.UNKNOWN),
    ],
)
def test_a_server_in_trouble_is_told_by_what_it_may_have_taken(call, mood, outcome):
    with twilio_server(mood) as (ledger, address):
        result = call(address)

    assert result.outcome == outcome
    assert len(ledger.taken) <= 1


def test_a_text_too_long_to_be_said_is_refused_without_a_request(call):
    with twilio_server() as (ledger, address):
        result = call(address, text="x" * 2000)

    assert (result.outcome, result.marks_address) == (Outcome.REJECTED_FOR_GOOD, False)
    assert ledger.taken == ledger.refused == []


def test_without_a_number_to_call_from_the_channel_stops(call):
    with twilio_server() as (ledger, address):
        result = call(address, sender="")

    assert (result.outcome, result.stops_channel) == (Outcome.NOT_SENT, True)
    assert ledger.taken == []


def test_an_unknown_call_is_looked_for_by_its_number(call, settings):
    stored = SimpleNamespace(recipient=NUMBER, sender=CALLER)
    before, after = (dt.datetime(2026, 5, 12, hour, tzinfo=dt.UTC) for hour in (9, 11))

    with twilio_server("garbled") as (_, address):
        assert call(address).outcome == Outcome.UNKNOWN
        found = VoiceTransport().look_for(stored, SimpleNamespace(started_at=before))
        later = VoiceTransport().look_for(stored, SimpleNamespace(started_at=after))

    assert (found.outcome, found.provider_id) == (Outcome.ACCEPTED, "CA" + "1".zfill(32))
    assert later.outcome == Outcome.NOT_SENT


def test_without_credentials_nobody_can_be_asked(settings):
    settings.TWILIO_ACCOUNT_SID = ""

    assert (
        VoiceTransport().look_for(
            SimpleNamespace(), SimpleNamespace(started_at=dt.datetime(2026, 5, 12, tzinfo=dt.UTC))
        )
        is None
    )


def test_the_stand_in_expects_the_path_and_form_of_twilios_client():
    source = inspect.getsource(CallList)

    assert f"/2010-04-01{Client(ACCOUNT, TOKEN).calls._uri}" == twilio.CALLS
    for name in twilio.CALL_FIELDS:
        assert f'"{name}": ' in source


@pytest.mark.parametrize(
    "spoiled",
    [
        {"From": [CALLER], "Twiml": ["<Response/>"]},
        {"To": [NUMBER], "Twiml": ["<Response/>"]},
        {"To": [NUMBER], "From": ["Talbruck"], "Twiml": ["<Response/>"]},
        {"To": [NUMBER], "From": [CALLER]},
        {"To": [NUMBER], "From": [CALLER], "Twiml": ["Good day"]},
        {"To": [NUMBER], "From": [CALLER], "Twiml": ["<Response><Shout/></Response>"]},
        {"To": [NUMBER], "From": [CALLER], "Twiml": ["<Response/>"], "Timeout": ["601"]},
        {"To": [NUMBER], "From": [CALLER], "Twiml": ["<Response/>"], "Url": ["https://x"]},
        {"To": [NUMBER], "From": [CALLER], "Twiml": ["<Response>" + "x" * 4000 + "</Response>"]},
    ],
)
def test_the_stand_in_refuses_what_twilio_would_refuse(spoiled):
    assert twilio.faults_of(twilio.CALLS, {"Content-Type": twilio.FORM}, spoiled)


def test_the_stand_in_takes_a_proper_call():
    proper = {"To": [NUMBER], "From": [CALLER], "Twiml": [said_twice(TEXT, "en")]}

    assert twilio.faults_of(twilio.CALLS, {"Content-Type": twilio.FORM}, proper) == []
