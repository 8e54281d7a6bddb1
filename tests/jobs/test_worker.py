"""A real worker on a real broker: the broker is a doorbell that may be lost."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.db import connection

from collections_app import env
from collections_app.celery import app
from collections_app.communications.models import Attempt, Communication
from collections_app.companies.choices import Mode
from collections_app.jobs.tasks import send_all
from tests.communications.test_sending import ready

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("alone_at_the_broker"),
]
SECONDS = 60


# Its clock is the test's own: a worker by the real one would rest at a weekend.
WORKER = """
import sys, time_machine
from celery.__main__ import main
time_machine.travel(float(sys.argv.pop(1)), tick=True).start()
main()
"""


def started_worker(**more) -> subprocess.Popen:
    """`celery worker` as compose starts it, on the test's own database."""
    name = connection.settings_dict["NAME"]
    host = connection.settings_dict["HOST"] or connection.settings_dict["OPTIONS"].get("host")
    environment = os.environ | {"DATABASE_URL": f"postgresql://postgres:@/{name}?host={host}"}
    command = ["-q", "-A", "collections_app", "worker", "--concurrency", "1"]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(time.time()), *command],
        cwd=env.ROOT,
        env=environment,
        **more,
    )


@contextmanager
def worker():
    process = started_worker()
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def until(is_true) -> bool:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.2)
    return False


def sent() -> int:
    return Communication.objects.filter(state="sent").count()


def test_work_is_found_again_after_the_broker_lost_everything(broker_url):
    ready(mode=Mode.REHEARSAL)
    send_all.delay()
    with app.connection_for_write() as broker:
        broker.default_channel.client.flushall()

    with worker():
        send_all.delay()  # beat's next tick
        assert until(sent)

    assert Attempt.objects.count() == 1
