"""E-mails with the whole guarantee, beside smtplib building and sending the same messages."""

import datetime as dt
import shutil
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP

from django.conf import settings

from collections_app.communications.choices import Outcome, State
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.email import message_id
from collections_app.companies.choices import Mode
from collections_app.companies.installation import memory
from collections_app.companies.models import Company
from collections_app.dunning.models import Run
from collections_app.dunning.walk import walk
from collections_app.jobs.day import compose_planned, send_ready
from collections_app.mail import SMTP as BACKEND
from tests import factories
from tests.bench.data import DAY, NOON
from tests.bench.databases import clone, kept
from tests.bench.printing import Figure, gate
from tests.bench.rounds import timed

HOST = "127.0.0.1"
DUE = (DAY - dt.timedelta(7)).isoformat()


def mail_figures(messages: int, rounds: int) -> Iterator[Figure]:
    """Claim, attempt and mark committed for each, by one worker."""
    database = kept(f"mail_{messages}", lambda: _fill(messages))
    ours, limit = [], []
    for _ in range(rounds):
        clone(database)
        shutil.rmtree(memory(), ignore_errors=True)  # a clone is no restored database
        with _sink(messages) as port:
            limit.append(messages / timed(lambda port=port: _bare(port), is_long=True))
        with _sink(messages) as port:
            ours.append(messages / timed(lambda port=port: _ours(port), is_long=True))
        _check(messages)
    yield Figure(f"e-mails, {messages}", ours, limit, "/s", ">= 60%")


def _fill(messages: int) -> None:
    """A live company whose reminders are written and ready."""
    company = factories.company(mode=Mode.LIVE, ledger_as_of=DAY, most_notices_a_day=messages)
    before = DAY - dt.timedelta(30)
    Run.objects.create(company=company, as_of=before, mode=Mode.LIVE, started_at=NOON)
    for _ in range(messages):
        factories.invoice(factories.customer(company), DUE, "1200.00")
    walk(company=company, as_of=DAY, now=NOON)
    compose_planned(company, day=DAY, now=NOON)


def _ours(port: int) -> None:
    options = {"host": HOST, "port": port, "timeout": 30}
    settings.MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": options}}
    send_ready(Company.objects.get(), day=DAY, now=NOON, in_window=True)


def _bare(port: int) -> None:
    """One connection, and the standard library's way to build a message."""
    with smtplib.SMTP(HOST, port) as line:
        for one in Communication.objects.select_related("company"):
            line.send_message(_message(one))


def _message(one: Communication) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = one.sender, one.recipient, one.subject
    message["Message-ID"] = message_id(one)
    message.set_content(one.text)
    message.add_alternative(one.html, subtype="html")
    return message


def _check(messages: int) -> None:
    sent = Communication.objects.filter(state=State.SENT)
    gate("e-mails sent", sent.count(), messages)
    accepted = Attempt.objects.filter(outcome=Outcome.ACCEPTED)
    gate("attempts accepted", accepted.count(), messages)


@contextmanager
def _sink(messages: int) -> Iterator[int]:
    """Its port; at the end it took exactly these."""
    command = [sys.executable, "-m", "tests.bench.sink"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as sink:
        assert sink.stdin and sink.stdout
        yield int(sink.stdout.readline())
        sink.stdin.close()
        gate("messages at the server", int(sink.stdout.readline()), messages)
