"""What a mail provider says: verified first, kept once, in whatever shape it comes."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.replies.mailbox import is_heard
from collections_app.replies.models import Mail, Mailbox, ProviderEvent
from collections_app.web import mail_hooks
from tests import factories
from tests.replies.mails import written
from tests.stand_ins.mail_providers import (
    EVENTS,
    JSON,
    KEY,
    MAILS,
    SECRET,
    Call,
    authorization,
    mailgun_event,
    postmark_event,
    postmark_mail,
    sparkpost_event,
    sparkpost_mail,
)
from tests.web.test_webhooks import NO_SIZES

TOKEN = "a" * 43
TOLD, BROUGHT = "/hooks/mail/events", "/hooks/mail/mime"


@pytest.fixture(autouse=True)
def account(settings):
    settings.MAIL_PROVIDER = "postmark"
    settings.MAIL_WEBHOOK_SECRET, settings.MAIL_SIGNING_KEY = SECRET, KEY


@pytest.fixture
def customer(db):
    one = factories.customer(factories.company())
    one.contacts.update(email="femke@vandrel.example")
    return one


def post(path: str, call: Call, secret: str | None = SECRET):
    body, kind = call
    headers = authorization(secret) if secret is not None else {}
    return Client(enforce_csrf_checks=True).post(path, body, content_type=kind, headers=headers)


@pytest.mark.parametrize("provider", EVENTS)
def test_each_provider_names_the_attempt_and_what_became_of_it(db, settings, provider):
    settings.MAIL_PROVIDER = provider

    answer = post(TOLD, EVENTS[provider]("bounced", token=TOKEN, said="550 5.1.1 No such user"))

    event = ProviderEvent.objects.get()
    assert answer.status_code == 204
    assert (event.provider, event.kind, event.token) == (provider, "mail", TOKEN)
    assert event.said("event") == "bounced"
    assert event.said("said") == "550 5.1.1 No such user"
    assert event.said("recipient") == "femke@vandrel.example"
    assert event.parked_because == "no_attempt"


@pytest.mark.parametrize("provider", MAILS)
def test_each_provider_brings_a_mail_as_it_was_received(customer, settings, provider):
    settings.MAIL_PROVIDER = provider
    raw = written("We pay on Friday, für sicher.")

    answer = post(BROUGHT, MAILS[provider](raw))

    assert answer.status_code == 204
    assert bytes(Mail.objects.get().raw).replace(b"\r\n", b"\n") == raw
    assert Communication.objects.get(customer=customer).text == "We pay on Friday, für sicher."


def test_a_mail_of_an_old_program_is_not_lost(customer, settings):
    settings.MAIL_PROVIDER = "sparkpost"
    raw = (
        b"From: femke@vandrel.example\r\nSubject: Re: Rechnung\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n"
        b"\r\nWir zahlen n\xe4chste Woche.\r\n"
    )

    assert post(BROUGHT, sparkpost_mail(raw)).status_code == 204
    assert Communication.objects.get().text.strip() == "Wir zahlen nächste Woche."


def test_the_same_mail_brought_twice_is_one(customer):
    for _ in range(2):
        post(BROUGHT, postmark_mail(written("We pay on Friday.")))

    assert Mail.objects.count() == Communication.objects.count() == 1


FORGED = {"nobody's": None, "empty": "", "wrong": "dunwell:" + "x" * 24, "no name": ":" + "s" * 24}


@pytest.mark.parametrize("path", [TOLD, BROUGHT])
@pytest.mark.parametrize("secret", FORGED.values(), ids=FORGED)
def test_who_does_not_know_the_secret_leaves_nothing(db, path, secret):
    calls = {TOLD: postmark_event("bounced", token=TOKEN), BROUGHT: postmark_mail(b"From: x\n\n")}

    assert post(path, calls[path], secret).status_code == 403
    assert not ProviderEvent.objects.exists() and not Mail.objects.exists()
    assert not Mailbox.objects.exists()


def test_the_secret_is_not_enough_where_the_provider_signs(db, settings):
    settings.MAIL_PROVIDER = "mailgun"
    forged = mailgun_event("bounced", token=TOKEN, key="key-of-somebody-else")

    assert post(TOLD, forged).status_code == 403
    assert post(TOLD, mailgun_event("bounced", token=TOKEN), secret="").status_code == 403
    assert not ProviderEvent.objects.exists()


NONSENSE = {
    "no JSON": b"<xml/>",
    "a list": b"[]",
    "a word": b'"x"',
    "without end": b"[" * 200_000,
    "a wrong type": b'{"RecordType": "Bounce", "Type": ["x"], "Metadata": 7}',
    "no Latin": b"\xff\xfe",
    "a mail": postmark_mail(b"From: x\n\nHello")[0][:-1] + b', "FromFull": {}}',
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_what_no_provider_says_is_refused(db, body):
    assert post(TOLD, (body, JSON)).status_code == 400
    assert not ProviderEvent.objects.exists()


def test_a_mail_that_was_taken_apart_is_refused_so_that_somebody_sees_it(db):
    parsed = {"FromFull": {"Email": "x@y.example"}, "TextBody": "Hello", "Headers": []}

    assert post(BROUGHT, (json.dumps(parsed).encode(), JSON)).status_code == 400


def test_half_a_sign_in_what_is_said_is_stored_as_none(db):
    body, kind = postmark_event("bounced", token=TOKEN, said="550 User unknown")
    half = body.replace(b"User", rb"\ud800User")
    assert half != body

    assert post(TOLD, (half, kind)).status_code == 204

    assert ProviderEvent.objects.get().said("said").endswith("?User unknown")


def test_who_opened_is_nobody_s_business(db):
    assert post(TOLD, postmark_event("opened", token=TOKEN)).status_code == 204
    assert not ProviderEvent.objects.exists()


def test_many_events_in_one_call_are_kept_together(db, settings):
    settings.MAIL_PROVIDER = "sparkpost"
    ping = [{"msys": {}}]
    each = [sparkpost_event("delivered", token=f"{number:043}")[0] for number in range(40)]
    body = json.dumps(ping + [json.loads(one)[0] for one in each]).encode()

    assert post(TOLD, (body, JSON)).status_code == 204
    assert ProviderEvent.objects.count() == 40


def test_a_call_that_is_too_long_is_not_read(db, monkeypatch):
    large = (b" " * (mail_hooks.MOST_BYTES_OF_EVENTS + 1), JSON)

    assert post(TOLD, large).status_code == 413


@pytest.mark.parametrize("size", NO_SIZES)
def test_a_size_that_is_no_number_is_refused(db, size):
    body, kind = postmark_mail(written("We pay on Friday."))
    headers = authorization(SECRET)

    answer = Client().post(BROUGHT, body, content_type=kind, headers=headers, CONTENT_LENGTH=size)

    assert answer.status_code == 400
    assert not Mail.objects.exists()


def test_without_a_provider_there_is_no_such_address(db, settings):
    settings.MAIL_PROVIDER = ""

    assert post(TOLD, postmark_event("bounced", token=TOKEN)).status_code == 404
    assert Client().get(TOLD).status_code == 405


def test_what_cannot_be_stored_is_told_again(db, monkeypatch):
    def away(*_, **__):
        raise OperationalError("the database is away")

    monkeypatch.setattr(mail_hooks, "receive_flood", away)

    assert post(TOLD, postmark_event("bounced", token=TOKEN)).status_code == 503


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_are_one():
    call, ready = postmark_event("delivered", token=TOKEN), threading.Barrier(10)

    def told(_) -> int:
        ready.wait()
        try:
            return [post(TOLD, call).status_code for _ in range(5)][-1]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(told, range(10))) == {204}
    assert ProviderEvent.objects.count() == 1


def test_a_webhook_counts_once_it_brought_something(db, settings):
    now = timezone.now()
    assert not is_heard(now)

    post(BROUGHT, postmark_mail(written("A first mail.", From="me@talbruck.example")))

    assert is_heard(now)
    settings.MAIL_PROVIDER = "sparkpost"
    assert not is_heard(now)
