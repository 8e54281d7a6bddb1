"""What a provider tells of a text: it went, it arrived, it came back, in any order."""

from itertools import permutations

import pytest

from collections_app.communications.actions import move
from collections_app.communications.choices import Outcome
from collections_app.communications.marking import mark
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.customers.models import Contact
from collections_app.dunning.models import Notice
from collections_app.dunning.sending import settle_when_known
from collections_app.jobs.verifying import verify
from collections_app.replies.inbox import apply_later
from collections_app.replies.models import ProviderEvent
from collections_app.tasks.models import Task
from tests.factories import noon, rewrite
from tests.outbox import send_one
from tests.replies.mails import mail_ready, owing_by_mail, sends
from tests.replies.world import (
    NOW,
    days_of,
    owing,
    text_ready,
    told,
)

pytestmark = pytest.mark.django_db
SETTLE = settle_when_known(now=NOW)
NUMBERS_FAULT = ["30004", "30005", "30006", "21614"]
MAY_PASS = ["30003", "30007", "30008", "", "9" * 5000, "none"]


@pytest.fixture
def claimed(company):
    """A text whose request is under way: its answer is not known yet."""
    owing(company, post=True)
    kept = []

    def carrier(attempt: Attempt) -> Result:
        kept.append(attempt)
        raise RuntimeError("the worker waits")

    with pytest.raises(RuntimeError):
        send_one(text_ready(company), settle=SETTLE, now=NOW, carrier=carrier)
    return kept[0]


def state_of(attempt: Attempt) -> str:
    return Communication.objects.get(pk=attempt.communication_id).state


def test_a_text_that_arrived_is_delivered(company, twilio):
    owing(company)
    days_of(company).until("2024-01-10")
    token = twilio.taken[0]["StatusCallback"].rpartition("/")[2]

    told(token, "delivered", of="SM" + "0" * 31 + "1")

    assert Communication.objects.get().state == "delivered"
    assert Notice.objects.get().state == "accepted"


ORDERS = list(permutations(["queued", "sent", "delivered"]))


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
@pytest.mark.parametrize("again", ORDERS[::2], ids=" ".join)
def test_in_any_order_and_however_often_it_ends_delivered(claimed, order, again):
    for status in (*order, *again):
        told(claimed.token, status)

    assert state_of(claimed) == "delivered"
    assert ProviderEvent.objects.filter(applied_at__isnull=False).count() == 3
    assert Notice.objects.get().state == "accepted"


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "undelivered"])))
def test_what_came_back_stays_so_in_any_order(claimed, order):
    for status in order:
        told(claimed.token, status, code="30005" if status == "undelivered" else "")

    assert state_of(claimed) == "bounced"
    assert Notice.objects.get().state == "taken_back"
    assert [str(one) for one in verify(at=NOW)] == []


def test_a_callback_before_our_own_answer_resolves_the_attempt(claimed):
    told(claimed.token, "sent", of="SM" + "7" * 32)

    assert state_of(claimed) == "sent"
    claimed.refresh_from_db()
    assert (claimed.outcome, claimed.provider_id) == ("accepted", "SM" + "7" * 32)
    for late in (Outcome.ACCEPTED, Outcome.UNKNOWN, Outcome.NOT_SENT):
        assert mark(attempt=claimed, result=Result(late), settle=SETTLE, now=NOW) == "sent"
    assert Notice.objects.get().state == "accepted"


def test_a_callback_resolves_what_nobody_knew(claimed):
    mark(attempt=claimed, result=Result(Outcome.UNKNOWN), settle=SETTLE, now=NOW)

    told(claimed.token, "delivered")

    assert state_of(claimed) == "delivered"
    assert Notice.objects.get().state == "accepted"


@pytest.mark.parametrize("code", NUMBERS_FAULT)
@pytest.mark.parametrize("status", ["undelivered", "failed"])
def test_a_number_that_is_to_blame_is_marked_and_the_letter_follows(company, claimed, status, code):
    told(claimed.token, status, code=code)

    assert state_of(claimed) == "bounced"
    assert Contact.objects.get().mobile_state == "bounced"
    assert Task.objects.get(kind="fix_contact").values["channel"] == "sms"
    days_of(company, "2024-01-11").until("2024-01-12")
    assert list(Notice.objects.order_by("pk").values_list("state", "channel")) == [
        ("taken_back", "sms"),
        ("ready", "letter"),
    ]


def test_an_opt_out_that_only_the_provider_knew_is_kept(claimed):
    told(claimed.token, "failed", code="21610")

    assert Contact.objects.get().mobile_state == "opted_out"


@pytest.mark.parametrize("code", MAY_PASS)
def test_what_may_pass_marks_nothing_the_first_time(claimed, code):
    told(claimed.token, "undelivered", code=code)

    assert state_of(claimed) == "bounced"
    assert Contact.objects.get().mobile_state != "bounced"
    assert Notice.objects.get().state == "taken_back"


def test_what_may_pass_marks_the_number_when_it_comes_twice_in_a_row(company, claimed, twilio):
    told(claimed.token, "undelivered", code="30003")
    days_of(company, "2024-01-17").until("2024-01-17")  # a week later, as contact pressure asks
    second = Attempt.objects.exclude(pk=claimed.pk).get()

    told(second.token, "undelivered", code="30003", at=noon("2024-01-17"))

    assert Contact.objects.get().mobile_state == "bounced"
    days_of(company, "2024-01-18").until("2024-01-19")
    assert Notice.objects.order_by("-pk")[0].channel == "letter"
    assert [str(one) for one in verify(at=noon("2024-01-19"))] == []


def test_the_return_of_the_first_says_nothing_of_one_sent_again(claimed):
    """A person had it sent a second time, and that one arrived."""
    mark(attempt=claimed, result=Result(Outcome.UNKNOWN), settle=SETTLE, now=NOW)
    communication = Communication.objects.get()
    move(communication, "ready", again_by="user:1", reason={})
    second = Result(Outcome.ACCEPTED)
    send_one(communication, settle=SETTLE, now=NOW, carrier=lambda _: second)

    told(claimed.token, "undelivered", code="30005")

    assert state_of(claimed) == "sent"
    assert ProviderEvent.objects.get().parked_because == "contradicts"


def test_a_word_that_is_not_known_is_parked(claimed):
    told(claimed.token, "teleported")

    assert ProviderEvent.objects.get().parked_because == "unknown_status"
    assert state_of(claimed) == "sending"


def test_what_the_log_says_never_went_is_parked_and_not_turned_round(claimed):
    refused = Result(Outcome.REJECTED_FOR_GOOD)
    mark(attempt=claimed, result=refused, settle=SETTLE, now=NOW)

    told(claimed.token, "delivered")

    assert ProviderEvent.objects.get().parked_because == "contradicts"
    assert state_of(claimed) == "failed"


def test_an_attempt_that_comes_to_be_known_is_applied_within_a_day(claimed):
    token = claimed.token
    rewrite(Attempt.objects, token="of a restored database")
    told(token, "delivered")
    assert ProviderEvent.objects.get().parked_because == "no_attempt"
    rewrite(Attempt.objects, token=token)

    assert apply_later(at=noon("2024-01-12")) == 0
    assert apply_later(at=NOW) == 1

    assert state_of(claimed) == "delivered"


def test_a_status_of_a_text_says_nothing_of_a_mail(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    told(reminder.attempts.get().token, "undelivered", code="30005")

    reminder.refresh_from_db()
    assert reminder.state == "sent"
    assert ProviderEvent.objects.get().parked_because == "no_attempt"
