"""Only what Twilio signed is kept, each of it once, and quickly."""

import json
import logging
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.http import QueryDict
from django.test import Client

from collections_app import env
from collections_app.communications.models import Communication
from collections_app.communications.transports.twilio_signature import is_signed_by_twilio
from collections_app.history.models import Event
from collections_app.logs import HidesTokens
from collections_app.replies import inbox
from collections_app.replies.models import ProviderEvent
from collections_app.web import webhooks
from tests import factories
from tests.stand_ins.twilio import TOKEN, signature

VECTORS = env.ROOT.parent / "shared" / "data" / "webhooks" / "twilio_signature_vectors.json"
BASE = "https://dunwell.example.com"
FORM = "application/x-www-form-urlencoded"
SID = "SM" + "a" * 32
TEXT = {"MessageSid": SID, "From": "+4915112345678", "To": "+15005550006", "Body": "We pay Friday."}
STATUS = {"MessageSid": SID, "MessageStatus": "delivered"}
INBOUND = "/hooks/twilio/inbound"
KEY = {"CallSid": "CA" + "a" * 32, "Digits": "9"}
NO_SIZES = ("many", "-1", "12, 12", "1e3", "9" * 5000)


@pytest.fixture(autouse=True)
def account(settings):
    settings.TWILIO_AUTH_TOKEN = TOKEN
    settings.PUBLIC_BASE_URL = BASE
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def customer(db):
    one = factories.customer(factories.company())
    one.contacts.update(mobile=TEXT["From"])
    return one


def encoded(fields) -> str:
    form = QueryDict(mutable=True)
    for name, value in fields:
        form.appendlist(name, value)
    return form.urlencode()


def post(path: str, form: dict[str, str], *, signed: str | None = None, body=None, **more):
    """As Twilio posts; `signed` and `body` are what somebody else puts in their place."""
    given = signature(BASE + path, form.items()) if signed is None else signed
    headers = {"X-Twilio-Signature": given} if given else {}
    sent = encoded(form.items()) if body is None else body
    kind = more.pop("content_type", FORM)
    return Client(enforce_csrf_checks=True).post(
        path, sent, content_type=kind, headers=headers, **more
    )


def test_a_signed_text_is_kept_and_answered_with_nothing_to_say(customer):
    answer = post(INBOUND, TEXT)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml")
    assert "<Response/>" in answer.text
    assert Communication.objects.get(customer=customer).text == "We pay Friday."
    assert ProviderEvent.objects.get().form["Body"] == ["We pay Friday."]


def test_a_key_is_kept_and_answered_aloud(db):
    answer = post("/hooks/twilio/key/some-token", KEY)

    assert answer.headers["Content-Type"] == "text/xml"
    assert "no more calls of this kind" in answer.text
    assert ProviderEvent.objects.get().parked_because == "no_attempt"


@pytest.mark.parametrize("wrong", [{"CallSid": "1"}, {"Digits": "99"}, {"Digits": ""}])
def test_what_is_no_key_is_refused(db, wrong):
    assert post("/hooks/twilio/key/some-token", KEY | wrong).status_code == 400
    assert not ProviderEvent.objects.exists()


def test_a_host_that_the_sender_names_changes_nothing(customer):
    answer = post(INBOUND, TEXT, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")

    assert answer.status_code == 200


FORGED = {
    "missing": {"signed": ""},
    "wrong": {"signed": "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
    "no Latin": {"signed": "Ä" * 28},
    "by another": {"signed": signature(BASE + INBOUND, TEXT.items(), "another token")},
    "by nobody": {"signed": signature(BASE + INBOUND, TEXT.items(), "")},
    "another address": {"signed": signature(BASE + "/hooks/twilio/voice", TEXT.items())},
    "as the host says": {"signed": signature("http://testserver" + INBOUND, TEXT.items())},
    "a value changed": {"body": encoded((TEXT | {"Body": "STOP"}).items())},
    "a field more": {"body": encoded((TEXT | {"OptOutType": "STOP"}).items())},
    "a field twice": {"body": encoded([*TEXT.items(), ("Body", "STOP")])},
    "a space less": {"body": encoded((TEXT | {"Body": "WepayFriday."}).items())},
    "JSON": {"body": json.dumps(TEXT), "content_type": "application/json"},
    "no form": {"body": encoded(TEXT.items()), "content_type": "text/plain"},
    "empty": {"body": ""},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_what_is_forged_is_refused_and_leaves_nothing(customer, forged):
    answer = post(INBOUND, TEXT, **forged)

    assert answer.status_code == 403
    assert not ProviderEvent.objects.exists()
    assert not Communication.objects.exists()


def test_an_installation_without_a_token_believes_nobody(customer, settings):
    settings.TWILIO_AUTH_TOKEN = ""

    answer = post(INBOUND, TEXT, signed=signature(BASE + INBOUND, TEXT.items(), ""))

    assert answer.status_code == 403
    assert not ProviderEvent.objects.exists()


def test_while_the_token_is_changed_the_old_one_counts(customer, settings):
    settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_OLD = "the new one", TOKEN

    assert post(INBOUND, TEXT).status_code == 200

    settings.TWILIO_AUTH_TOKEN_OLD = ""
    assert post(INBOUND, TEXT).status_code == 403


def test_looking_is_refused(db):
    assert Client().get(INBOUND).status_code == 405


def test_a_huge_body_is_refused_before_it_is_read(db):
    assert post(INBOUND, TEXT | {"Body": "x" * webhooks.MOST_BYTES}).status_code == 413


@pytest.mark.parametrize("size", NO_SIZES)
def test_a_size_that_is_no_number_is_refused(customer, size):
    assert post(INBOUND, TEXT, CONTENT_LENGTH=size).status_code == 400
    assert not ProviderEvent.objects.exists()


SHIFTED = {
    "no sender": [("BodyWe", " pay Friday."), ("Fro", "m+4915112345678")],
    "a longer number": [("From", "+4915112345678MessageSid"), ("Body", "We pay Friday.")],
    "no text": [("BodyWe pay Friday.From", "+4915112345678")],
}


@pytest.mark.parametrize("shifted", SHIFTED.values(), ids=SHIFTED)
def test_a_name_that_runs_into_its_value_does_no_harm(customer, shifted):
    """The signature joins names and values, so their border can be moved under it."""
    fields = [*shifted, ("MessageSid", SID), ("To", TEXT["To"])]

    answer = post(INBOUND, TEXT, signed=signature(BASE + INBOUND, fields), body=encoded(fields))

    assert answer.status_code == 400
    assert not ProviderEvent.objects.exists()


def test_the_border_can_indeed_be_moved():
    moved = TEXT | {"BodyWe": " pay Friday."}
    del moved["Body"]

    assert signature(BASE, moved.items()) == signature(BASE, TEXT.items())


@pytest.mark.parametrize("left_out", ["MessageSid", "MessageStatus"])
def test_a_status_without_what_it_is_about_is_refused(db, left_out):
    form = {name: value for name, value in STATUS.items() if name != left_out}

    assert post("/hooks/twilio/status/abc", form).status_code == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("token", ["a" * 44, "a%00b", "%F0%9F%98%80"])
@pytest.mark.parametrize(("what", "form"), [("status", STATUS), ("key", KEY)])
def test_what_no_attempt_is_called_is_refused(db, token, what, form):
    path = f"/hooks/twilio/{what}/{token}"

    assert post(path, form).status_code in (400, 403)
    assert not ProviderEvent.objects.exists()


def test_a_nul_in_a_name_is_left_out(customer):
    assert post(INBOUND, TEXT | {"Media\0": "1"}).status_code == 200
    assert ProviderEvent.objects.get().form["Media"] == ["1"]


def test_a_status_of_an_attempt_that_nobody_knows_is_parked(db):
    assert post("/hooks/twilio/status/abc", STATUS).status_code == 204

    event = ProviderEvent.objects.get()
    assert (event.token, event.parked_because) == ("abc", "no_attempt")


def test_old_bodies_told_again_change_nothing(customer):
    for path, form in [
        (INBOUND, TEXT | {"Body": "STOP"}),
        (INBOUND, TEXT | {"MessageSid": SID[:-1] + "b"}),
    ]:
        post(path, form)
    kept = (
        list(ProviderEvent.objects.values()),
        Event.objects.count(),
        Communication.objects.count(),
    )

    for path, form in [
        (INBOUND, TEXT | {"Body": "STOP"}),
        (INBOUND, TEXT | {"MessageSid": SID[:-1] + "b"}),
    ]:
        assert post(path, form).status_code == 200

    assert kept == (
        list(ProviderEvent.objects.values()),
        Event.objects.count(),
        Communication.objects.count(),
    )


@pytest.mark.django_db(transaction=True)
def test_one_event_told_fifty_times_at_once_is_one():
    customer = factories.customer(factories.company())
    customer.contacts.update(mobile=TEXT["From"])
    together = threading.Barrier(10)

    def tell(_: int) -> int:
        try:
            together.wait(timeout=20)
            return post(INBOUND, TEXT).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(tell, range(50)))

    assert answers == [200] * 50
    assert ProviderEvent.objects.get().applied_at
    assert Communication.objects.count() == 1


def test_while_the_database_is_away_it_is_to_be_told_again(db, monkeypatch):
    def away(**_) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(webhooks, "receive", away)

    assert post(INBOUND, TEXT).status_code == 503


def test_what_cannot_be_applied_at_once_is_kept_and_applied_later(customer, monkeypatch):
    apply = dict(inbox.APPLY)

    def busy(event, *, at):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(inbox, "APPLY", apply | {"inbound": busy})
    assert post(INBOUND, TEXT).status_code == 200
    event = ProviderEvent.objects.get()
    assert event.parked_because == "new"

    monkeypatch.setattr(inbox, "APPLY", apply)
    assert inbox.apply_later(at=event.received_at) == 1

    assert Communication.objects.get().text == "We pay Friday."


def test_the_token_in_the_address_stays_out_of_the_logs(db, caplog):
    with caplog.at_level(logging.WARNING):
        caplog.handler.addFilter(HidesTokens())
        post("/hooks/twilio/status/secret-token_1", STATUS, signed="")

    assert "Forbidden: /hooks/twilio/status/…" in caplog.text
    assert "secret-token_1" not in caplog.text


def test_the_access_log_is_written_through_the_same_filter(tmp_path):
    code = (
        "import logging.config, runpy, gunicorn.glogging as glogging\n"
        "made = runpy.run_path('gunicorn.conf.py')\n"
        "logging.config.dictConfig({**glogging.CONFIG_DEFAULTS, **made['logconfig_dict']})\n"
        "logging.getLogger('gunicorn.access').info('%(U)s %(s)s', "
        "{'U': '/hooks/twilio/status/secret', 's': 403})\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=env.ROOT, capture_output=True, text=True, check=False
    )

    assert ended.stdout == "INFO /hooks/twilio/status/… 403\n", ended.stderr


@pytest.mark.skipif(
    not VECTORS.exists(), reason="Twilio's own vectors lie beside the project only."
)
def test_twilios_own_signatures_are_known(settings):
    vectors = json.loads(Path(VECTORS).read_text())["vectors"]
    forms = [one for one in vectors if one["kind"] == "form"]

    assert len(forms) == 5
    for one in forms:
        settings.TWILIO_AUTH_TOKEN = one["auth_token"]
        form = QueryDict(encoded(one["params"]))
        how = {"url": one["url"], "form": form}
        assert is_signed_by_twilio(**how, signature=one["signature"]), one["name"]
        assert not is_signed_by_twilio(**how, signature=one["signature"], how="algorithm=NONE")
        assert not is_signed_by_twilio(**how, signature=one["signature"].swapcase())
