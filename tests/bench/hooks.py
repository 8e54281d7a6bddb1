"""Provider callbacks at a steady pace, true ones, repeated ones and forged ones, over HTTP."""

import http.client
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import local
from urllib.parse import urlencode

from django.db import connection
from django.utils import timezone

from collections_app import env
from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.models import Attempt, Communication
from collections_app.companies.choices import Mode
from collections_app.replies.inbox import apply_later
from collections_app.replies.models import ProviderEvent
from tests import factories
from tests.bench.data import NOON
from tests.bench.databases import clone, kept
from tests.bench.printing import Figure, gate
from tests.bench.rounds import p95
from tests.ops.places import free_port
from tests.stand_ins.twilio import FORM, TOKEN, signature

BASE = "https://dunwell.example.com"  # what Twilio was told; it signs this address
AS_PROXY = {"Host": "dunwell.example.com", "X-Forwarded-Proto": "https"}
PER_SECOND = 200
AT_ONCE = 16  # connections that Twilio keeps open
TRUE, FORGED = 204, 403
_mine = local()


@dataclass(frozen=True)
class Call:
    """One request and the answer that it must get."""

    path: str
    body: str
    signed: str
    answer: int


def hook_figures(seconds: int) -> Iterator[Figure]:
    """How many a second are answered, and within what time; the limit stores the same rows bare."""
    many = PER_SECOND * seconds
    clone(kept(f"hooks_{many}", lambda: _fill(many)))
    calls = _calls(many)
    limit = _bare(calls)
    with _web() as port:
        _wait(port)
        took, rate = _at_a_pace(port, calls)
    _check(calls)
    name = f"callbacks, {PER_SECOND} a second for {seconds} s"
    yield Figure(f"{name}, answered", [rate], [len(calls) / sum(limit)], "/s", f">= {PER_SECOND}/s")
    yield Figure(f"{name}, p95", [p95(took)], [p95(limit)], aim="<= 1 s")


def _fill(many: int) -> None:
    """Texts that went out, one for two calls or more."""
    company = factories.company(mode=Mode.LIVE)
    customer = factories.customer(company)
    texts = [
        Communication(
            company=company,
            customer=customer if number % 50 == 0 else (customer := factories.customer(company)),
            channel=Channel.SMS,
            state=State.SENT,
            mode=Mode.LIVE,
            key=f"text:{number}",
            purpose="reminder",
            by="bench",
            recipient="+4915112345678",
            text="Please look at invoice 7.",
            created_at=NOON,
            send_after=NOON,
            sent_at=NOON,
            tries=1,
        )
        for number in range(many // 2)
    ]
    Communication.objects.bulk_create(texts)
    Attempt.objects.bulk_create(
        Attempt(
            communication=one,
            number=1,
            token=f"{number:043d}",
            started_at=NOON,
            deadline_at=NOON,
            outcome=Outcome.ACCEPTED,
            provider_id=f"SM{number:032x}",
            ended_at=NOON,
        )
        for number, one in enumerate(texts)
    )


def _calls(many: int) -> list[Call]:
    """Of ten: six true, two told again, two forged; in an order of chance."""
    chance = random.Random(7)
    calls = []
    for number in range(many * 6 // 10):
        which, status = divmod(number, 2)
        calls.append(_call(which, ("sent", "delivered")[status]))
    calls += chance.choices(calls, k=many * 2 // 10)
    while len(calls) < many:
        true = chance.choice(calls)
        calls.append(Call(true.path, true.body, signature(BASE, []), FORGED))
    chance.shuffle(calls)
    return calls


def _call(which: int, status: str) -> Call:
    path = f"/hooks/twilio/status/{which:043d}"
    fields = {"MessageSid": f"SM{which:032x}", "MessageStatus": status}
    return Call(path, urlencode(fields), signature(BASE + path, fields.items()), TRUE)


def _bare(calls: Sequence[Call]) -> list[float]:
    """Seconds for each row stored and committed by itself, in another table."""
    took = []
    with connection.cursor() as cursor:
        cursor.execute("create table bare (id bigserial primary key, path text, body text)")
        for call in calls:
            began = time.perf_counter()
            cursor.execute("insert into bare (path, body) values (%s, %s)", [call.path, call.body])
            took.append(time.perf_counter() - began)
    return took


@contextmanager
def _web() -> Iterator[int]:
    """The web server as it runs in production, on this round's database."""
    port = free_port()
    name = connection.settings_dict["NAME"]
    given = {
        "DATABASE_URL": f"postgresql://postgres@/{name}?host={env.POSTGRES.sockets}",
        "PUBLIC_BASE_URL": BASE,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PORT": str(port),
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [sys.executable, "-m", "gunicorn"]
    server = subprocess.Popen(command, env=os.environ | given, cwd=env.ROOT, **quiet)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    gate("the web server", "not there", "there")


def _at_a_pace(port: int, calls: Sequence[Call]) -> tuple[list[float], float]:
    """Seconds from the moment when each was due until its answer, and answers a second.

    Of the time in which calls came: what is answered after it was a backlog.
    """
    began, lasts = time.perf_counter(), len(calls) / PER_SECOND

    def post(place: int) -> float:
        due = began + place / PER_SECOND
        time.sleep(max(due - time.perf_counter(), 0))
        answer = _post(port, calls[place])
        gate("answer to a callback", answer, calls[place].answer)
        return time.perf_counter() - due

    with ThreadPoolExecutor(AT_ONCE) as pool:
        took = list(pool.map(post, range(len(calls))))
    in_time = sum(place / PER_SECOND + took[place] <= lasts for place in range(len(calls)))
    return took, in_time / lasts


def _post(port: int, call: Call) -> int:
    if not hasattr(_mine, "line"):
        _mine.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": FORM, "X-Twilio-Signature": call.signed, **AS_PROXY}
    _mine.line.request("POST", call.path, call.body, headers)
    answer = _mine.line.getresponse()
    answer.read()
    return answer.status


def _check(calls: Sequence[Call]) -> None:
    """Each true event is stored once and, when beat has been, applied, and no forged one."""
    apply_later(at=timezone.now())
    true = {(one.path, one.body) for one in calls if one.answer == TRUE}
    gate("events stored", ProviderEvent.objects.count(), len(true))
    gate("events applied", ProviderEvent.objects.filter(parked_because="").count(), len(true))
    arrived = {path for path, body in true if "delivered" in body}
    delivered = Communication.objects.filter(state=State.DELIVERED)
    gate("texts delivered", delivered.count(), len(arrived))
