"""Rows 50 to 54 and 67: what comes back is heard once, in any order, before the next leaves."""

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from urllib.parse import quote

import pytest
import requests
from django.db import connection
from django.test import override_settings

from collections_app.communications.choices import Channel, State
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.typed import TypedMail, Words, write_typed
from collections_app.customers.models import Contact, StoppedAddress
from collections_app.desk.own_words import given_for
from collections_app.dunning.models import Hold
from collections_app.replies.models import Mail, ProviderEvent
from collections_app.replies.questions import ask_for_ends
from tests.faults.processes import until
from tests.faults.rig import BEAT, Rig
from tests.faults.rules import Rule
from tests.faults.test_races import in_thread
from tests.replies.mails import bounce, written
from tests.stand_ins.dovecot import PASSWORD, USER, Dovecot, serving
from tests.stand_ins.mail_providers import SECRET, authorization, postmark_event
from tests.stand_ins.twilio import FORM, signature

pytestmark = pytest.mark.nightly
MINUTE = 60.0


@pytest.fixture
def web(rig: Rig) -> Rig:
    """Somebody answers where Twilio calls."""
    rig.run("gunicorn", "web", PORT=str(rig.web_port))
    assert until(lambda: tell(rig, "/hooks/twilio/inbound", {}) == 400)
    return rig


@pytest.fixture
def mailbox() -> Iterator[Dovecot]:
    with serving() as server:
        yield server


def tell(rig: Rig, path: str, form: dict[str, str], *, signed: str = "") -> int:
    """The answer to what Twilio posts; 0 where nobody answers."""
    url = f"http://127.0.0.1:{rig.web_port}{path}"
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signed or signature(url, form.items())}
    try:
        return requests.post(url, form, headers=headers, timeout=60).status_code
    except requests.ConnectionError:
        return 0


def told(rig: Rig, attempt: Attempt, status: str) -> int:
    form = {"MessageSid": attempt.provider_id or "SM" + "9" * 32, "MessageStatus": status}
    return tell(rig, f"/hooks/twilio/status/{attempt.token}", form)


def texted(rig: Rig, number: str, words: str) -> int:
    form = {"MessageSid": "SM" + "7" * 32, "From": number, "To": "+15005550006", "Body": words}
    return tell(rig, "/hooks/twilio/inbound", form)


def sent_text(rig: Rig) -> Attempt:
    rig.load(1, Channel.SMS)
    rig.send()
    return Attempt.objects.get()


def test_row_50_one_event_told_fifty_times_at_once_is_one(web):
    attempt = sent_text(web)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: told(web, attempt, "delivered"), range(50)))

    assert set(answers) == {204}
    assert ProviderEvent.objects.count() == 1
    assert web.states() == {State.DELIVERED: 1}


def test_row_51_in_whatever_order_they_come_the_last_word_is_the_highest(web):
    orders = list(permutations(["sent", "delivered", "undelivered"]))
    web.load(len(orders), Channel.SMS)
    web.send()

    for attempt, order in zip(Attempt.objects.order_by("pk"), orders, strict=True):
        assert [told(web, attempt, status) for status in order] == [204] * 3

    assert web.states() == {State.BOUNCED: len(orders)}


def test_row_51_what_is_told_before_our_request_was_answered_is_believed(web):
    web.load(1, Channel.SMS)
    web.twilio.does(Rule("CREATE", "slow 2"))
    sender = in_thread(web.send)
    assert until(lambda: web.states() == {State.SENDING: 1})

    assert told(web, Attempt.objects.get(), "delivered") == 204
    sender.join()

    assert web.states() == {State.DELIVERED: 1}


def test_row_52_what_was_told_last_month_changes_nothing_and_what_is_forged_leaves_nothing(web):
    attempt = sent_text(web)
    form = {"MessageSid": attempt.provider_id, "MessageStatus": "sent"}
    path = f"/hooks/twilio/status/{attempt.token}"
    tell(web, path, form)
    told(web, attempt, "delivered")
    web.clock.move(days=31)

    assert tell(web, path, form) == 204
    forged = form | {"MessageStatus": "undelivered"}
    assert tell(web, path, forged, signed=signature("http://other.example" + path, [])) == 403

    assert web.states() == {State.DELIVERED: 1}
    assert ProviderEvent.objects.count() == 2


def test_row_53_while_the_database_is_away_nothing_is_lost(web):
    attempt = sent_text(web)
    with web.servers.postgres_down():
        assert told(web, attempt, "delivered") == 503
    connection.close()

    assert until(lambda: told(web, attempt, "delivered") == 204)
    assert web.states() == {State.DELIVERED: 1}


def test_row_53_what_twilio_tells_nobody_again_is_asked_for(rig):
    """Nobody answers at the callback's address, so the end of the text is told once, to no one."""
    with override_settings(CALLBACK_BASE_URL=f"http://127.0.0.1:{rig.web_port}"):
        sent_text(rig)
    time.sleep(1)

    ask_for_ends(at=rig.now + dt.timedelta(hours=2))

    assert rig.states() == {State.DELIVERED: 1}


def test_row_54_a_stop_cancels_what_is_ready(web):
    stopped, other = web.load(2, Channel.SMS)

    assert texted(web, stopped.contacts.get().mobile, "STOP") == 200
    web.send()

    states = dict(Communication.objects.filter(direction="out").values_list("customer", "state"))
    assert states == {stopped.pk: State.CANCELLED, other.pk: State.SENT}
    assert [one.to for one in web.twilio.ledger.read()] == [other.contacts.get().mobile]


def test_a_mail_provider_resolves_what_the_wire_left_unknown(rig):
    """Row 7 without a person: the provider tells of the attempt that it took."""
    provider = {"MAIL_PROVIDER": "postmark", "MAIL_WEBHOOK_SECRET": SECRET}
    rig.run("gunicorn", "web", PORT=str(rig.web_port), **provider)
    assert until(lambda: tell(rig, "/hooks/twilio/inbound", {}) == 400)
    rig.load(2)
    rig.smtp.does(Rule("DOT", "keep drop"))
    with override_settings(**provider):
        rig.send()
        rig.later(hours=1)
    assert rig.states() == {State.UNKNOWN: 2}

    arrived, lost = Attempt.objects.order_by("pk")
    for attempt, what in ((arrived, "delivered"), (lost, "bounced")):
        body, kind = postmark_event(
            what,
            token=attempt.token,
            said="550 5.1.1 User unknown",
            recipient=attempt.communication.recipient,
        )
        url = f"http://127.0.0.1:{rig.web_port}/hooks/mail/events"
        headers = authorization() | {"Content-Type": kind}
        assert requests.post(url, body, headers=headers, timeout=60).status_code == 204

    assert rig.states() == {State.DELIVERED: 1, State.BOUNCED: 1}
    assert len(rig.smtp.ledger.read()) == 2


def hearing(rig: Rig, mailbox: Dovecot, *, seconds: float | None) -> None:
    """A worker and a beat that read the mailbox; in the usual rhythm where no other is given."""
    url = f"imap://{quote(USER, '')}:{quote(PASSWORD, '')}@127.0.0.1:{mailbox.port}/INBOX"
    rig.worker(2, MAILBOX_URL=url)
    if seconds is None:
        rig.run(f"{BEAT} -s {rig.folder / 'beat'}", "beat", MAILBOX_URL=url)
    else:
        rig.beat(seconds, MAILBOX_URL=url)


def from_customer(text: str, of: Contact, number: int, **headers: str) -> bytes:
    return written(text, From=of.email, **{"Message-ID": f"<{number}@customer.example>"} | headers)


def test_row_67_an_old_bounce_counts_and_machines_are_not_answered(rig, mailbox):
    bounced, absent, looping = rig.load(3)
    rig.send()
    mails = {one.customer_id: one for one in Communication.objects.all()}
    rig.clock.move(days=40)
    mailbox.deliver(bounce(mails[bounced.pk]), rig.now)
    away = {"Subject": "Automatic reply: Invoice", "Auto-Submitted": "auto-replied"}
    mailbox.deliver(from_customer("I am on holiday.", absent.contacts.get(), 1, **away), rig.now)
    for number in range(2, 7):  # a machine that answers whatever comes
        ticket = {"Subject": f"Ticket {number} opened", "Auto-Submitted": "auto-replied"}
        mailbox.deliver(
            from_customer("We got it.", looping.contacts.get(), number, **ticket), rig.now
        )

    hearing(rig, mailbox, seconds=2)

    assert until(lambda: Mail.objects.filter(state="applied").count() >= 3)
    assert until(lambda: not Mail.objects.filter(state="new").exists())
    assert dict(Mail.objects.values_list("kind", "state")) == {
        "gone": "applied",
        "out_of_office": "applied",
        "auto_reply": "applied",
    }
    assert Communication.objects.get(pk=mails[bounced.pk].pk).state == State.BOUNCED
    assert not Hold.objects.exists()
    assert not Communication.objects.filter(purpose="answer").exists()


def follow_up(rig: Rig, contact: Contact) -> None:
    """A second mail to somebody, which is ready to go."""
    customer = contact.customer
    typed = TypedMail(
        customer=customer,
        contact=contact,
        to=contact.email,
        given=given_for(customer, contact, rig.day),
        words=Words("What we agreed", "Thank you."),
        purpose="follow_up",
        key="follow_up:rig",
        by="user:1",
        why={},
        rests=dt.timedelta(0),
    )
    write_typed(typed, at=rig.now)


def seconds_until(effects: dict[str, Callable[[], bool]]) -> dict[str, float]:
    """How long each took to be there, from now on."""
    began, taken = time.monotonic(), {}

    def are_there() -> bool:
        for name in effects.keys() - taken.keys():
            if effects[name]():
                taken[name] = round(time.monotonic() - began, 1)
        return len(taken) == len(effects)

    assert until(are_there, 2 * MINUTE), taken
    return taken


def test_what_comes_back_holds_within_a_minute(web, mailbox, capsys):
    """With the rhythms of production; what was ready to leave a little later does not leave."""
    rig = web
    (gone,) = rig.load(1)
    rig.send()
    first = Communication.objects.get()
    follow_up(rig, gone.contacts.get())
    writes, stops = rig.load(2)
    (texts,) = rig.load(1, Channel.SMS)
    ready = Communication.objects.filter(state=State.READY)
    ready.update(send_after=rig.now + dt.timedelta(seconds=MINUTE + 10))
    hearing(rig, mailbox, seconds=None)
    time.sleep(5)  # they are up

    mailbox.deliver(bounce(first), rig.now)
    mailbox.deliver(from_customer("We pay on Friday.", writes.contacts.get(), 1), rig.now)
    mailbox.deliver(from_customer("stop", stops.contacts.get(), 2), rig.now)
    texted(rig, texts.contacts.get().mobile, "STOP")
    taken = seconds_until(
        {
            "bounce": Contact.objects.filter(customer=gone, email_state="bounced").exists,
            "answer": Hold.objects.filter(customer=writes).exists,
            "stop by mail": StoppedAddress.objects.filter(address__contains="@").exists,
            "stop by SMS": StoppedAddress.objects.exclude(address__contains="@").exists,
        }
    )

    with capsys.disabled():
        sys.stdout.write(f"\nFrom arrival to effect, seconds: {taken}\n")
    assert max(taken.values()) < MINUTE
    outgoing = Communication.objects.filter(direction="out")
    assert until(lambda: not outgoing.filter(state=State.READY).exists(), 150)
    assert set(outgoing.exclude(pk=first.pk).values_list("state", flat=True)) == {State.CANCELLED}
    assert len(rig.smtp.ledger.read()) == 1 and not rig.twilio.ledger.read()
