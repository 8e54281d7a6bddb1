"""A customer's mail is answered by mail: in its thread, undone in time, never against a no."""

import datetime as dt

import pytest

from collections_app.communications.models import Communication
from collections_app.communications.transports.email import stored_email
from collections_app.communications.typed import Words
from collections_app.companies.models import Company
from collections_app.customers.actions import free_address, stop_address
from collections_app.customers.choices import Standing
from collections_app.customers.models import Customer
from collections_app.desk.own_words import CannotTakeBack, CannotWrite, FormIsSpent, take_back_mail
from collections_app.desk.writing_back import proposed_answer, write_answer
from collections_app.dunning.last_look import check_at
from collections_app.dunning.models import Hold
from collections_app.dunning.sending import settle_at
from collections_app.history.models import Event
from collections_app.replies.filing import place_mail
from collections_app.reports.chronology import title_of
from tests import factories
from tests.factories import date, noon, rewrite
from tests.outbox import send_one
from tests.replies.mails import bounce, came, written

DAY = "2026-03-05"
WORDS = Words("Re: Invoice", "Dear Femke,\n\nFriday is fine.\n\nKind regards")
CORRECTED = Words("Re: Invoice", WORDS.text.replace("Friday", "Monday"))
SENDER = "femke@vandrel.example"


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company)
    one.contacts.update(email=SENDER)
    return one


@pytest.fixture
def reply(customer: Customer) -> Communication:
    headers = {"References": "<ours@talbruck.example>"}
    return came(written("We pay on Friday.", **headers), at=noon(DAY)).communication


def answered(reply: Communication, once: str = "a", words: Words = WORDS) -> Communication:
    reply.refresh_from_db()
    return write_answer(
        reply=reply, words=words, once=once, by="user:1", at=noon(DAY), on=date(DAY)
    )


def sent(one: Communication) -> str | None:
    now = noon(DAY) + dt.timedelta(seconds=11)
    check, settle = check_at(day=date(DAY), now=now), settle_at(day=date(DAY), now=now)
    return send_one(one, check=check, settle=settle, now=now)


def test_it_is_proposed_with_greeting_and_close(reply):
    words = proposed_answer(reply=reply, on=date(DAY))

    assert words.subject == "Re: Invoice"
    assert words.text.startswith("Dear Ms Femke Oldaal,") and words.text.endswith("Kind regards")


def test_it_goes_to_who_wrote_in_the_thread_above_their_words(reply):
    one = answered(reply)

    assert one.send_after == noon(DAY) + dt.timedelta(seconds=10)
    assert one.recipient == SENDER and title_of(one) == "Answer"
    assert one.text.startswith("Dear Femke,\n\nFriday is fine.\n\nKind regards\nNora Berg\n")
    assert one.text.endswith("Femke Oldaal wrote:\n> We pay on Friday.\n")
    assert "We pay on Friday.</blockquote>" in one.html
    headers = stored_email(one).extra_headers
    assert headers["In-Reply-To"] == "<a1@vandrel.example>"
    assert headers["References"] == "<ours@talbruck.example> <a1@vandrel.example>"
    assert sent(one) == "sent"


def test_the_reply_waits_until_it_is_filed(reply):
    sent(answered(reply))

    assert Hold.objects.get().ended_on is None
    reply.refresh_from_db()
    assert "answered" not in reply.why


def test_sent_twice_it_is_one_mail(reply):
    assert answered(reply) == answered(reply)


def test_what_was_taken_back_is_corrected_and_goes_by_the_same_form(reply):
    first = answered(reply)
    take_back_mail(mail=first, by="user:1", at=noon(DAY))

    second = answered(reply, words=CORRECTED)

    assert second.text.startswith("Dear Femke,\n\nMonday is fine.")
    assert sent(second) == "sent"
    first.refresh_from_db()
    assert first.state == "cancelled"


def test_what_goes_in_other_words_is_not_said_to_go_as_they_are_now(reply):
    answered(reply)

    with pytest.raises(FormIsSpent, match="has sent its mail in other words"):
        answered(reply, words=CORRECTED)


def test_what_was_stopped_by_the_last_look_is_not_said_to_go(customer, reply):
    one = answered(reply)
    stop_address(address=SENDER, at=noon(DAY))
    sent(one)
    free_address(address=SENDER)

    with pytest.raises(FormIsSpent, match="was stopped before it left"):
        answered(reply)


def test_a_form_belongs_to_one_customer(company, reply):
    answered(reply)
    factories.customer(company).contacts.update(email="ap@nordlicht.example")
    raw = written("No pump.", From="ap@nordlicht.example", **{"Message-ID": "<n@x.example>"})
    other = came(raw, at=noon(DAY)).communication

    with pytest.raises(FormIsSpent, match="to somebody else"):
        answered(other)


def test_two_without_a_form_are_two(reply):
    assert answered(reply, once="") != answered(reply, once="")


def test_it_is_taken_back_until_it_has_left(reply):
    first, second = answered(reply), answered(reply, once="b")
    take_back_mail(mail=first, by="user:1", at=noon(DAY))
    sent(second)

    first.refresh_from_db()
    assert (first.state, first.reason) == ("cancelled", {"code": "undone"})
    assert Event.objects.filter(kind="answer.undone").count() == 1
    with pytest.raises(CannotTakeBack, match="too late"):
        take_back_mail(mail=second, by="user:1", at=noon(DAY))


def test_who_is_no_contact_of_ours_is_answered_too(company, customer):
    factories.customer(company)
    mail = written(
        "It is me, at home.", From="f@home.example", **{"Message-ID": "<h@home.example>"}
    )
    raw = came(mail, at=noon(DAY))
    raw.refresh_from_db()
    place_mail(mail=raw, customer=customer, by="user:1", at=noon(DAY))
    raw.refresh_from_db()
    one = answered(raw.communication)

    assert (one.contact, one.recipient) == (None, "f@home.example")
    assert sent(one) == "sent"


@pytest.mark.parametrize("state", ["bounced", "opted_out"])
def test_an_address_that_bounced_or_said_stop_gets_no_answer(customer, reply, state):
    customer.contacts.update(email_state=state)

    with pytest.raises(CannotWrite, match="takes no mail from us"):
        answered(reply)


def test_who_named_no_sender_cannot_be_answered(reply):
    rewrite(Communication.objects.filter(pk=reply.pk), sender="")

    with pytest.raises(CannotWrite, match="names nobody"):
        answered(reply)


def test_a_stop_that_comes_meanwhile_wins(customer, reply):
    one = answered(reply)
    stop_address(address=SENDER, at=noon(DAY))

    assert sent(one) is None
    one.refresh_from_db()
    assert (one.state, one.reason["code"]) == ("cancelled", "address_changed")


def test_a_stop_by_mail_cancels_the_answer_that_is_ready(customer, reply):
    one = answered(reply)
    came(written("stop", **{"Message-ID": "<b2@vandrel.example>"}), at=noon(DAY))

    one.refresh_from_db()
    assert (one.state, one.reason["code"]) == ("cancelled", "opted_out")


def test_an_answer_that_bounces_marks_the_address(customer, reply):
    one = answered(reply)
    sent(one)
    one.refresh_from_db()
    came(bounce(one), at=noon(DAY))

    assert customer.contacts.get().email_state == "bounced"


def test_nobody_is_answered_while_nothing_may_go(company, customer, reply):
    Customer.objects.filter(pk=customer.pk).update(
        standing=Standing.INSOLVENT, standing_review_on=date("2026-06-01")
    )
    reply.refresh_from_db()

    with pytest.raises(CannotWrite, match="“insolvent”"):
        answered(Communication.objects.get(pk=reply.pk))


def test_a_sender_that_is_too_long_to_be_kept_whole_is_not_answered(company, customer):
    long = f"{'f' * 60}@{'.'.join(['o' * 60] * 3)}.example"
    one = came(written("Paid.", From=long, **{"Message-ID": "<l@x.example>"}), at=noon(DAY))
    place_mail(mail=one, customer=customer, by="user:1", at=noon(DAY))
    one.refresh_from_db()

    with pytest.raises(CannotWrite, match="too long to be kept whole"):
        answered(one.communication)
