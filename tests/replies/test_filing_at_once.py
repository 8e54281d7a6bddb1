"""Two people file, move or answer the same reply: the second one is told what the first did."""

import pytest

from collections_app.communications.models import Communication
from collections_app.communications.typed import Words
from collections_app.customers.models import Contact
from collections_app.desk.own_words import CannotWrite, take_back_mail
from collections_app.desk.writing_back import write_answer
from collections_app.dunning.models import Hold
from collections_app.replies.filing import CannotFile, file_reply, move_reply, place_mail
from collections_app.replies.queries import replies_to_file
from collections_app.tasks.models import Task
from tests.factories import date
from tests.replies.mails import (
    bounce,
    came,
    complaint,
    mail_ready,
    owing_by_mail,
    sends,
    written,
)
from tests.replies.world import FIRST_DAY, NOW

pytestmark = pytest.mark.django_db
BY = {"by": "user:7", "at": NOW}


@pytest.fixture
def reply(company) -> Communication:
    owing_by_mail(company)
    return came(written("We dispute it.")).communication


@pytest.fixture
def other(company):
    return owing_by_mail(company, "ap@other.example")


def seen(reply: Communication) -> Communication:
    """As another person's page has it."""
    return Communication.objects.select_related("customer__company", "company").get(pk=reply.pk)


def held() -> list[int]:
    return list(Hold.objects.filter(ended_on=None).values_list("customer_id", flat=True))


def answer(reply: Communication, **more) -> Communication:
    words, day = Words("Re: Invoice", "We look into it."), date(FIRST_DAY)
    return write_answer(reply=reply, words=words, once="a", on=day, **BY, **more)


def test_what_was_filed_does_not_move(reply, other):
    late = seen(reply)
    file_reply(reply=reply, filed_as="other", **BY)

    with pytest.raises(CannotFile, match="Somebody has filed it already"):
        move_reply(reply=late, customer=other, **BY)

    assert held() == []


def test_what_was_moved_is_not_filed_by_whoever_saw_it_before(reply, other):
    late = seen(reply)
    move_reply(reply=reply, customer=other, **BY)

    with pytest.raises(CannotFile, match=f"Somebody has moved it to {other}"):
        file_reply(reply=late, filed_as="other", **BY)

    assert held() == [other.pk]


def test_what_was_moved_does_not_move_again_unseen(company, reply, other):
    late, third = seen(reply), owing_by_mail(company, "x@third.example")
    move_reply(reply=reply, customer=other, **BY)

    with pytest.raises(CannotFile, match="moved it to"):
        move_reply(reply=late, customer=third, **BY)

    assert held() == [other.pk]


def test_while_an_answer_rests_its_reply_does_not_move(reply, other):
    mail = answer(reply)

    with pytest.raises(CannotFile, match="take it back"):
        move_reply(reply=reply, customer=other, **BY)

    take_back_mail(mail=mail, **BY)
    move_reply(reply=seen(reply), customer=other, **BY)
    assert held() == [other.pk]


def test_an_answer_that_has_left_goes_along(reply, other):
    mail = sends(answer(reply))

    move_reply(reply=reply, customer=other, **BY)

    mail.refresh_from_db()
    assert (mail.customer, mail.contact) == (other, None)


def test_a_form_that_was_open_when_its_reply_moved_is_refused(reply, other):
    late = seen(reply)
    move_reply(reply=reply, customer=other, **BY)

    with pytest.raises(CannotWrite, match=f"Somebody has moved their mail to {other}"):
        answer(late)

    assert not Communication.objects.filter(purpose="answer").exists()


def test_an_address_that_bounced_is_not_answered_again_be_it_no_contact_s(company):
    owing_by_mail(company)
    reminder = sends(mail_ready(company))
    reply = came(written("Hm.", answers=reminder, From="boss@elsewhere.example")).communication
    mail = sends(answer(reply))

    came(bounce(mail))

    with pytest.raises(CannotWrite, match="takes no mail from us"):
        write_answer(
            reply=reply, words=Words("Re: x", "Again."), once="b", on=date(FIRST_DAY), **BY
        )


def test_a_complaint_that_names_an_address_stops_it_when_it_is_filed(company):
    customer = owing_by_mail(company)
    reminder = sends(mail_ready(company))
    named = complaint(reminder).replace(b"Message-ID: <", b"To: femke@vandrel.example\r\nX: <")
    mail = came(named)
    assert mail.state == "not_filed"

    place_mail(mail=mail, customer=customer, **BY)

    assert Contact.objects.get().email_state == "opted_out"
    assert not replies_to_file(company).exists()


def test_a_complaint_that_names_nobody_is_a_contact_to_fix(company):
    customer = owing_by_mail(company)
    reminder = sends(mail_ready(company))
    mail = came(complaint(reminder).replace(b"Message-ID: <", b"X: <"))

    place_mail(mail=mail, customer=customer, **BY)

    assert Contact.objects.get().email_state == "good"
    assert Task.objects.get(kind="fix_contact").customer == customer
