"""Rows 1 to 12: whatever a mail server does, nobody gets two, and nothing is lost from sight."""

import subprocess

import pytest

from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.evidence import resolve
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports import smtp
from collections_app.customers.choices import AddressState, ContactRole
from collections_app.customers.models import Contact
from collections_app.dunning.models import Level, Notice
from collections_app.dunning.sending import settle_when_known
from collections_app.mail import mailer
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from tests import factories
from tests.faults.loading import owing, write_notices
from tests.faults.rules import Rule


def outcomes() -> list[str]:
    return list(Attempt.objects.order_by("pk").values_list("outcome", flat=True))


def test_row_01_a_server_that_refuses_delays_and_each_goes_once(rig):
    rig.load(3)
    rig.smtp.stop()
    rig.send()
    rig.later(minutes=10)
    assert rig.states() == {State.READY: 3}

    rig.smtp.start()
    rig.later(hours=1)

    assert rig.states() == {State.SENT: 3}
    assert len(rig.smtp.ledger.read()) == 3


def test_row_01_a_server_without_a_name_is_no_reason_to_fail(rig, settings):
    rig.load(1)
    here = settings.MAILERS
    settings.MAILERS = {"default": mailer("smtp://mail.nowhere.invalid:25")}
    rig.send()
    assert outcomes() == [Outcome.NOT_SENT]

    settings.MAILERS = here
    rig.later(hours=1)

    assert rig.states() == {State.SENT: 1}


def test_row_02_a_busy_server_is_left_alone_by_all_messages(rig):
    rig.load(6)
    rig.smtp.does(Rule("BANNER", "421 4.3.2 come back later"))
    rig.send()
    assert set(outcomes()) == {Outcome.REJECTED_FOR_NOW, Outcome.NOT_SENT}
    # The channel rests; not everyone has to hear it.
    assert outcomes().count(Outcome.REJECTED_FOR_NOW) == 3

    rig.smtp.does()
    rig.later(hours=1)

    assert rig.states() == {State.SENT: 6}


def test_row_03_a_greylisted_message_comes_again_after_five_minutes_as_the_same(rig):
    rig.load(2)
    rig.smtp.does(Rule("RCPT", "451 4.7.1 greylisted, come back", first=1))
    rig.send()
    rig.later(minutes=4)
    assert rig.states() == {State.READY: 2}

    rig.later(minutes=2)

    assert rig.states() == {State.SENT: 2}
    assert outcomes() == [Outcome.REJECTED_FOR_NOW] * 2 + [Outcome.ACCEPTED] * 2


def test_row_04_a_refused_address_is_marked_and_the_letter_takes_over(rig):
    (customer,) = rig.load(1)
    rig.smtp.does(Rule("RCPT", "550 5.1.1 no such user"))

    rig.send()
    rig.later(days=1)

    assert customer.contacts.get().email_state == AddressState.BOUNCED
    assert Task.objects.filter(customer=customer, kind=Kind.FIX_CONTACT).exists()
    channels = dict(Communication.objects.values_list("channel", "state"))
    assert channels == {Channel.EMAIL: State.FAILED, Channel.LETTER: State.PRINTING}
    assert outcomes() == [Outcome.REJECTED_FOR_GOOD]


@pytest.mark.parametrize("reply", ["552 5.2.2 mailbox full", "554 5.7.1 looks like spam"])
def test_row_05_a_message_refused_for_good_fails_with_the_servers_words(rig, reply):
    rig.load(1)
    rig.smtp.does(Rule("DOT", reply))

    rig.send()
    rig.later(days=1)

    assert Communication.objects.get(channel=Channel.EMAIL).state == State.FAILED
    assert [one.reply for one in Attempt.objects.all()] == [reply]
    assert Contact.objects.get().email_state != AddressState.BOUNCED  # it was the message


def test_row_06_a_message_refused_for_now_goes_once(rig):
    rig.load(2)
    rig.smtp.does(Rule("DOT", "451 4.3.0 try again", first=1))
    rig.send()

    rig.later(minutes=10)

    assert rig.states() == {State.SENT: 2}
    assert len(rig.smtp.ledger.read()) == 2


def test_row_07_a_message_taken_without_an_answer_is_unknown_and_never_sent_again(rig):
    rig.load(1)
    rig.smtp.does(Rule("DOT", "keep drop", first=1))
    rig.send()
    for _ in range(3):
        rig.later(days=1)
    assert rig.states() == {State.UNKNOWN: 1}
    assert Notice.objects.get().accepted_on is None

    say(rig, went=True)

    assert rig.states() == {State.SENT: 1}
    assert len(rig.smtp.ledger.read()) == 1


def test_row_08_a_message_lost_without_an_answer_goes_when_somebody_says_so(rig):
    rig.load(1)
    rig.smtp.does(Rule("DOT", "drop", first=1))
    rig.send()
    assert rig.states() == {State.UNKNOWN: 1}

    say(rig, went=False)
    rig.later(minutes=1)

    assert rig.states() == {State.SENT: 1}
    assert len(rig.smtp.ledger.read()) == 1
    assert Attempt.objects.get(number=2).authorized_by == "user:1"


def say(rig, *, went: bool) -> None:
    """A person's word on the only unknown one."""
    settle = settle_when_known(now=rig.now)
    unknown = Communication.objects.get(state=State.UNKNOWN)
    resolve(communication=unknown, went=went, settle=settle, by="user:1", at=rig.now)


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        ("BANNER", Outcome.NOT_SENT),
        ("EHLO", Outcome.NOT_SENT),
        ("MAIL", Outcome.NOT_SENT),
        ("RCPT", Outcome.NOT_SENT),
        ("DATA", Outcome.NOT_SENT),
        ("DOT", Outcome.UNKNOWN),
        ("QUIT", Outcome.ACCEPTED),
    ],
)
def test_row_09_a_silent_server_holds_nobody_for_long(rig, monkeypatch, step, outcome):
    monkeypatch.setattr(smtp, "STEP_SECONDS", 0.4)
    monkeypatch.setattr(smtp, "QUIT_SECONDS", 0.4)
    rig.load(1)
    rig.smtp.does(Rule(step, "keep hang" if step == "DOT" else "hang"))

    rig.send()

    assert outcomes() == [outcome]
    rig.smtp.does()
    rig.later(hours=1)
    assert rig.states() == {State.UNKNOWN if step == "DOT" else State.SENT: 1}


def test_row_10_a_goodbye_that_hangs_changes_nothing(rig, monkeypatch):
    monkeypatch.setattr(smtp, "QUIT_SECONDS", 0.4)
    rig.load(2)
    rig.smtp.does(Rule("QUIT", "hang"))

    rig.send()
    rig.later(hours=1)

    assert rig.states() == {State.SENT: 2}
    assert outcomes() == [Outcome.ACCEPTED] * 2


def test_row_11_a_bad_address_of_a_copy_does_not_take_the_good_one_along(rig):
    Level.objects.filter(key="reminder").update(copies=True)
    customer = owing(rig.company, Channel.EMAIL, rig.day)
    boss = factories.contact(customer, name="Ada Boss", roles=[ContactRole.APPROVER])
    write_notices(rig.company, rig.now)
    rig.smtp.does(Rule("RCPT", "550 5.1.1 no such user", to=boss.email))

    rig.send()

    ends = dict(Communication.objects.values_list("recipient", "state"))
    assert ends.pop(boss.email) == State.FAILED
    assert list(ends.values()) == [State.SENT]
    boss.refresh_from_db()
    assert boss.email_state == AddressState.BOUNCED
    assert Notice.objects.get().accepted_on == rig.day


@pytest.mark.parametrize("offers_tls", [False, True], ids=["stripped", "self-signed"])
def test_row_12_nothing_goes_over_a_line_that_is_not_safe(rig, settings, offers_tls):
    rig.load(1)
    here = settings.MAILERS
    settings.MAILERS = {"default": mailer(f"smtp+tls://127.0.0.1:{rig.smtp.port}")}
    if offers_tls:
        rig.smtp.stop()
        rig.smtp.command.append(self_signed(rig.folder))
        rig.smtp.start()

    rig.send()
    rig.later(hours=1)

    assert rig.smtp.heard("EHLO") > 0
    assert rig.smtp.heard("MAIL") == 0
    assert rig.states() == {State.READY: 1}
    assert Task.objects.filter(kind=Kind.MEND_CHANNEL).exists()
    settings.MAILERS = here
    rig.later(hours=4)
    assert rig.states() == {State.SENT: 1}


def self_signed(folder) -> str:
    """A certificate that nobody vouches for."""
    file = str(folder / "certificate.pem")
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    command = [*make.split(), "-keyout", file, "-out", file]
    subprocess.run(command, check=True, capture_output=True)
    return file
