"""A mail that the server does not hand out stops no other, and is never passed in silence."""

import datetime as dt
import imaplib
from contextlib import suppress

import pytest
from django.test import Client
from django.utils import timezone

from collections_app.communications.transports.imap import CANNOT_READ
from collections_app.replies.filing import place_mail
from collections_app.replies.mailbox import poll
from collections_app.replies.mails import apply_mails
from collections_app.replies.models import LeftBehind, Mail, Mailbox
from collections_app.replies.queries import replies_to_file
from collections_app.reports.task_words import task_words
from collections_app.tasks.models import Task
from tests.replies.mails import owing_by_mail
from tests.replies.test_mailbox import mail, subjects
from tests.replies.world import live_company
from tests.stand_ins.dovecot import SAYS_NO, Dovecot, serving
from tests.web.conftest import client_of, person

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def looks(server: Dovecot, times: int, *, every: dt.timedelta = MINUTE, first=None) -> dt.datetime:
    """So many looks, one after another; when the next would be due."""
    at = first or timezone.now()
    for _ in range(times):
        with suppress(*CANNOT_READ):
            poll(server.place, at=at)
        at += every
    return at


@pytest.fixture(params=["", SAYS_NO], ids=["breaks the line", "says no"])
def server(request):
    with serving(request.param) as one:
        for number in (1, 2, 3):
            one.deliver(mail(number))
        one.spoil(2)
        yield one


def test_the_mails_behind_it_are_heard(server):
    looks(server, 3)

    assert subjects() == [b"Subject: Mail 1", b"Subject: Mail 3"]
    box = Mailbox.objects.get()
    assert (box.failures, box.error) == (0, "")


def test_it_is_asked_for_again_and_heard_when_it_can_be_read(server):
    at = looks(server, 3)
    server.heal(2)

    looks(server, 1, first=at + 5 * MINUTE)

    assert sorted(subjects()) == [b"Subject: Mail %d" % number for number in (1, 2, 3)]
    assert not LeftBehind.objects.exists()
    assert not Mail.objects.filter(state="unreadable").exists()


def test_after_a_few_tries_it_stands_where_people_look_and_a_manager_is_told(server):
    company = live_company()

    looks(server, 5, every=15 * MINUTE)

    shown = Mail.objects.get(state="unreadable")
    assert shown.company == company
    page = client_of(person("clerk", company)).get("/inbox/").text
    assert "does not hand out mail 2 of the mailbox" in page
    task = Task.objects.get(kind="mend_channel", state="open")
    assert "read it there" in task_words(task.kind, task.values)


def test_when_it_comes_after_all_it_is_applied_and_what_stood_for_it_is_put_aside(server):
    company = live_company()
    owing_by_mail(company)
    at = looks(server, 5, every=15 * MINUTE)
    server.heal(2)

    looks(server, 1, first=at + dt.timedelta(hours=6))
    apply_mails(at=timezone.now())

    assert sorted(subjects_applied()) == ["Mail 1", "Mail 2", "Mail 3"]
    assert Mail.objects.get(raw=b"").state == "put_aside"
    assert Task.objects.get(kind="mend_channel").state == "done"


def subjects_applied() -> list[str]:
    return list(Mail.objects.filter(state="applied").values_list("subject", flat=True))


def test_filing_what_stands_for_it_ends_the_task(server):
    company = live_company()
    clerk: Client = client_of(person("clerk", company))
    at = looks(server, 5, every=15 * MINUTE)
    shown = Mail.objects.get(state="unreadable")

    clerk.post(f"/inbox/mails/{shown.pk}/put-aside")
    looks(server, 1, first=at)

    assert Task.objects.get(kind="mend_channel").state == "done"


def test_two_of_them_filed_under_one_customer_are_two_replies_that_name_theirs(server):
    company = live_company()
    customer = owing_by_mail(company)
    server.spoil(3)
    looks(server, 12, every=15 * MINUTE)

    for shown in Mail.objects.filter(state="unreadable"):
        place_mail(mail=shown, customer=customer, by="user:7", at=timezone.now())

    said = sorted(one.text for one in replies_to_file(company))
    assert ["mail 2 of" in said[0], "mail 3 of" in said[-1], len(said)] == [True, True, 2]


def test_two_of_one_number_are_two_replies_where_the_folder_was_numbered_anew(server):
    company = live_company()
    customer = owing_by_mail(company)
    at = looks(server, 5, every=15 * MINUTE)
    server.pause()
    server.number_anew()
    server.go_on()
    looks(server, 5, every=15 * MINUTE, first=at)
    both = Mail.objects.filter(state="unreadable")
    both.update(said="The server does not hand out mail 2 of the mailbox: NO")

    for shown in list(both):
        place_mail(mail=shown, customer=customer, by="user:7", at=timezone.now())

    assert replies_to_file(company).count() == 2


@pytest.mark.parametrize(
    "answer",
    [
        ("NO", [b"[UNAVAILABLE] Try again"]),
        ("OK", [b"2 (UID 2 RFC822.SIZE 70 BODY[]<0> NIL)"]),
        imaplib.IMAP4.error("UID command error: BAD"),
    ],
)
def test_a_server_that_will_not_is_not_one_whose_mail_was_deleted(dovecot, monkeypatch, answer):
    for number in (1, 2, 3):
        dovecot.deliver(mail(number))
    ask = imaplib.IMAP4.uid

    def will_not(self, command, *rest):
        if command == "fetch" and rest[0] == "2":
            if isinstance(answer, Exception):
                raise answer
            return answer
        return ask(self, command, *rest)

    with monkeypatch.context() as ill:
        ill.setattr(imaplib.IMAP4, "uid", will_not)
        at = looks(dovecot, 1)
    assert subjects() == [b"Subject: Mail 1", b"Subject: Mail 3"]

    looks(dovecot, 1, first=at)
    assert len(subjects()) == 3


def test_what_was_deleted_meanwhile_is_forgotten(server):
    at = looks(server, 3)
    server.delete(2)

    looks(server, 1, first=at + 5 * MINUTE)

    assert not LeftBehind.objects.exists()
    assert len(subjects()) == 2


def test_what_nobody_was_told_of_is_asked_for_however_long_the_mailbox_was_away(server):
    at = looks(server, 3)

    looks(server, 4, first=at + dt.timedelta(20), every=15 * MINUTE)

    assert Mail.objects.filter(state="unreadable").exists()


def test_what_was_told_is_not_asked_for_without_end(server):
    at = looks(server, 5, every=15 * MINUTE)
    tries = LeftBehind.objects.get().tries

    looks(server, 1, first=at + dt.timedelta(20))

    assert LeftBehind.objects.get().tries == tries


def test_a_folder_that_is_numbered_anew_is_asked_for_its_new_numbers(server):
    at = looks(server, 3)
    server.pause()
    server.number_anew()
    server.heal(2)
    server.go_on()

    looks(server, 1, first=at)

    assert len(subjects()) == 3


def test_one_whose_number_was_left_behind_before_stops_no_other(server):
    at, copy = looks(server, 5, every=15 * MINUTE), server.numbers()
    server.heal(2)
    at = looks(server, 1, first=at + dt.timedelta(hours=6))
    for numbering in (server.number_anew, lambda: server.restore(copy)):
        server.spoil(2)
        server.pause()
        numbering()
        server.go_on()
        at = looks(server, 5, first=at, every=15 * MINUTE)
    server.deliver(mail(4))
    looks(server, 1, first=at)

    states = Mail.objects.filter(raw=b"").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["put_aside", "unreadable", "unreadable"]
    assert Mail.objects.filter(raw=mail(4)).exists()
