"""What people answer by mail: it is logged, holds the customer, and nothing crosses it."""

import pytest

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.customers.models import Contact
from collections_app.dunning.models import Hold, Notice
from collections_app.jobs.verifying import verify
from collections_app.replies import mails
from collections_app.replies.models import Mail
from collections_app.tasks.models import Task
from tests.factories import date
from tests.outbox import send_one
from tests.replies.mails import (
    CHECK,
    SETTLE,
    came,
    mail_ready,
    owing_by_mail,
    sends,
    written,
)
from tests.replies.world import NOW, days_of, live_company
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db


def notices() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("state", "channel"))


def test_an_answer_is_logged_holds_the_customer_and_waits_for_a_person(company):
    customer = owing_by_mail(company)
    reminder = sends(mail_ready(company))

    mail = came(
        written("We pay on Friday.\n\nAm 10. schrieb Talbruck:\n> Please", answers=reminder)
    )

    reply = Communication.objects.get(direction="in")
    assert (mail.state, mail.communication) == ("applied", reply)
    assert (reply.customer, reply.contact.name) == (customer, "Femke Oldaal")
    assert (reply.channel, reply.subject, reply.purpose) == ("email", "Re: Invoice", "reply")
    assert "> Please" in reply.text
    assert Task.objects.get(kind="answer").values["text"] == "We pay on Friday."
    hold = Hold.objects.get()
    assert (hold.reason, hold.until_on) == ("reply_waits", date("2024-01-15"))
    assert [str(one) for one in verify(at=NOW)] == []


def test_from_another_address_it_is_the_thread_that_says_whose_it_is(company):
    customer = owing_by_mail(company)
    reminder = sends(mail_ready(company))

    came(written("Paid.", answers=reminder, From="boss@elsewhere.example"))

    reply = Communication.objects.get(direction="in")
    assert (reply.customer, reply.contact, reply.sender) == (
        customer,
        None,
        "boss@elsewhere.example",
    )


def test_without_a_thread_a_sender_that_is_one_customer_s_says_it(company):
    customer = owing_by_mail(company)

    came(written("Where is the invoice?", From="FEMKE@vandrel.example"))

    assert Communication.objects.get().customer == customer


def test_a_sender_of_two_customers_or_of_none_waits_for_a_person(company):
    owing_by_mail(company)
    owing_by_mail(company)

    shared = came(written("Hello."))
    stranger = came(written("Hello.", From="x@nobody.example"))

    assert {shared.state, stranger.state} == {"not_filed"}
    assert not Communication.objects.exists()
    assert not Hold.objects.exists()


def test_a_sender_known_to_two_companies_is_told_apart_by_whom_it_wrote_to(company):
    other = live_company()
    other.reply_to = "answers@other.example"
    other.save()
    owing_by_mail(company)
    theirs = owing_by_mail(other)

    came(written("Hello.", To="Answers <answers@OTHER.example>"))

    assert Communication.objects.get().customer == theirs


def test_an_absence_is_noted_and_nothing_else(company):
    customer = owing_by_mail(company)
    reminder = sends(mail_ready(company))

    came(written("I am on vacation.", answers=reminder, **{"Auto-Submitted": "auto-replied"}))

    assert Communication.objects.get(direction="in").purpose == "out_of_office"
    assert not Task.objects.filter(customer=customer, kind="answer").exists()
    assert not Hold.objects.exists()
    assert Contact.objects.get().email_state == "good"


def test_one_answer_in_two_copies_is_logged_once(company):
    owing_by_mail(company)

    first = came(written("We pay on Friday."))
    second = came(b"Received: by another way\r\n" + written("We pay on Friday."))

    assert first.communication == second.communication
    assert Communication.objects.count() == 1


def test_a_second_answer_makes_the_hold_longer_and_not_another(company):
    owing_by_mail(company)

    came(written("We pay on Friday."))
    came(written("Or on Monday."), at=NOW.replace(day=11))

    assert Hold.objects.get().until_on == date("2024-01-16")
    assert Task.objects.filter(kind="answer").count() == 1


def test_the_hold_ends_after_the_company_s_days_and_the_task_stays(company):
    company.reply_hold_days = 1
    company.save()
    owing_by_mail(company)
    came(written("We pay soon."))

    days_of(company, "2024-01-10").until("2024-01-11")
    assert notices() == []
    days_of(company, "2024-01-12").until("2024-01-12")

    assert [channel for _, channel in notices()] == ["email"]
    assert Task.objects.get(kind="answer").state == "open"


def test_a_mail_that_nobody_can_read_harms_no_other(company, monkeypatch):
    owing_by_mail(company)
    kind_of = mails.kind_of

    def stumbles(found):
        if "poison" in found.text:
            raise ValueError("nonsense")
        return kind_of(found)

    monkeypatch.setattr(mails, "kind_of", stumbles)
    broken = came(written("poison"))
    fine = came(written("We pay on Friday."))

    assert (broken.state, fine.state) == ("unreadable", "applied")


def test_an_answer_that_comes_while_a_reminder_is_ready_keeps_it_from_leaving(company):
    owing_by_mail(company)
    ready = mail_ready(company)

    came(written("We paid yesterday."))

    assert send_one(ready, check=CHECK, settle=SETTLE, now=NOW) is None
    ready.refresh_from_db()
    assert (ready.state, ready.reason["code"]) == ("cancelled", "held")
    assert not Attempt.objects.exists()
    assert [str(one) for one in verify(at=NOW)] == []


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_claim_at_one_moment_leave_one_mail_or_none():
    """Whoever has the customer's lock first is obeyed; afterwards nothing goes."""
    company = live_company()
    owing_by_mail(company)
    ready = mail_ready(company)
    sent = []

    def carrier(attempt: Attempt) -> Result:
        sent.append(attempt.token)
        return Result(Outcome.ACCEPTED)

    at_once(
        lambda: send_one(ready, check=CHECK, settle=SETTLE, now=NOW, carrier=carrier),
        lambda: came(written("We paid yesterday.")),
    )

    ready.refresh_from_db()
    assert (ready.state, len(sent)) in {("cancelled", 0), ("sent", 1)}
    assert Mail.objects.get().state == "applied"
    assert Hold.objects.filter(ended_on=None).count() == 1
    assert send_one(ready, check=CHECK, settle=SETTLE, now=NOW, carrier=carrier) is None


def test_what_a_replay_s_people_have_is_not_theirs(company):
    company.is_replay = True
    company.save()
    owing_by_mail(company)

    assert came(written("Hello.")).state == "not_filed"
