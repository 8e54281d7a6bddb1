"""Texts and calls of which nobody told the end: the provider is asked, seldom and not for ever."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection

from collections_app.communications.models import Attempt, Communication
from collections_app.customers.models import Contact
from collections_app.jobs.verifying import verify
from collections_app.replies.models import ProviderEvent, Question
from collections_app.replies.questions import ask_for_ends, without_end
from tests.factories import rewrite
from tests.replies.world import NOW, days_of, owing, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(company, twilio, settings) -> Communication:
    """A reminder that Twilio took and of which it tells nothing."""
    settings.CALLBACK_BASE_URL = ""
    owing(company)
    days_of(company).until("2024-01-10")
    return Communication.objects.get(channel="sms", state="sent")


def after(text: Communication, **by: float) -> dt.datetime:
    return text.sent_at + dt.timedelta(**by)


def test_a_text_without_an_end_is_asked_about_after_an_hour(text, twilio):
    twilio.messages[0]["status"] = "delivered"

    assert ask_for_ends(at=after(text, minutes=59)) == 0
    assert ask_for_ends(at=after(text, minutes=61)) == 1

    text.refresh_from_db()
    assert text.state == "delivered"
    assert ask_for_ends(at=after(text, hours=30)) == 0
    assert [str(one) for one in verify(at=NOW)] == []


def test_what_came_back_is_known_to_have(text, twilio):
    twilio.messages[0] |= {"status": "undelivered", "error_code": 30005}

    ask_for_ends(at=after(text, hours=2))

    text.refresh_from_db()
    assert text.state == "bounced"
    assert Contact.objects.get().mobile_state == "bounced"


def test_what_twilio_then_tells_by_itself_is_the_same_event(text, twilio):
    twilio.messages[0]["status"] = "delivered"
    ask_for_ends(at=after(text, hours=2))
    attempt = text.attempts.get()

    told(attempt.token, "delivered", of=attempt.provider_id)

    assert ProviderEvent.objects.count() == 1


def test_a_text_that_never_ends_is_asked_about_three_times(text):
    asked = [ask_for_ends(at=after(text, hours=hours)) for hours in (2, 3, 7, 8, 27, 28, 60)]

    assert asked == [1, 0, 1, 0, 1, 0, 0]
    assert Question.objects.get().again_at is None


def test_what_twilio_does_not_know_is_asked_about_once(text, twilio):
    twilio.messages.clear()

    assert ask_for_ends(at=after(text, hours=2)) == 1
    assert ask_for_ends(at=after(text, hours=30)) == 0
    text.refresh_from_db()
    assert text.state == "sent"


def test_while_twilio_is_away_nothing_counts_as_asked(text, settings):
    settings.TWILIO_BASE_URL = "http://127.0.0.1:9"

    assert ask_for_ends(at=after(text, hours=2)) == 0
    assert not Question.objects.exists()


def test_a_call_is_asked_about_too(text, twilio):
    sid = "CA" + "1" * 32
    rewrite(Communication.objects.filter(pk=text.pk), channel="voice")
    Attempt.objects.update(provider_id=sid)
    uri = twilio.messages[0]["uri"].replace("Messages", "Calls")
    twilio.messages[0] |= {
        "sid": sid,
        "status": "busy",
        "uri": f"{uri.rpartition('/')[0]}/{sid}.json",
    }

    ask_for_ends(at=after(text, hours=2))

    text.refresh_from_db()
    assert text.state == "bounced"


def test_what_ended_costs_nothing(text):
    """However many there are: those without an end have an index of their own."""
    ended = Communication.objects.filter(pk=text.pk).values().get() | {"state": "delivered"}
    Communication.objects.bulk_create(
        Communication(**ended | {"id": uuid4(), "key": f"ended:{number}"}) for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze communications_communication")

    plan = without_end(after(text, hours=2)).explain()

    assert "communication_without_end" in plan
