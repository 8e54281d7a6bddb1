"""What servers tell of our mails: bounces, complaints, delays; each believed if it names ours."""

import pytest

from collections_app.communications.addresses import mark_addresses
from collections_app.communications.choices import Outcome
from collections_app.communications.models import Communication
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Contact, StoppedAddress
from collections_app.dunning.models import Notice
from collections_app.history.models import Event
from collections_app.jobs.verifying import verify
from collections_app.tasks.models import Task
from tests.replies.mails import (
    bounce,
    came,
    complaint,
    mail_ready,
    owing_by_mail,
    sends,
    written,
)
from tests.replies.world import NOW, days_of, live_company

pytestmark = pytest.mark.django_db


def notices() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("state", "channel"))


def test_a_bounce_frees_the_level_marks_the_address_and_the_letter_follows(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    mail = came(bounce(reminder))

    reminder.refresh_from_db()
    assert (mail.kind, mail.state, mail.communication) == ("gone", "applied", reminder)
    assert reminder.state == "bounced"
    assert Contact.objects.get().email_state == "bounced"
    assert Task.objects.get(kind="fix_contact").values["address"] == "femke@vandrel.example"
    assert "User unknown" in Event.objects.get(kind="communication.came_back").values["code"]
    days_of(company, "2024-01-11").until("2024-01-12")
    assert notices() == [("taken_back", "email"), ("ready", "letter")]
    assert [str(one) for one in verify(at=NOW)] == []


def test_the_same_bounce_twice_changes_nothing_more(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))
    came(bounce(reminder))

    again = came(bounce(reminder) + b"\r\n")

    assert again.state == "applied"
    assert Event.objects.filter(kind="communication.came_back").count() == 1


def test_a_full_mailbox_frees_the_level_and_says_nothing_of_the_address_at_first(company):
    owing_by_mail(company)
    first = sends(mail_ready(company))
    full = "552 5.2.2 Mailbox full"

    came(bounce(first, status="5.2.2", said=full))

    first.refresh_from_db()
    assert first.state == "bounced"
    assert Contact.objects.get().email_state == "good"


def test_twice_in_a_row_it_does(company):
    owing_by_mail(company)
    first = sends(mail_ready(company))
    came(bounce(first, status="5.2.2", said="552 5.2.2 Mailbox full"))
    second = sends(mail_ready(company))

    came(bounce(second, status="5.2.2", said="552 5.2.2 Mailbox full"))

    assert Contact.objects.get().email_state == "bounced"


def test_a_late_mail_is_noted_alone(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    mail = came(bounce(reminder, status="4.4.1", action="delayed", said="will retry"))

    reminder.refresh_from_db()
    assert (mail.kind, mail.state, reminder.state) == ("delayed", "applied", "sent")


def test_a_bounce_that_names_none_of_ours_waits_for_a_person(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    mail = came(bounce(None))

    reminder.refresh_from_db()
    assert (mail.state, mail.company, reminder.state) == ("not_filed", company, "sent")
    assert Contact.objects.get().email_state == "good"


def test_a_bounce_of_an_unknown_send_proves_that_it_went(company):
    owing_by_mail(company)
    unknown = sends(mail_ready(company), Outcome.UNKNOWN)
    assert unknown.state == "unknown"

    came(bounce(unknown))

    unknown.refresh_from_db()
    assert unknown.state == "bounced"
    assert notices() == [("taken_back", "email")]


def test_a_complaint_stops_the_address_at_once_and_everywhere(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))
    owing_by_mail(company)
    ready = mail_ready(company)

    mail = came(complaint(reminder))

    ready.refresh_from_db()
    assert (mail.kind, mail.state) == ("complaint", "applied")
    assert set(Contact.objects.values_list("email_state", flat=True)) == {"opted_out"}
    assert StoppedAddress.objects.get().address == "femke@vandrel.example"
    assert (ready.state, ready.reason["code"]) == ("cancelled", "opted_out")
    assert Event.objects.filter(kind="contact.email_stopped").count() == 2


def test_what_is_taken_while_the_one_before_comes_back_makes_no_address_good(company):
    customer = owing_by_mail(company)
    reminder = sends(mail_ready(company))
    came(bounce(reminder))

    mark_addresses([reminder], AddressState.GOOD)

    assert customer.contacts.get().email_state == "bounced"


def test_an_address_that_is_nobody_s_is_so_for_whoever_has_it(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))
    other = owing_by_mail(live_company(), "Femke@Vandrel.example")
    ready = mail_ready(other.company)

    came(bounce(reminder))

    assert other.contacts.get().email_state == "bounced"
    sends(ready)
    assert (ready.state, ready.reason["code"]) == ("cancelled", "address_changed")


def test_a_stranger_s_mail_that_comes_by_two_ways_is_one_work(company):
    raw = written("Hello.", From="x@nobody.example", Date="Mon, 01 Jan 2024 10:00:00 +0000")

    first, second = came(raw), came(b"Received: by relay.example\r\n" + raw)

    assert (first.state, second.state) == ("not_filed", "put_aside")


def test_mails_of_a_program_that_names_them_all_alike_are_as_many_as_came(company):
    owing_by_mail(company)

    for day in ("Mon, 01 Jan 2024", "Fri, 05 Jan 2024"):
        came(written("Paid.", **{"Message-ID": "<1@localhost>", "Date": f"{day} 10:00:00 +0000"}))

    assert Communication.objects.filter(direction="in").count() == 2
