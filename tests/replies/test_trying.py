"""A mail that cannot be read, or not in time, harms no other and comes to a person."""

import datetime as dt
import threading
from contextlib import suppress

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection

from collections_app.jobs import tasks
from collections_app.replies import mails
from collections_app.replies.filing import place_mail
from collections_app.replies.mails import apply_mails
from collections_app.replies.models import Mail
from collections_app.replies.queries import mails_not_filed, replies_to_file
from tests import factories
from tests.replies.mails import came, owing_by_mail, written
from tests.replies.world import NOW

pytestmark = pytest.mark.django_db


def broken(monkeypatch, error: type[BaseException]) -> None:
    """Reading a mail that holds poison ends in this way."""
    read = mails.read

    def stumbles(raw: bytes):
        if b"poison" in raw:
            raise error
        return read(raw)

    monkeypatch.setattr(mails, "read", stumbles)


@pytest.mark.parametrize("error", [LookupError, UnicodeError, ValueError, RecursionError])
def test_what_cannot_be_read_says_whose_it_is_and_harms_no_other(company, monkeypatch, error):
    owing_by_mail(company)
    broken(monkeypatch, error)

    unread = came(written("poison", Subject="Grüße", Date="Mon, 08 Jan 2024 10:00:00 +0100"))
    fine = came(written("We pay on Friday."))

    assert (unread.state, fine.state) == ("unreadable", "applied")
    assert unread.said == mails.UNREADABLE
    assert (unread.sender, unread.subject) == ("femke@vandrel.example", "Grüße")
    assert unread.dated_at == dt.datetime(2024, 1, 8, 9, tzinfo=dt.UTC)
    assert list(mails_not_filed(company, own=[company.pk])) == [unread]


@pytest.mark.parametrize(
    ("error", "slow_seconds", "said"),
    [
        (SystemExit, 25, mails.NOT_IN_TIME),
        (SoftTimeLimitExceeded, 0, mails.NOT_IN_TIME),
        (AssertionError, 25, mails.STUMBLED),
    ],
)
def test_what_does_not_end_well_three_times_is_left_to_a_person(
    company, monkeypatch, error, slow_seconds, said
):
    monkeypatch.setattr(mails, "SLOW_SECONDS", slow_seconds)
    owing_by_mail(company)
    broken(monkeypatch, error)

    with suppress(SystemExit):
        came(written("poison"))
    for tries in range(1, 4):
        with suppress(SystemExit):
            apply_mails(at=NOW + tries * mails.A_TRY)
    unread = Mail.objects.get()

    assert (unread.state, unread.tries) == ("unreadable", 3)
    assert unread.sender == "femke@vandrel.example"
    assert unread.said == said
    assert came(written("Fine.")).state == "applied"


def test_what_did_not_end_comes_behind_all_others(company, monkeypatch):
    owing_by_mail(company)
    broken(monkeypatch, SystemExit)
    with pytest.raises(SystemExit):
        came(written("poison"))

    later = NOW + mails.A_TRY
    with pytest.raises(SystemExit):
        came(written("We pay.", **{"Message-ID": "<b@vandrel.example>"}), at=later)

    assert replies_to_file(company).get().text.strip() == "We pay."


@pytest.mark.django_db(transaction=True)
def test_while_one_mail_keeps_a_worker_another_worker_goes_on(company, monkeypatch):
    owing_by_mail(company)
    inside, is_over = threading.Event(), threading.Event()
    read = mails.read

    def hangs(raw: bytes):
        if b"poison" in raw:
            inside.set()
            is_over.wait(timeout=30)
        return read(raw)

    def another_worker() -> None:
        try:
            came(written("poison"))
        finally:
            connection.close()

    monkeypatch.setattr(mails, "read", hangs)
    thread = threading.Thread(target=another_worker)
    thread.start()
    assert inside.wait(timeout=20)

    fine = came(written("We pay on Friday.", **{"Message-ID": "<b@vandrel.example>"}))

    assert fine.state == "applied"
    assert Mail.objects.get(state="new").tries == 1
    is_over.set()
    thread.join(timeout=30)
    assert Mail.objects.filter(state="applied").count() == 2


def test_a_customer_whom_somebody_writes_costs_no_try(company, monkeypatch):
    owing_by_mail(company)
    broken(monkeypatch, OperationalError)

    mail = came(written("poison"))

    assert (mail.state, mail.tries) == ("new", 0)


def test_an_unreadable_mail_is_filed_as_it_came(company, monkeypatch):
    customer = owing_by_mail(company)
    broken(monkeypatch, ValueError)
    unread = came(written("poison"))

    place_mail(mail=unread, customer=customer, by="user:7", at=NOW)

    reply = replies_to_file(company).get()
    assert reply.text.startswith("This mail could not be read; it follows as it came.")
    assert "poison" in reply.text


def test_a_mail_to_one_of_two_companies_is_that_one_s_be_it_unreadable(company, monkeypatch):
    company.sender_email = "dunning@talbruck.example"  # the mailbox's own address
    company.save()
    factories.company(sender_email="ar@other.example")
    broken(monkeypatch, ValueError)

    assert came(written("poison", To="undisclosed")).company == company


@pytest.mark.parametrize(
    "charset", ["undefined", "idna", "punycode", "utf-7", "utf-16", "nonsense"]
)
def test_an_odd_charset_is_no_reason_to_read_nothing(company, charset):
    owing_by_mail(company)
    raw = written("We paid \\ud800 on Monday.").replace(b'"utf-8"', charset.encode())

    assert came(raw).state == "applied"


@pytest.mark.parametrize(
    "header",
    [b"Subject: =?undefined?Q?abc?=", b"Subject: =?utf-8?B?abc", b"Subject: \xff\xfe\xe4",
     b"Subject: =?unicode_escape?Q?=5Cud800?=", b"Subject: =?utf-8?Q?" + b"a" * 50_000 + b"?=",
     b"To: a\x00b@x.example", b"Cc: \xff\xfe@x.example", b"To: " + b"a" * 200_000,
     b"Cc: " + b"a@b.example, " * 50_000, b"References: " + b"<a@b> " * 20_000,
     b"Content-Type: text/plain; charset*=utf-8''%ff%00", b"Date: nonsense",
     b"Date: Mon, 01 Jan 0001 00:00:00 +2359"],
)  # fmt: skip
def test_odd_headers_are_read_as_far_as_they_can_be(company, header):
    owing_by_mail(company)
    name = header.partition(b":")[0]
    lines = [line for line in written("We paid.").split(b"\n") if not line.startswith(name)]

    assert came(b"\n".join([header, *lines])).state == "applied"


def test_a_mail_of_thousands_of_layers_keeps_its_headers(company):
    head = b"From: a@b.example\r\nTo: x@y.example\r\nSubject: Deep\r\n"
    mail = came(head + b"Content-Type: message/rfc822\r\n\r\n" * 3000)

    assert (mail.state, mail.sender, mail.subject) == ("unreadable", "a@b.example", "Deep")


def test_the_tasks_that_read_have_limits():
    for task in (tasks.read_mailbox, tasks.apply_what_came_back):
        assert 0 < task.soft_time_limit < task.time_limit
