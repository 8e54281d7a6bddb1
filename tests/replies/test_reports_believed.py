"""Reports in the forms that servers know: encoded, of another recipient, with odd signs."""

import base64

import pytest

from collections_app.communications.models import Communication
from collections_app.customers.models import Contact
from collections_app.jobs.verifying import verify
from collections_app.replies.filing import place_mail
from collections_app.replies.models import Mail
from collections_app.tasks.models import Task
from tests.replies.mails import bounce, came, complaint
from tests.replies.world import NOW, days_of

pytestmark = pytest.mark.django_db
STATUS = b"Content-Type: message/delivery-status\r\n"


def encoded(raw: bytes) -> bytes:
    head, rest = raw.split(STATUS + b"\r\n")
    status, behind = rest.split(b"\r\n--=b=", 1)
    said = b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(status)
    return head + STATUS + said + b"\r\n--=b=" + behind


def international(raw: bytes) -> bytes:
    """RFC 6533."""
    raw = raw.replace(b"delivery-status", b"global-delivery-status")
    return raw.replace(b"Final-Recipient: rfc822", b"Final-Recipient: utf-8")


def handed_on(raw: bytes) -> bytes:
    ours = b"Original-Recipient: rfc822;femke@vandrel.example\r\n"
    final = b"Final-Recipient: rfc822; "
    return raw.replace(final + b"femke@vandrel.example", ours + final + b"f@exchange.local")


def naming_its_own_mail(raw: bytes) -> bytes:
    words = b"I could not deliver your message."
    return raw.replace(words, words + b"\r\nMessage-ID: <20240110.queue.77@mail.example>")


def with_a_nul(raw: bytes) -> bytes:
    return raw.replace(b"User unknown", b"User\x00unknown")


@pytest.mark.parametrize(
    "change", [encoded, international, handed_on, naming_its_own_mail, with_a_nul]
)
def test_a_bounce_is_believed_in_whatever_form_it_comes(reminder, change):
    mail = came(change(bounce(reminder)))

    reminder.refresh_from_db()
    assert (mail.kind, mail.state) == ("gone", "applied")
    assert (reminder.state, Contact.objects.get().email_state) == ("bounced", "bounced")


@pytest.mark.parametrize("kind", [b"ab\x00use", b"abuse" + b"x" * 600])
def test_a_complaint_s_odd_word_is_no_reason_to_write_on(reminder, kind):
    mail = came(complaint(reminder).replace(b"abuse", kind))

    assert mail.state == "applied"
    assert Contact.objects.get().email_state == "opted_out"


def test_a_complaint_that_a_person_files_stops_whom_it_names(reminder):
    Contact.objects.update(email="Femke@Vandrel.example")
    whom = b"Feedback-Type: abuse\r\nOriginal-Rcpt-To: <femke@vandrel.example>"
    raw = complaint(reminder).replace(b"Feedback-Type: abuse", whom)
    mail = came(raw.replace(reminder.pk.hex[:8].encode(), b"00000000"))
    assert mail.state == "not_filed"

    filed(mail, reminder)

    assert Contact.objects.get().email_state == "opted_out"


def filed(mail: Mail, reminder: Communication) -> None:
    place_mail(mail=mail, customer=reminder.customer, by="user:7", at=NOW)
    reminder.refresh_from_db()


def test_one_that_a_person_files_is_believed_too(company, reminder):
    mail = came(bounce(reminder, recipient="f.oldaal@exchange.local"))
    assert mail.state == "not_filed"

    filed(mail, reminder)

    assert (reminder.state, Contact.objects.get().email_state) == ("bounced", "bounced")
    assert [str(one) for one in verify(at=NOW)] == []
    days_of(company, "2024-01-11").until("2024-01-20")
    later = Communication.objects.filter(direction="out").exclude(pk=reminder.pk)
    assert {one.channel for one in later} == {"letter"}


def test_one_that_gives_nothing_back_is_about_the_last_mail_to_whom_it_names(reminder):
    mail = came(bounce(None, recipient="femke@vandrel.example"))

    filed(mail, reminder)

    assert reminder.state == "bounced"


def test_one_that_names_nobody_is_found_out_by_a_person(reminder):
    mail = came(bounce(None, recipient="x@elsewhere.example"))

    filed(mail, reminder)

    assert reminder.state == "sent"
    assert Task.objects.get(kind="fix_contact").values["said"] == mail.said
