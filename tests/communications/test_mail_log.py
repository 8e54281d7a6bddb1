"""A lost answer is found again in the mail server's log, where the message was taken whole."""

import pytest

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Attempt
from collections_app.communications.transports import transport_of
from collections_app.communications.transports.email import message_id
from collections_app.communications.transports.mail_log import line_that_took
from tests.communications.test_transports_email import a_communication

ID, OTHER = "<7d1c@talbruck.example>", "<8e2d@talbruck.example>"
CLEANUP = "Nov 28 09:30:01 mx postfix/cleanup[811]: {queue}: message-id={id}\n"
TAKEN = (
    "Nov 28 09:30:01 mx postfix/qmgr[99]: {queue}: from=<ar@talbruck.example>, size=4711, "
    "nrcpt=1 (queue active)\n"
)
LOST = "Nov 28 09:30:02 mx postfix/smtpd[810]: lost connection after DATA from x[127.0.0.1]\n"


@pytest.fixture
def log(tmp_path):
    return tmp_path / "mail.log"


def came(id: str, queue: str) -> str:
    return CLEANUP.format(id=id, queue=queue)


def taken(queue: str) -> str:
    return TAKEN.format(queue=queue)


def test_a_message_that_was_queued_was_taken(log):
    log.write_text(came(OTHER, "AAA1") + came(ID, "BBB2") + taken("AAA1") + taken("BBB2"))

    assert "BBB2: from=<ar@talbruck.example>" in line_that_took(ID, log)


@pytest.mark.parametrize(
    "lines",
    [
        "",
        came(ID, "BBB2") + LOST,  # its end never came
        came(OTHER, "AAA1") + taken("AAA1"),
        came(ID, "BBB2") + taken("BBB22"),
        taken("BBB2") + came(ID, "BBB2"),  # an earlier message under the same queue id
    ],
)
def test_less_than_that_proves_nothing(log, lines):
    log.write_text(lines)

    assert line_that_took(ID, log) == ""


def test_a_log_that_was_turned_over_is_read_too(log):
    log.with_name("mail.log.1").write_text(came(ID, "BBB2"))
    log.write_text(taken("BBB2"))

    assert line_that_took(ID, log)


def test_no_log_proves_nothing(log):
    assert line_that_took(ID, log) == ""


def test_the_transport_asks_the_log_where_there_is_one(log, settings):
    communication, transport = a_communication(), transport_of("email")
    assert transport.look_for(communication, Attempt()) is None

    settings.MAIL_LOG = str(log)
    assert transport.look_for(communication, Attempt()) is None
    log.write_text(came(message_id(communication), "BBB2") + taken("BBB2"))

    assert transport.look_for(communication, Attempt()).outcome == Outcome.ACCEPTED
