"""What a provider tells of a mail does what a mail in the mailbox does, in any order."""

from itertools import permutations

import pytest

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.email import message_id
from collections_app.customers.models import Contact, StoppedAddress
from collections_app.dunning.models import Notice
from collections_app.jobs.verifying import verify
from collections_app.replies.inbox import apply_later, receive
from collections_app.replies.models import ProviderEvent
from collections_app.tasks.models import Task
from tests.factories import rewrite
from tests.replies.mails import bounce, came, mail_ready, owing_by_mail, sends
from tests.replies.world import NOW, days_of, owing, text_ready

pytestmark = pytest.mark.django_db
NO_USER = "smtp; 550 5.1.1 User unknown"


def told(event: str, of: Communication, *, said: str = "", by_token: bool = True, **more: str):
    token = Attempt.objects.filter(communication=of).latest("number").token if by_token else ""
    form = {"event": event, "said": said, "message_id": message_id(of)} | more
    receive(
        provider="postmark",
        event_id=f"{event}:{of.pk}:{by_token}:{said}",
        kind="mail",
        token=token,
        form={name: [value] for name, value in form.items() if value},
        at=NOW,
    )
    of.refresh_from_db()
    return ProviderEvent.objects.latest("pk")


@pytest.mark.parametrize("by_token", [True, False], ids=["token", "Message-ID"])
def test_a_bounce_frees_the_level_marks_the_address_and_the_letter_follows(company, by_token):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    event = told("bounced", reminder, said=NO_USER, by_token=by_token)

    assert (event.applied_at, reminder.state) == (NOW, "bounced")
    assert Contact.objects.get().email_state == "bounced"
    assert Task.objects.get(kind="fix_contact").values["address"] == "femke@vandrel.example"
    days_of(company, "2024-01-11").until("2024-01-12")
    assert list(Notice.objects.order_by("pk").values_list("state", "channel")) == [
        ("taken_back", "email"),
        ("ready", "letter"),
    ]
    assert [str(one) for one in verify(at=NOW)] == []


def test_a_full_mailbox_says_nothing_of_the_address(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    told("bounced", reminder, said="smtp; 552 5.2.2 Mailbox full")

    assert reminder.state == "bounced"
    assert Contact.objects.get().email_state == "good"


def test_an_address_that_the_provider_gave_up_is_gone(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    told("rejected", reminder, reason="bounced")

    assert Contact.objects.get().email_state == "bounced"


def test_a_complaint_stops_the_address_and_what_arrived_has_arrived(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    told("complained", reminder)

    assert reminder.state == "sent"
    assert Contact.objects.get().email_state == "opted_out"
    assert StoppedAddress.objects.get().address == "femke@vandrel.example"
    assert [str(one) for one in verify(at=NOW)] == []


def test_what_is_late_is_neither_here_nor_there(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    event = told("deferred", reminder, said="451 Try later")

    assert (event.parked_because, reminder.state) == ("", "sent")


def test_the_bounce_by_both_ways_is_one(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))
    came(bounce(reminder))

    event = told("bounced", reminder, said=NO_USER)

    assert event.parked_because == ""
    assert Task.objects.filter(kind="fix_contact").count() == 1


ORDERS = list(permutations(["delivered", "deferred", "bounced"]))


@pytest.mark.parametrize("order", ORDERS, ids=["-".join(one) for one in ORDERS])
def test_whatever_order_they_come_in_the_highest_has_the_last_word(company, order):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    for event in order:
        told(event, reminder, said=NO_USER if event == "bounced" else "")

    assert reminder.state == "bounced"


@pytest.mark.parametrize("by_token", [True, False], ids=["token", "Message-ID"])
def test_an_unknown_one_that_was_delivered_had_gone(company, by_token):
    owing_by_mail(company)
    reminder = sends(mail_ready(company), Outcome.UNKNOWN)

    told("delivered", reminder, by_token=by_token)

    attempt = reminder.attempts.get()
    assert (reminder.state, attempt.outcome) == ("delivered", "accepted")
    assert Notice.objects.get().state == "accepted"
    assert attempt.evidence.latest("pk").source == "postmark"


def test_what_comes_before_the_attempt_waits_for_it(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))
    token = reminder.attempts.get().token
    rewrite(Attempt.objects.filter(token=token), token="x" * 43)
    form = {"event": ["delivered"]}
    receive(provider="postmark", event_id="1", kind="mail", token=token, form=form, at=NOW)
    assert ProviderEvent.objects.get().parked_because == "no_attempt"
    rewrite(Attempt.objects, token=token)

    apply_later(at=NOW)

    reminder.refresh_from_db()
    assert reminder.state == "delivered"


def test_the_bounce_of_the_first_says_nothing_of_the_second(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company), Outcome.UNKNOWN)
    first = reminder.attempts.get().token
    Communication.objects.update(state="ready", again_by="user:1", reason={})
    sends(reminder)
    form = {"event": ["bounced"], "said": [NO_USER]}

    receive(provider="postmark", event_id="1", kind="mail", token=first, form=form, at=NOW)

    reminder.refresh_from_db()
    assert reminder.state == "sent"
    assert ProviderEvent.objects.get().parked_because == "contradicts"


def test_a_word_that_is_not_known_is_kept(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    assert told("teleported", reminder).parked_because == "unknown_status"


@pytest.mark.parametrize("event", ["bounced", "complained", "delivered"])
def test_what_is_told_of_another_recipient_says_nothing_of_ours(company, event):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    kept = told(event, reminder, said=NO_USER, recipient="archive@talbruck.example")

    assert (kept.parked_because, reminder.state) == ("contradicts", "sent")
    assert Contact.objects.get().email_state == "good"


def test_the_recipient_is_known_in_capitals_and_as_the_wire_writes_it(company):
    owing_by_mail(company, "femke@müller.example")
    reminder = sends(mail_ready(company))

    told("delivered", reminder, recipient="Femke@XN--MLLER-KVA.example")

    assert reminder.state == "delivered"


def test_an_event_of_a_mail_says_nothing_of_a_text(company):
    owing(company)
    text = sends(text_ready(company))

    kept = told("bounced", text, said=NO_USER)

    assert (kept.parked_because, text.state) == ("no_attempt", "sent")
    assert Contact.objects.get().mobile_state == "good"
