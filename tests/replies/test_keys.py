"""What becomes of a voice message: heard, missed, answered with a key."""

import pytest

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.communications.transports.voice import said_twice
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.models import Notice
from collections_app.jobs.verifying import verify
from collections_app.replies.inbox import receive
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date
from tests.outbox import send_one
from tests.replies.world import NOW, days_of, live_company

pytestmark = pytest.mark.django_db
PHONE = "+31235550101"
SID = "CA" + "1" * 32


@pytest.fixture
def company():
    one = live_company()
    one.voice_sender = "+495615550117"
    one.save(update_fields=["voice_sender"])
    one.policies.get().levels.filter(key="reminder").update(channels=["voice", "email"])
    return one


def owing(company, language="en") -> Customer:
    customer = factories.customer(company, language=language)
    customer.contacts.update(
        phone=PHONE, voice_consent_on=date("2023-01-01"), voice_consent_source="order form"
    )
    factories.invoice(customer, "2024-01-05", "1200.00")
    return customer


@pytest.fixture
def called(company, twilio) -> Attempt:
    """Twilio took the reminder of the day and rings."""
    owing(company)
    days_of(company).until("2024-01-10")
    return Attempt.objects.get(communication__channel="voice")


def said(attempt: Attempt, kind: str, **fields: str) -> None:
    """A call's status or key as the webhook hands it on."""
    form = {name: [value] for name, value in {"CallSid": SID, **fields}.items()}
    event_id = f"{SID}:{kind}:{fields}:{attempt.token}"
    given = {"provider": "twilio", "event_id": event_id, "kind": kind, "token": attempt.token}
    receive(**given, form=form, at=NOW)


def state_of(attempt: Attempt) -> str:
    return Communication.objects.get(pk=attempt.communication_id).state


def test_the_call_offers_its_keys_and_says_so(called, twilio):
    [call] = twilio.taken

    assert f"/hooks/twilio/key/{called.token}" in call["Twiml"]
    assert call["StatusCallback"].endswith(f"/hooks/twilio/status/{called.token}")
    assert "press 1" in called.communication.text
    assert "press 9" in called.communication.text


def test_where_twilio_cannot_reach_us_no_key_is_offered(company, twilio, settings):
    settings.CALLBACK_BASE_URL = ""
    owing(company, language="de")
    days_of(company).until("2024-01-10")

    text = Communication.objects.get(channel="voice").text
    assert "drücken" not in text
    assert "Gather" not in said_twice(text, "de")


def test_who_presses_1_is_called_back(called):
    said(called, "key", Digits="1")
    said(called, "key", Digits="1")

    task = Task.objects.get(kind="answer")
    assert (task.customer_id, task.state) == (called.communication.customer_id, "open")
    assert PHONE in task.values["text"]
    assert state_of(called) == "delivered"


def test_who_presses_9_is_not_rung_by_a_machine_again_whoever_has_that_number(company, called):
    other = owing(company)

    said(called, "key", Digits="9")

    assert not Contact.objects.filter(phone=PHONE, voice_consent_on__isnull=False).exists()
    days_of(company, "2024-01-11").until("2024-01-20")
    later = Communication.objects.filter(created_at__gt=NOW)
    assert set(later.values_list("channel", flat=True)) == {"email"}
    assert Notice.objects.filter(customer=other).first().channel == "email"
    assert [str(one) for one in verify(at=NOW)] == []


def test_another_key_means_nothing(called):
    said(called, "key", Digits="5")

    assert not Task.objects.exists()
    assert Contact.objects.filter(voice_consent_on__isnull=False).exists()


def test_a_key_proves_that_an_unknown_call_was_made(company, twilio):
    owing(company)
    company.policies.get().levels.filter(key="reminder").update(needs_approval=True)
    days_of(company).until("2024-01-10")
    one = Communication.objects.get(channel="voice", state="waiting")
    Communication.objects.filter(pk=one.pk).update(state="ready")
    send_one(one, now=NOW, carrier=lambda _: Result(Outcome.UNKNOWN))

    said(one.attempts.get(), "key", Digits="5")

    assert state_of(one.attempts.get()) == "delivered"


@pytest.mark.parametrize("status", ["no-answer", "busy"])
def test_a_call_that_nobody_took_is_made_once_more_and_then_goes_another_way(
    company, called, status
):
    said(called, "status", CallStatus=status)

    assert state_of(called) == "bounced"
    assert Contact.objects.get(phone=PHONE).phone_state != "bounced"
    assert Notice.objects.get().state == "taken_back"
    days_of(company, "2024-01-11").until("2024-01-17")
    said(Attempt.objects.latest("pk"), "status", CallStatus=status)
    assert Contact.objects.get(phone=PHONE).phone_state == "bounced"
    days_of(company, "2024-01-18").until("2024-01-24")
    channels = Notice.objects.order_by("pk").values_list("channel", "state")
    assert list(channels) == [
        ("voice", "taken_back"),
        ("voice", "taken_back"),
        ("email", "accepted"),
    ]


def test_a_number_that_cannot_be_dialled_is_marked(called):
    said(called, "status", CallStatus="failed")

    assert Contact.objects.get(phone=PHONE).phone_state == "bounced"


def test_a_call_that_was_taken_is_heard(called):
    said(called, "status", CallStatus="completed")
    said(called, "status", CallStatus="ringing")

    assert state_of(called) == "delivered"
