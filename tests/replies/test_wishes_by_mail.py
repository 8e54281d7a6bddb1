"""Stop and start by mail: a bare wish is obeyed at once; whatever is longer, a person reads."""

import pytest

from collections_app.communications.models import Communication
from collections_app.customers.actions import allow_address
from collections_app.customers.models import Contact, StoppedAddress
from collections_app.dunning.models import Hold
from collections_app.jobs.verifying import verify
from collections_app.tasks.models import Task
from tests.replies.mails import (
    bounce,
    came,
    complaint,
    mail_ready,
    owing_by_mail,
    written,
)
from tests.replies.world import NOW, days_of

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(Contact.objects.order_by("pk").values_list("email_state", flat=True))


def is_asked() -> bool:
    return Task.objects.filter(kind="answer", state="open").exists()


@pytest.mark.parametrize(
    "words",
    ["STOP\n\nOn Monday Talbruck wrote:\n> Invoice", "Please stop", "Bitte keine E-Mails mehr",
     "Hello,\n\nSTOP\n\nFemke", "Stop\n\n-- \nFemke Oldaal\nVandrel BV", "ＳＴＯＰ"],
)  # fmt: skip
def test_a_bare_stop_is_obeyed_and_asks_nobody(reminder, words):
    came(written(words, answers=reminder))

    assert states() == ["opted_out"]
    assert not is_asked()
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    "words",
    ["Stop the delivery planned for Monday, the goods are faulty.", "Remove the late fee please",
     "Abmeldung unserer Filiale ist erfolgt, bitte an die Zentrale.", "Stop, we paid in May."],
)  # fmt: skip
def test_a_sentence_with_stop_in_it_switches_nothing_off(reminder, words):
    came(written(words, answers=reminder))

    assert states() == ["good"]
    assert is_asked()
    assert Hold.objects.count() == 1


def test_a_complaint_above_a_bare_stop_reaches_a_person_too(reminder):
    came(written("stop", answers=reminder, Subject="Invoice 1 is wrong, we never ordered this"))

    assert states() == ["opted_out"]
    assert is_asked()


def test_stop_from_another_address_stops_both_and_a_person_is_told(company, reminder):
    came(written("STOP", answers=reminder, From="boss@elsewhere.example"))

    stopped = set(StoppedAddress.objects.values_list("address", flat=True))
    assert stopped == {"boss@elsewhere.example", "femke@vandrel.example"}
    assert states() == ["opted_out"]
    assert is_asked()
    days_of(company, "2024-01-11").until("2024-02-02")
    mailed = Communication.objects.filter(direction="out", channel="email", state="sent")
    assert list(mailed) == [reminder]
    assert [str(one) for one in verify(at=NOW)] == []


def test_stop_from_an_address_of_several_customers_holds_for_all_and_waits_for_a_person(company):
    owing_by_mail(company)
    ready = mail_ready(company)
    owing_by_mail(company)

    mail = came(written("STOP"))

    ready.refresh_from_db()
    assert states() == ["opted_out", "opted_out"]
    assert (ready.state, ready.reason["code"]) == ("cancelled", "opted_out")
    assert mail.state == "not_filed"


def test_start_takes_stop_back(reminder):
    came(written("STOP", answers=reminder))

    came(written("Start", answers=reminder, **{"Message-ID": "<b@vandrel.example>"}))

    assert states() == ["untried"]
    assert not StoppedAddress.objects.exists()
    assert not is_asked()


@pytest.mark.parametrize("words", ["Yes", "Start"])
def test_only_its_own_word_in_our_thread_takes_stop_back(reminder, words):
    came(written("STOP", answers=reminder))
    answers = reminder if words == "Yes" else None

    came(written(words, answers=answers, **{"Message-ID": "<b@vandrel.example>"}))

    assert states() == ["opted_out"]
    assert is_asked()


def test_start_undoes_no_complaint(reminder):
    came(complaint(reminder))

    came(written("Start", answers=reminder))

    assert states() == ["opted_out"]
    assert is_asked()
    allow_address(address=reminder.recipient)
    assert states() == ["untried"]


@pytest.mark.parametrize(
    "text",
    ["", "Sent from my iPhone", "-- \nFemke Oldaal", "Best regards\nFemke",
     "\n\nOn Wed, 10 Jan 2024 at 09:00, Talbruck <ar@talbruck.example> wrote:\n> Please pay\n"],
)  # fmt: skip
def test_stop_above_a_mail_that_says_nothing_else_is_obeyed(reminder, text):
    mail = came(written(text, answers=reminder, Subject="STOP"))

    assert states() == ["opted_out"]
    assert not is_asked()
    assert mail.may_ask_to_stop


@pytest.mark.parametrize("word", ["Cancel", "Please cancel.", "Widerruf", "Remove", "Baja", "End"])
def test_a_word_that_may_mean_the_order_is_obeyed_and_read(reminder, word):
    came(written(word, answers=reminder))

    assert states() == ["opted_out"]
    assert is_asked()
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(
    "words",
    ["STOP\n\nHolen Sie sich Outlook für iOS", "STOP\n\nObtenir Outlook pour iOS", "Stop it",
     "STOP STOP", "STOP\n\nOutlook für Android herunterladen"],
)  # fmt: skip
def test_what_phones_write_below_a_stop_says_nothing(reminder, words):
    came(written(words, answers=reminder))

    assert states() == ["opted_out"]
    assert not is_asked()


def test_start_where_nothing_was_stopped_is_an_answer(reminder):
    came(written("Yes", answers=reminder))

    assert is_asked()


def test_start_makes_no_address_good_that_bounced(reminder):
    came(bounce(reminder))
    came(written("STOP", answers=reminder))

    came(written("Start", answers=reminder, **{"Message-ID": "<b@vandrel.example>"}))

    assert states() == ["bounced"]
