"""A stored communication as the mail that leaves."""

import datetime as dt
from types import SimpleNamespace

import pytest

from collections_app.communications.choices import Channel, Outcome
from collections_app.communications.models import Attempt
from collections_app.communications.transports import transport_of
from collections_app.communications.transports.base import deadline_of, seconds_left
from collections_app.companies.models import Company
from collections_app.lib.files import keep
from tests.stand_ins.smtp import smtp_server

NOON = dt.datetime(2026, 5, 12, 12, tzinfo=dt.UTC)
ATTEMPT = Attempt(token="t" * 43, started_at=NOON, deadline_at=NOON + dt.timedelta(seconds=20))


def a_communication(**changes):
    company = {
        "legal_name": "Talbruck Instruments GmbH",
        "reply_to": "answers@talbruck.example",
    }
    usual = {
        "pk": "0b7e",
        "sender": "ar@talbrück.example",
        "recipient": "femke@vandrel.example",
        "recipient_name": "Femke Oldaal",
        "subject": "Invoice 1",
        "text": "Dear Ms Oldaal,\n",
        "html": "<p>Dear Ms Oldaal,</p>",
        "logo": "",
        "pdf": "",
        "purpose": "first_letter",
        "thread": "",
        "copies": [],
        "company": Company(**(company | changes.pop("company", {}))),
    }
    return SimpleNamespace(**(usual | changes))


@pytest.fixture
def send(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def _send(communication):
        with smtp_server() as (mailbox, port):
            options = {"host": "127.0.0.1", "port": port}
            backend = "collections_app.communications.transports.smtp.Backend"
            settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
            result = transport_of(Channel.EMAIL).send(communication, ATTEMPT)
        return result, [kept.message for kept in mailbox.kept]

    return _send


@pytest.mark.parametrize(
    ("provider", "headers"),
    [
        ("", {}),
        ("postmark", {"X-PM-Metadata-dunwell": "t" * 43, "X-PM-KeepID": "true"}),
        ("mailgun", {"X-Mailgun-Variables": f'{{"dunwell": "{"t" * 43}"}}'}),
        ("sparkpost", {"X-MSYS-API": f'{{"metadata": {{"dunwell": "{"t" * 43}"}}}}'}),
    ],
)
def test_the_provider_is_told_which_attempt_it_is(send, settings, provider, headers):
    settings.MAIL_PROVIDER = provider

    _, (message,) = send(a_communication(thread="<first@vandrel.example>"))

    own = ("X-PM-", "X-MS", "X-Mailgun")
    told = {name: value.strip() for name, value in message.items() if name.startswith(own)}
    assert told == headers
    assert message["In-Reply-To"] == "<first@vandrel.example>"


def test_what_is_stored_is_what_leaves(send, settings):
    stored, _ = keep(b"%PDF-1.7 the letter")

    result, (message,) = send(a_communication(pdf=stored))

    assert result.outcome == Outcome.ACCEPTED
    assert result.provider_id == message["Message-ID"] == "<0b7e@xn--talbrck-r2a.example>"
    assert message["From"] == "Talbruck Instruments GmbH <ar@xn--talbrck-r2a.example>"
    assert message["Reply-To"] == "Talbruck Instruments GmbH <answers@talbruck.example>"
    assert message["To"] == "Femke Oldaal <femke@vandrel.example>"
    assert message["Subject"] == "Invoice 1"
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "first-letter.pdf"
    assert attached.get_content() == b"%PDF-1.7 the letter"


def test_a_bad_address_is_the_customers(send):
    result, messages = send(a_communication(recipient="femke"))

    assert (result.outcome, result.marks_address) == (Outcome.REJECTED_FOR_GOOD, True)
    assert messages == []


def test_a_missing_sender_is_ours_and_blames_nobodys_address(send):
    result, messages = send(a_communication(sender=""))

    assert (result.outcome, result.marks_address) == (Outcome.NOT_SENT, False)
    assert result.stops_channel
    assert messages == []


def test_a_missing_letter_sends_nothing(send):
    result, messages = send(a_communication(pdf="sent/00/gone.pdf"))

    assert result.outcome == Outcome.NOT_SENT
    assert messages == []


def test_another_backend_that_fails_may_have_sent(settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Broken"}}

    result = transport_of(Channel.EMAIL).send(a_communication(), ATTEMPT)

    assert (result.outcome, result.reply) == (Outcome.UNKNOWN, "RuntimeError: half way")


class Broken:
    def __init__(self, **options):
        """Any provider's library."""

    def send_messages(self, messages):
        raise RuntimeError("half way")


def test_a_letter_is_accepted_when_its_print_run_is_closed():
    transport = transport_of(Channel.LETTER)
    closed = SimpleNamespace(pk=7, posted_on=dt.date(2026, 5, 13))

    open_run = SimpleNamespace(pk=7, posted_on=None)
    waiting = transport.send(SimpleNamespace(print_run=open_run, sheet=3), ATTEMPT)
    posted = transport.send(SimpleNamespace(print_run=closed, sheet=3), ATTEMPT)

    assert waiting.outcome == Outcome.NOT_SENT
    assert (posted.outcome, posted.provider_id) == (Outcome.ACCEPTED, "7/3")


def test_the_deadline_does_not_care_which_day_is_rehearsed():
    left = seconds_left(deadline_of(ATTEMPT), 60)

    assert 19 < left <= 20
