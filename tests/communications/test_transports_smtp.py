"""E-mail over a real SMTP server: what became of each message, whatever goes wrong."""

import time

import pytest

from collections_app.communications.choices import Outcome
from collections_app.communications.emails import CannotAddress, LaidOut, Mail, Mailbox, build_email
from collections_app.communications.transports.email import send_email
from tests.stand_ins.smtp import dripping_server, raw_server, smtp_server

BACKEND = "collections_app.communications.transports.smtp.Backend"
GREETING, OK = b"220 ready\r\n", b"250 OK\r\n"


def a_mail(recipient: str = "femke@vandrel.example", subject: str = "Invoice 1") -> Mail:
    return build_email(
        sender=Mailbox("ar@talbruck.example", "Talbruck Instruments GmbH"),
        reply_to=Mailbox("answers@talbruck.example"),
        recipient=Mailbox(recipient, "Femke Oldaal"),
        laid_out=LaidOut(subject, "Dear Ms Oldaal,\n.\nthe end\n", "<p>Dear Ms Oldaal,</p>"),
        attachments=[("first-letter.pdf", b"%PDF-1.7", "application/pdf")],
        message_id="<7d1c@talbruck.example>",
    )


@pytest.fixture
def send(settings):
    """Send one mail to a port, with so many seconds to do it in."""

    def _send(port, mail=None, seconds=20.0):
        options = {"host": "127.0.0.1", "port": port, "timeout": 5}
        settings.MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": options}}
        return send_email(mail or a_mail(), deadline=time.monotonic() + seconds)

    return _send


def test_mail_is_accepted_with_its_id_and_the_servers_words(send):
    with smtp_server() as (mailbox, port):
        result = send(port)

    assert result.outcome == Outcome.ACCEPTED
    assert result.provider_id == "<7d1c@talbruck.example>"
    assert result.reply == "250 OK kept as 1"
    (kept,) = mailbox.kept
    assert kept.recipients == ["femke@vandrel.example"]


def test_mail_arrives_as_it_was_built(send):
    with smtp_server() as (mailbox, port):
        send(port)

    message = mailbox.kept[0].message
    assert message["From"] == "Talbruck Instruments GmbH <ar@talbruck.example>"
    assert message["Reply-To"] == "answers@talbruck.example"
    assert message["Message-ID"] == "<7d1c@talbruck.example>"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    plain = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert plain == "Dear Ms Oldaal,\n.\nthe end\n"


@pytest.mark.parametrize(
    ("script", "outcome", "marks_address", "arrived"),
    [
        ({"MAIL": "451 4.3.0 later"}, Outcome.REJECTED_FOR_NOW, False, 0),
        ({"MAIL": "550 5.7.1 sender refused"}, Outcome.REJECTED_FOR_GOOD, False, 0),
        ({"RCPT": "451 4.2.1 greylisted"}, Outcome.REJECTED_FOR_NOW, False, 0),
        ({"RCPT": "421 4.3.2 closing"}, Outcome.REJECTED_FOR_NOW, False, 0),
        ({"RCPT": "550 5.1.1 no such user"}, Outcome.REJECTED_FOR_GOOD, True, 0),
        ({"RCPT": "550 no such user"}, Outcome.REJECTED_FOR_GOOD, True, 0),
        ({"RCPT": "550 5.7.1 blocked by policy"}, Outcome.REJECTED_FOR_GOOD, False, 0),
        ({"RCPT": "552 5.2.2 mailbox full"}, Outcome.REJECTED_FOR_GOOD, False, 0),
        ({"DOT": "451 4.3.0 try later"}, Outcome.REJECTED_FOR_NOW, False, 1),
        ({"DOT": "554 5.7.1 spam"}, Outcome.REJECTED_FOR_GOOD, False, 1),
        ({"DOT": "drop"}, Outcome.UNKNOWN, False, 1),
        ({"RCPT": "drop"}, Outcome.NOT_SENT, False, 0),
        ({"DOT": "251 will forward"}, Outcome.ACCEPTED, False, 1),
    ],
)
def test_failure_is_told_by_what_the_server_had_taken(
    send, script, outcome, marks_address, arrived
):
    with smtp_server(**script) as (mailbox, port):
        result = send(port)

    assert (result.outcome, result.marks_address) == (outcome, marks_address)
    assert len(mailbox.kept) == arrived


@pytest.mark.parametrize(("step", "outcome"), [("RCPT", "not_sent"), ("DOT", "unknown")])
def test_a_server_that_hangs_is_left_at_the_deadline(send, step, outcome):
    started = time.monotonic()

    with smtp_server(**{step: "hang"}) as (_, port):
        result = send(port, seconds=1.0)

    assert result.outcome == outcome
    assert time.monotonic() - started < 4


def test_no_server_means_not_sent(send):
    with smtp_server() as (_, port):
        pass

    assert send(port).outcome == Outcome.NOT_SENT


def test_a_busy_banner_is_for_now_and_a_silent_one_is_not_sent(send):
    with raw_server(b"421 come back\r\n", None) as port:
        assert send(port).outcome == Outcome.REJECTED_FOR_NOW
    with raw_server(None) as port:
        assert send(port).outcome == Outcome.NOT_SENT


def test_a_wrong_password_stops_the_channel(settings):
    options = {"host": "127.0.0.1", "timeout": 5, "username": "u", "password": "p"}
    auth = b"250-ready\r\n250 AUTH PLAIN\r\n"

    with raw_server(GREETING, auth, b"535 5.7.8 wrong\r\n", b"221 bye\r\n") as port:
        settings.MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": options | {"port": port}}}
        result = send_email(a_mail(), deadline=time.monotonic() + 10)

    assert (result.outcome, result.stops_channel) == (Outcome.NOT_SENT, True)


@pytest.mark.parametrize("answer", [b"what?\r\n", b"x" * 9000 + b"\r\n"])
def test_an_unreadable_answer_to_the_dot_is_unknown(send, answer):
    until_data = (GREETING, OK, OK, OK, b"354 go\r\n")

    # The body and its dot come in two pieces; the server answers after the second.
    with raw_server(*until_data, answer, OK) as port:
        result = send(port)

    assert result.outcome == Outcome.UNKNOWN


def test_a_message_taken_counts_though_the_goodbye_fails(send):
    until_data = (GREETING, OK, OK, OK, b"354 go\r\n")

    with raw_server(*until_data, b"250 taken\r\n", None) as port:
        result = send(port)

    assert (result.outcome, result.reply) == (Outcome.ACCEPTED, "250 taken")


@pytest.mark.parametrize("answers", [0, 1, 5])
def test_a_server_that_drips_its_answer_is_not_waited_for_beyond_the_deadline(send, answers):
    """At the greeting, at EHLO, and after the dot."""
    told = (GREETING, OK, OK, OK, b"354 go\r\n")[:answers]
    began = time.monotonic()

    with dripping_server(*told) as port:
        result = send(port, seconds=1.5)

    assert time.monotonic() - began < 4
    assert result.outcome == (Outcome.UNKNOWN if answers == 5 else Outcome.NOT_SENT)


def test_no_time_left_sends_nothing(send):
    with smtp_server() as (mailbox, port):
        result = send(port, seconds=-1.0)

    assert result.outcome == Outcome.NOT_SENT
    assert mailbox.kept == []


def test_a_second_recipient_is_refused(send):
    mail = a_mail()
    mail.cc = ["second@vandrel.example"]

    with smtp_server() as (mailbox, port):
        result = send(port, mail)

    assert result.outcome == Outcome.REJECTED_FOR_GOOD
    assert mailbox.kept == []


ADDRESSES = [
    "",
    "nobody",
    "a@x.example, evil@x.example",
    "a@x.example\nBcc: evil@x.example",
    "a@x.example\r\nSubject: changed",
    '"Smith, John <a@x.example>"',
    "alice@x.example(<bob@evil.example>",
    "jürgen@x.example",
    "a@x.example\u2028evil@x.example",
    "a b@x.example",
    "a@",
    "@x.example",
    "a@x..example",
    "<a@x.example>",
    "a@x.example\0",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(CannotAddress):
        a_mail(recipient=address)


LINES = [
    "Invoice\r\nBcc: evil@x.example",
    "Invoice\nBcc: evil@x.example",
    "Invoice\rBcc: evil@x.example",
    "Invoice\u2028Bcc: evil@x.example",
    "Invoice\u2029X-Evil: 1",
    "Invoice\x85X-Evil: 1",
    "Invoice\x0bX-Evil: 1",
    "Invoice\x0cX-Evil: 1",
    "Invoice\0",
    "=?utf-8?q?Invoice=0D=0ABcc:_evil@x.example?=",
    "\u202eeciovnI",
    "x" * 5000,
]


@pytest.mark.parametrize("words", LINES)
def test_no_words_make_a_header(send, words):
    mail = build_email(
        sender=Mailbox("ar@talbruck.example", words),
        reply_to=None,
        recipient=Mailbox("femke@vandrel.example", words),
        laid_out=LaidOut(words, "text", "<p>text</p>"),
        attachments=[],
        message_id="<1@talbruck.example>",
    )

    with smtp_server() as (mailbox, port):
        result = send(port, mail)

    assert result.outcome == Outcome.ACCEPTED
    message = mailbox.kept[0].message
    assert mailbox.kept[0].recipients == ["femke@vandrel.example"]
    assert sorted(message.keys()) == sorted(
        ["Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"]
    )
    assert [address.addr_spec for address in message["To"].addresses] == ["femke@vandrel.example"]


def test_a_domain_outside_ascii_is_written_in_ascii():
    mail = a_mail(recipient="femke@bücher.example")

    assert mail.to == ["Femke Oldaal <femke@xn--bcher-kva.example>"]


@pytest.mark.parametrize("identifier", ["<a b@x>", "<a@x>\nBcc: evil@x.example", "<ä@x>"])
def test_a_message_id_that_is_none_is_refused(identifier):
    mailbox = Mailbox("a@x.example")

    with pytest.raises(CannotAddress):
        build_email(
            sender=mailbox,
            reply_to=None,
            recipient=mailbox,
            laid_out=LaidOut("", "", ""),
            attachments=[],
            message_id=identifier,
        )
