"""The mailbox, at a real IMAP server: each mail once, nothing lost, nothing touched."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from imap_tools import BaseMailBox

from collections_app.communications.transports.imap import CANNOT_READ
from collections_app.jobs.hearing import hear
from collections_app.mail import SMTP
from collections_app.replies import mailbox
from collections_app.replies.mailbox import is_heard, poll
from collections_app.replies.models import Mail, Mailbox
from collections_app.tasks.models import Task
from tests import factories
from tests.replies.world import live_company
from tests.web.days import looked_at

pytestmark = pytest.mark.django_db


def mail(number: int, *, more: bytes = b"") -> bytes:
    return b"From: femke@vandrel.example\r\nSubject: Mail %d\r\n\r\nHello.\r\n" % number + more


def subjects() -> list[bytes]:
    raws = Mail.objects.order_by("pk").values_list("raw", flat=True)
    return [bytes(raw).split(b"\r\n")[1] for raw in raws]


def test_each_mail_is_stored_once_and_nothing_is_touched(dovecot):
    dovecot.deliver(mail(1))
    dovecot.deliver(mail(2))

    assert poll(dovecot.place, at=timezone.now()) == 2
    assert poll(dovecot.place, at=timezone.now()) == 0
    dovecot.deliver(mail(3))
    assert poll(dovecot.place, at=timezone.now()) == 1

    assert subjects() == [b"Subject: Mail 1", b"Subject: Mail 2", b"Subject: Mail 3"]
    assert len(dovecot) == 3
    assert dovecot.flags() == {""}


def test_a_look_that_dies_in_the_middle_goes_on_behind_what_it_stored(dovecot, monkeypatch):
    for number in range(1, 6):
        dovecot.deliver(mail(number))
    keep = mailbox._keep

    def dies_at_three(box, validity, uid, *rest):
        if uid == 3:
            raise ConnectionResetError("the line broke")
        return keep(box, validity, uid, *rest)

    with monkeypatch.context() as broken, pytest.raises(CANNOT_READ):
        broken.setattr(mailbox, "_keep", dies_at_three)
        poll(dovecot.place, at=timezone.now())
    assert len(subjects()) == 2

    assert poll(dovecot.place, at=timezone.now()) == 3
    assert subjects() == [b"Subject: Mail %d" % number for number in range(1, 6)]


def test_a_folder_that_is_numbered_anew_is_heard_again_and_doubles_nothing(dovecot):
    dovecot.deliver(mail(1))
    poll(dovecot.place, at=timezone.now())
    dovecot.pause()
    dovecot.number_anew()
    dovecot.go_on()
    dovecot.deliver(mail(2))

    assert poll(dovecot.place, at=timezone.now()) == 1

    assert subjects() == [b"Subject: Mail 1", b"Subject: Mail 2"]


def test_what_has_a_number_again_at_a_restored_server_is_heard(dovecot):
    dovecot.deliver(mail(1))
    poll(dovecot.place, at=timezone.now())
    copy = dovecot.numbers()
    dovecot.deliver(mail(2))
    dovecot.deliver(mail(3))
    poll(dovecot.place, at=timezone.now())
    dovecot.pause()
    dovecot.delete(2)
    dovecot.delete(3)
    dovecot.restore(copy)
    dovecot.go_on()
    dovecot.deliver(mail(4))

    assert poll(dovecot.place, at=timezone.now()) == 1
    assert poll(dovecot.place, at=timezone.now()) == 0

    assert subjects()[-1] == b"Subject: Mail 4"


def test_the_same_mail_delivered_twice_is_one(dovecot):
    dovecot.deliver(mail(1))
    dovecot.deliver(mail(1))

    assert poll(dovecot.place, at=timezone.now()) == 1


def test_of_a_huge_mail_the_beginning_is_kept(dovecot, monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_BYTES", 100)
    dovecot.deliver(mail(1, more=b"x" * 5000))

    poll(dovecot.place, at=timezone.now())

    kept = Mail.objects.get()
    assert (len(kept.raw), kept.is_whole) == (100, False)
    assert kept.size > 5000


def test_a_mailbox_that_cannot_be_read_is_told_after_a_while_and_until_it_can(dovecot, settings):
    live_company()
    settings.MAILBOX = dovecot.place
    dovecot.deliver(mail(1))
    dovecot.pause()

    for _ in range(4):
        hear(at=timezone.now())
    assert not Task.objects.exists()
    hear(at=timezone.now())

    assert Task.objects.get().values["mailbox"] == dovecot.place.name
    assert dovecot.place.password not in str(Task.objects.get().values)
    dovecot.go_on()
    hear(at=timezone.now())
    assert Task.objects.get().state == "done"
    assert Mailbox.objects.get().failures == 0
    assert len(subjects()) == 1


def test_a_password_may_have_any_sign(dovecot):
    dovecot.change_password("Tännenzapfen ✓")
    dovecot.deliver(mail(1))

    assert poll(replace(dovecot.place, password="Tännenzapfen ✓"), at=timezone.now()) == 1


def test_a_server_that_answers_nonsense_is_told_too(dovecot, settings, monkeypatch):
    live_company()
    settings.MAILBOX = dovecot.place
    monkeypatch.setattr(BaseMailBox, "uids", lambda *_: ["x"])

    for _ in range(5):
        hear(at=timezone.now())

    assert "invalid literal" in Task.objects.get().values["error"]


def test_an_error_of_our_own_is_not_the_servers(dovecot, monkeypatch):
    dovecot.deliver(mail(1))
    monkeypatch.setattr(mailbox, "_keep", lambda *_: int("x"))

    with pytest.raises(ValueError, match="invalid literal"):
        poll(dovecot.place, at=timezone.now())

    assert Mailbox.objects.get().failures == 0


def test_a_server_that_is_silent_is_not_waited_for_long(monkeypatch, silent_port):
    monkeypatch.setattr("collections_app.communications.transports.imap.TIMEOUT_SECONDS", 0.3)
    place = silent_port

    with pytest.raises(CANNOT_READ):
        poll(place, at=timezone.now())

    assert "timed out" in Mailbox.objects.get().error


def test_a_server_that_numbers_nothing_is_told_of(dovecot, monkeypatch):
    monkeypatch.setattr("imaplib.IMAP4.response", lambda self, code: (code, [None]))

    with pytest.raises(CANNOT_READ):
        poll(dovecot.place, at=timezone.now())

    assert "does not say how it numbers" in Mailbox.objects.get().error


def test_a_mailbox_counts_as_read_for_an_hour(dovecot, settings):
    now = timezone.now()
    assert not is_heard(now)
    settings.MAILBOX = dovecot.place
    assert not is_heard(now)

    poll(dovecot.place, at=now)

    assert is_heard(now)
    assert not is_heard(now + dt.timedelta(hours=2))


def test_the_command_reads_it_and_says_so(dovecot, settings, capsys):
    dovecot.deliver(mail(1))
    settings.MAILBOX = dovecot.place

    call_command("mailbox")

    assert "dunning@talbruck.example at 127.0.0.1, INBOX: 1 new." in capsys.readouterr().out


def test_the_command_says_what_is_wrong(settings):
    settings.MAILBOX = None
    with pytest.raises(CommandError, match="set MAILBOX_URL"):
        call_command("mailbox")


def test_no_company_goes_live_before_its_mailbox_was_read(dovecot, settings):
    company = factories.company(ledger_as_of=timezone.now().date())
    settings.MAILERS = {"default": {"BACKEND": SMTP}}
    settings.MAILBOX = dovecot.place
    looked_at(company)
    with pytest.raises(CommandError, match="a way to hear what comes back"):
        call_command("mode", company.legal_name, "live")

    call_command("mailbox")
    call_command("mode", company.legal_name, "live")

    company.refresh_from_db()
    assert company.mode == "live"
