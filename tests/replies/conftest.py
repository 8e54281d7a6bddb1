"""A live company, a real IMAP server where the machine has one, and a stand-in for Twilio."""

import socket
from collections.abc import Iterator

import pytest

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.mail import IMAP, MailPlace
from tests.replies.mails import mail_ready, owing_by_mail, sends
from tests.replies.world import live_company
from tests.stand_ins.dovecot import Dovecot, serving
from tests.stand_ins.twilio import ACCOUNT, TOKEN, Ledger, twilio_server


@pytest.fixture
def company(db: None) -> Company:
    return live_company()


@pytest.fixture
def reminder(company: Company) -> Communication:
    """Today's, sent by mail to the only customer."""
    owing_by_mail(company)
    return sends(mail_ready(company))


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    with serving() as server:
        yield server


@pytest.fixture
def silent_port() -> Iterator[MailPlace]:
    """A server that takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield MailPlace("127.0.0.1", server.getsockname()[1], IMAP, "anybody", "secret")


@pytest.fixture
def twilio(settings) -> Iterator[Ledger]:
    """It takes messages and calls, and calls us back at its own address."""
    with twilio_server() as (ledger, address):
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, TOKEN
        settings.TWILIO_BASE_URL = settings.CALLBACK_BASE_URL = address
        yield ledger
