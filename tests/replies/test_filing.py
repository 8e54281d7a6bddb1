"""A person says what came in, and whose it is: then the ladder goes on, or waits there."""

import datetime as dt

import pytest

from collections_app.communications.models import Communication
from collections_app.desk.answers import mark_answered
from collections_app.dunning.models import Hold
from collections_app.history.models import Event
from collections_app.replies.filing import (
    CannotFile,
    file_reply,
    move_reply,
    place_mail,
    put_aside,
)
from collections_app.replies.queries import mails_not_filed, replies_filed, replies_to_file
from collections_app.tasks.models import Task
from tests.replies.mails import bounce, came, owing_by_mail, written
from tests.replies.world import NOW, live_company

pytestmark = pytest.mark.django_db
BY = {"by": "user:7", "at": NOW}


def reply_from(company, text: str = "Hello.", at=NOW) -> Communication:
    return came(written(text), at=at).communication


def is_waiting(customer) -> tuple[bool, bool]:
    """Whether a task to answer is open, and a hold runs."""
    return (
        Task.objects.filter(customer=customer, kind="answer", state="open").exists(),
        Hold.objects.filter(customer=customer, ended_on=None).exists(),
    )


def test_the_oldest_comes_first_and_what_is_filed_leaves_the_list(company):
    customer = owing_by_mail(company)
    first = reply_from(company, "One.")
    second = reply_from(company, "Two.", at=NOW + dt.timedelta(minutes=1))
    assert list(replies_to_file(company)) == [first, second]

    file_reply(reply=first, filed_as="other", **BY)

    assert list(replies_to_file(company)) == [second]
    assert list(replies_filed(company)) == [first]
    assert is_waiting(customer) == (True, True)
    file_reply(reply=second, filed_as="other", **BY)
    assert is_waiting(customer) == (False, False)
    assert Event.objects.filter(kind="reply.filed", by="user:7").count() == 2


@pytest.mark.parametrize("filed_as", ["promise", "says_paid", "dispute", "send_copy"])
def test_what_must_be_written_down_at_the_customer_waits_there(company, filed_as):
    customer = owing_by_mail(company)
    reply = reply_from(company)

    file_reply(reply=reply, filed_as=filed_as, **BY)

    assert not replies_to_file(company).exists()
    assert is_waiting(customer) == (True, True)
    mark_answered(customer=customer, **BY)
    assert is_waiting(customer) == (False, False)


def test_the_wrong_person_is_a_contact_to_fix(company):
    customer = owing_by_mail(company)

    file_reply(reply=reply_from(company), filed_as="wrong_person", **BY)

    task = Task.objects.get(kind="fix_contact")
    assert (task.customer, task.values["address"]) == (customer, "femke@vandrel.example")
    assert is_waiting(customer) == (True, True)


def test_it_is_filed_once(company):
    owing_by_mail(company)
    reply = reply_from(company)
    file_reply(reply=reply, filed_as="other", **BY)

    with pytest.raises(CannotFile, match="already"):
        file_reply(reply=reply, filed_as="promise", **BY)


def test_a_conversation_answers_all_that_was_written(company):
    customer = owing_by_mail(company)
    reply_from(company)

    mark_answered(customer=customer, **BY)

    assert not replies_to_file(company).exists()
    assert is_waiting(customer) == (False, False)


def test_a_hold_that_a_person_put_stays(company):
    customer = owing_by_mail(company)
    reply = reply_from(company)
    Hold.objects.update(by="user:7")

    file_reply(reply=reply, filed_as="other", **BY)

    assert is_waiting(customer) == (False, True)


def test_a_moved_reply_waits_at_the_other_customer(company):
    first = owing_by_mail(company)
    other = owing_by_mail(company, "boss@elsewhere.example")
    reply = reply_from(company)

    move_reply(reply=reply, customer=other, **BY)

    reply.refresh_from_db()
    assert (reply.customer, reply.contact) == (other, None)
    assert is_waiting(first) == (False, False)
    assert is_waiting(other) == (True, True)
    assert list(replies_to_file(company)) == [reply]


def test_it_moves_to_no_other_company(company):
    owing_by_mail(company)
    reply = reply_from(company)

    with pytest.raises(CannotFile):
        move_reply(reply=reply, customer=owing_by_mail(live_company(), "x@y.example"), **BY)


def test_a_mail_of_nobody_known_is_placed_by_a_person(company):
    customer = owing_by_mail(company)
    mail = came(written("This is Femke, at home.", From="femke@home.example"))
    assert list(mails_not_filed(company, own=[company.pk])) == [mail]

    place_mail(mail=mail, customer=customer, **BY)

    assert not mails_not_filed(company, own=[company.pk]).exists()
    reply = replies_to_file(company).get()
    assert (reply.customer, reply.sender) == (customer, "femke@home.example")
    assert is_waiting(customer) == (True, True)
    with pytest.raises(CannotFile):
        place_mail(mail=mail, customer=customer, **BY)


def test_a_bounce_placed_by_a_person_is_a_contact_to_fix_and_no_answer(company):
    customer = owing_by_mail(company)
    mail = came(bounce(None))

    place_mail(mail=mail, customer=customer, **BY)

    assert "User unknown" in Task.objects.get(kind="fix_contact").values["said"]
    assert is_waiting(customer) == (False, False)


def test_what_concerns_nobody_is_put_aside(company):
    mail = came(written("Our offers.", From="x@shop.example"))

    put_aside(mail=mail, **BY)

    assert not mails_not_filed(company, own=[company.pk]).exists()


def test_what_names_no_company_is_shown_to_whoever_works_for_all(company):
    mail = came(written("Hello.", From="x@nobody.example"))
    mail.company = None
    mail.save()

    assert mails_not_filed(company, own=[company.pk]).exists()
    assert not mails_not_filed(company, own=[]).exists()
