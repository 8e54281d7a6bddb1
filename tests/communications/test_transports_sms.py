"""SMS through Twilio's real client against the stand-in: what became of each message."""

import inspect
import socket
import time

import pytest
from twilio.rest.api.v2010.account.message import MessageList

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.sms import send_sms
from tests.stand_ins import twilio
from tests.stand_ins.twilio import ACCOUNT, TOKEN, twilio_server

SERVICE = "MG" + "a" * 32
NUMBER = "+4915112345678"


@pytest.fixture
def send(settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, TOKEN

    def _send(address, to=NUMBER, body="Hello", sender=SERVICE, seconds=20.0):
        settings.TWILIO_BASE_URL = address
        return send_sms(to=to, body=body, sender=sender, deadline=time.monotonic() + seconds)

    return _send


@pytest.mark.parametrize(
    ("sender", "field"), [(SERVICE, "MessagingServiceSid"), ("+4930123456", "From")]
)
def test_sms_is_accepted_with_its_sid_and_sent_as_documented(send, sender, field):
    with twilio_server() as (ledger, address):
        result = send(address, body="Rechnung über 10 EUR", sender=sender)

    assert ledger.refused == []
    assert ledger.taken == [{"To": NUMBER, "Body": "Rechnung über 10 EUR", field: sender}]
    assert (result.outcome, result.provider_id) == (Outcome.ACCEPTED, "SM" + "1".zfill(32))


@pytest.mark.parametrize(
    ("number", "marks_address", "opts_out"),
    [
        ("+15005550001", True, False),
        ("+15005550009", True, False),
        ("+15005550004", False, True),
        ("0151 1234", True, False),
    ],
)
def test_a_refused_number_is_for_good_and_says_why(send, number, marks_address, opts_out):
    with twilio_server() as (ledger, address):
        result = send(address, to=number)

    assert result.outcome == Outcome.REJECTED_FOR_GOOD
    assert (result.marks_address, result.opts_out) == (marks_address, opts_out)
    assert ledger.taken == []


def test_a_text_too_long_is_refused_without_blaming_the_number(send):
    with twilio_server() as (_, address):
        result = send(address, body="x" * 1601)

    assert (result.outcome, result.marks_address) == (Outcome.REJECTED_FOR_GOOD, False)
    assert "21617" in result.reply


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
def test_a_server_in_trouble_is_told_by_what_it_may_have_taken(send, mood, outcome):
    with twilio_server(mood) as (_, address):
        result = send(address)

    assert result.outcome == outcome


def test_a_slow_answer_is_unknown_since_the_message_may_be_there(send):
    with twilio_server("slow", delay=2.0) as (ledger, address):
        result = send(address, seconds=0.5)

    assert result.outcome == Outcome.UNKNOWN
    assert len(ledger.taken) == 1


def test_nothing_is_tried_twice(send):
    with twilio_server("cut") as (ledger, address):
        send(address)

    assert len(ledger.taken) == 1


def test_no_server_means_not_sent(send):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    assert send(f"http://127.0.0.1:{port}").outcome == Outcome.NOT_SENT


def test_an_unknown_host_means_not_sent(send):
    assert send("http://nobody.invalid").outcome == Outcome.NOT_SENT


def test_wrong_credentials_stop_the_channel(send, settings):
    settings.TWILIO_AUTH_TOKEN = "wrong"

    with twilio_server() as (ledger, address):
        result = send(address)

    assert (result.outcome, result.stops_channel) == (Outcome.REJECTED_FOR_NOW, True)
    assert ledger.taken == []


@pytest.mark.parametrize("missing", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
def test_without_credentials_nothing_is_asked(send, settings, missing):
    setattr(settings, missing, "")

    with twilio_server() as (ledger, address):
        result = send(address)

    assert (result.outcome, result.stops_channel) == (Outcome.NOT_SENT, True)
    assert ledger.taken == ledger.refused == []


def test_no_time_left_sends_nothing(send):
    with twilio_server() as (ledger, address):
        result = send(address, seconds=-1.0)

    assert result.outcome == Outcome.NOT_SENT
    assert ledger.taken == []


def test_the_stand_in_knows_no_field_that_twilios_client_does_not_send():
    names = inspect.signature(MessageList.create).parameters
    sendable = {"".join(word.capitalize() for word in name.strip("_").split("_")) for name in names}

    assert sendable >= twilio.FIELDS


def test_the_stand_in_expects_the_path_and_form_of_twilios_client():
    """What the client writes for a message is, word for word, what the stand-in asks for."""
    source = inspect.getsource(MessageList)

    assert f"/2010-04-01{_uri_of_client()}" == twilio.PATH
    assert f'headers["Content-Type"] = "{twilio.FORM}"' in source
    for name in twilio.FIELDS:
        assert f'"{name}": ' in source


@pytest.mark.parametrize(
    "spoiled",
    [
        {"To": ["+491"], "Body": ["x"]},
        {"To": ["+491"], "Body": ["x"], "From": ["+49301234567"], "MessagingServiceSid": [SERVICE]},
        {"To": ["+491", "+492"], "Body": ["x"], "MessagingServiceSid": [SERVICE]},
        {"To": ["+491"], "MessagingServiceSid": [SERVICE]},
        {"to": ["+491"], "Body": ["x"], "MessagingServiceSid": [SERVICE]},
        {"To": ["+491"], "Body": ["x"], "MessagingServiceSid": ["MG1"]},
        {"To": ["+491"], "Body": ["x"], "From": ["a name that is too long"]},
    ],
)
def test_the_stand_in_refuses_what_twilio_would_refuse(spoiled):
    assert twilio.faults_of(twilio.PATH, {"Content-Type": twilio.FORM}, spoiled)


def _uri_of_client() -> str:
    from twilio.rest import Client

    return Client(ACCOUNT, TOKEN).messages._uri
