"""Who speaks, and of whom: a server of an address, a machine, a person, or we ourselves."""

import email
from email import policy
from email.message import EmailMessage

import pytest

from collections_app.communications.models import Communication
from collections_app.communications.transports.email import message_id
from collections_app.customers.models import Contact, DeadAddress
from collections_app.dunning.models import Hold
from collections_app.jobs.verifying import verify
from collections_app.replies.queries import mails_not_filed, mails_put_aside
from collections_app.users.models import User
from tests.replies.mails import (
    bounce,
    came,
    owing_by_mail,
    receipt,
    written,
)
from tests.replies.world import NOW

pytestmark = pytest.mark.django_db
LEAVES = {"List-Unsubscribe": "<https://x.example>"}


def state_of(reminder: Communication) -> tuple[str, str]:
    reminder.refresh_from_db()
    return reminder.state, Contact.objects.get().email_state


UNHARMED = ("sent", "good")


def test_a_person_who_attaches_a_bounce_is_a_person(reminder):
    one = EmailMessage()
    one["From"], one["In-Reply-To"] = "Femke <femke@vandrel.example>", message_id(reminder)
    one.set_content("We paid on Monday. Your other address is dead, see below.")
    one.add_attachment(email.message_from_bytes(bounce(reminder), policy=policy.default))

    mail = came(one.as_bytes())

    assert (mail.kind, mail.state) == ("reply", "applied")
    assert state_of(reminder) == UNHARMED
    assert Hold.objects.count() == 1


@pytest.mark.parametrize("by_machine", [{}, {"Auto-Submitted": "auto-generated"}])
@pytest.mark.parametrize(
    "quoted",
    [
        "This is the mail system at host mail.vandrel.example.\n\n<accounts@talbruck.example>: "
        "host mx said: 550 5.1.1 User unknown\n",
        "A message that you sent could not be delivered to one or more of its\nrecipients. "
        "The following address(es) failed:\n\n  femke@vandrel.example\n    Unrouteable address\n",
        "Hi. This is the qmail-send program at vandrel.example.\nI'm afraid I wasn't able to "
        "deliver your message.\n\n<femke@vandrel.example>:\n550 5.1.1 user unknown\n",
    ],
)
def test_a_contact_who_quotes_a_bounce_answers(reminder, quoted, by_machine):
    mail = came(written(f"We paid. This came back:\n\n{quoted}", answers=reminder, **by_machine))

    assert mail.state == "applied" and mail.kind in ("reply", "notice")
    assert state_of(reminder) == UNHARMED
    assert Hold.objects.count() == 1


def test_an_old_server_s_words_count_where_they_name_the_address(reminder):
    words = "I could not deliver to <femke@vandrel.example>: 550 5.1.1 user unknown\n\n"
    given_back = f"Return-Path: <ar@talbruck.example>\nMessage-ID: {message_id(reminder)}\n"

    came(written(words + given_back, From="MAILER-DAEMON@mx.example", Subject="failure notice"))

    assert state_of(reminder) == ("bounced", "bounced")


def test_a_bounce_marks_only_the_address_that_it_names(reminder):
    mail = came(bounce(reminder, recipient="old.colleague@gone.example"))

    assert (mail.state, mail.communication) == ("not_filed", reminder)
    assert state_of(reminder) == UNHARMED


def test_the_same_address_in_large_letters_is_the_same(reminder):
    came(bounce(reminder, recipient="Femke@VANDREL.example"))

    assert state_of(reminder) == ("bounced", "bounced")


def test_of_several_recipients_ours_decides(reminder):
    other = """
Final-Recipient: rfc822; archive@vandrel.example
Action: failed
Status: 5.1.1
"""

    came(bounce(reminder, action="delivered", status="2.1.5", said="250 ok", more=other))

    assert state_of(reminder) == UNHARMED
    assert [str(one) for one in verify(at=NOW)] == []


def test_a_mail_that_only_answers_ours_and_comes_back_is_another_s(reminder):
    theirs = f"Message-ID: <their@vandrel.example>\nReferences: {message_id(reminder)}"

    mail = came(bounce(reminder, given_back=theirs))

    assert (mail.state, mail.communication) == ("not_filed", None)
    assert state_of(reminder) == UNHARMED


def test_a_report_that_gives_nothing_back_names_ours_as_it_can(reminder):
    own = f"In-Reply-To: {message_id(reminder)}\r\n".encode()

    came(own + bounce(reminder, given_back="Subject: Invoice"))

    assert state_of(reminder) == ("bounced", "bounced")


def test_what_bounced_is_remembered_of_an_address_that_is_nobody_s_contact(reminder):
    came(bounce(reminder))

    assert DeadAddress.objects.get().address == "femke@vandrel.example"


def test_an_advice_by_a_machine_waits_for_a_person(reminder):
    said = {"Subject": "Remittance advice 4711", "Auto-Submitted": "auto-generated"}

    mail = came(written("We paid 1200.00 on 10 January.", answers=reminder, **said))

    assert (mail.kind, mail.communication.purpose) == ("notice", "reply")
    assert Hold.objects.count() == 1


def test_a_read_receipt_is_noted_and_holds_nobody(reminder):
    mail = came(receipt(reminder))

    assert (mail.kind, mail.state, mail.communication.purpose) == (
        "read_receipt",
        "applied",
        "read_receipt",
    )
    assert not Hold.objects.exists()
    assert state_of(reminder) == UNHARMED


@pytest.mark.parametrize("how", ["its_sender", "its_name"])
def test_our_own_mail_that_comes_back_is_put_aside(company, reminder, how):
    own = {"From": company.sender_email} if how == "its_sender" else {}
    name = {"Message-ID": message_id(reminder)} if how == "its_name" else {}

    mail = came(written("Dear Femke, please pay.", **own | name))

    assert (mail.kind, mail.state) == ("own", "put_aside")
    assert not Hold.objects.exists()
    assert not Communication.objects.filter(direction="in").exists()


def test_a_colleague_in_the_thread_is_no_customer(company, reminder):
    User.objects.create(username="sales", email="Sales@talbruck.example")

    mail = came(written("Let me take this.", answers=reminder, From="sales@talbruck.example"))

    assert (mail.kind, mail.state) == ("colleague", "not_filed")
    assert not Hold.objects.exists()


def test_where_everybody_has_an_address_nobody_is_a_colleague(company, reminder):
    company.sender_email = "talbruck@gmail.com"
    company.save()

    came(written("Paid.", answers=reminder, From="femke.privat@gmail.com"))

    assert Hold.objects.count() == 1


def test_who_writes_through_a_list_waits_for_a_person(company):
    through = {"List-Id": "<ap.vandrel.example>", "Precedence": "list"}

    mail = came(written("We paid, see attached.", From="anna@unknown.example", **through))

    assert mail.state == "not_filed"


def test_an_offer_of_nobody_known_is_put_aside_and_can_be_seen(company):
    mail = came(written("Our offers.", From="x@shop.example", **LEAVES))

    assert (mail.kind, mail.state) == ("bulk", "put_aside")
    assert list(mails_put_aside(company, own=[company.pk])) == [mail]
    assert not mails_not_filed(company, own=[company.pk]).exists()


def test_an_offer_of_a_customer_is_read(reminder):
    came(written("We move, and have offers.", **LEAVES))

    assert Hold.objects.count() == 1


def test_two_mails_without_a_name_are_two_where_they_were_written_twice(company):
    owing_by_mail(company)
    one = written("Where is my invoice?").replace(b"Message-ID: <a1@vandrel.example>\n", b"")

    for day in (b"18", b"19"):
        came(b"Date: Thu, " + day + b" Jan 2024 10:00:00 +0100\n" + one)
    again = came(b"X-Way: webhook\nDate: Thu, 19 Jan 2024 10:00:00 +0100\n" + one)

    assert Communication.objects.filter(direction="in").count() == 2
    assert again.state == "applied"


def test_of_a_mail_that_is_too_large_a_person_is_told_where_its_words_are(company):
    owing_by_mail(company)
    raw = written("").rstrip() + b"\n\n"
    mail = came(raw, size=len(raw) + 3_000_000)

    assert "its words are in the mailbox" in mail.communication.text
