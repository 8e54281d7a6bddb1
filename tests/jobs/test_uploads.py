"""A real worker at an uploaded file: progress while it works, and what its death leaves."""

import os
import signal
from contextlib import contextmanager

import pytest
from django.db import OperationalError
from django.utils import timezone

from collections_app.celery import app
from collections_app.intake import uploads
from collections_app.intake.choices import Stage
from collections_app.intake.models import Import, Upload
from collections_app.invoices.models import Invoice
from collections_app.jobs import uploads as jobs
from collections_app.jobs.doorbell import ring
from collections_app.jobs.tasks import find_uploads, take_up
from tests.intake.ledger import content_of, make_company, row
from tests.intake.test_uploads import brought

from .test_worker import started_worker, until, worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("alone_at_the_broker"),
]
ROWS = 30_000


@pytest.fixture
def upload(broker_url) -> Upload:
    """Looked at and lined up to be taken in, large enough to be seen under way."""
    content = content_of(*(row(f"R{number}") for number in range(ROWS)))
    at = timezone.now()
    one = brought(make_company(), content=content, at=at)
    claimed = uploads.claim(id=one.pk, at=at)
    uploads.look(upload=claimed, at=at, today=at.date(), progress=lambda rows, total: rows)
    uploads.ask_to_take_in(upload=one, confirms=False, by="user:1", at=at)
    return one


@contextmanager
def doomed_worker():
    """One that is killed with its children, and can tell nobody."""
    process = started_worker(start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


def rows_read() -> int:
    return Upload.objects.get().rows_read


def done() -> bool:
    return Upload.objects.filter(stage=Stage.DONE).exists()


def test_a_file_whose_worker_was_killed_is_taken_in_by_the_next_once(upload: Upload) -> None:
    ring(take_up, str(upload.pk))
    with doomed_worker():
        assert until(rows_read)
    assert not Import.objects.exists()
    assert Upload.objects.get().stage == Stage.TAKING

    Upload.objects.update(beat_at=timezone.now() - 2 * uploads.SILENT_AFTER)
    find_uploads.delay()  # beat's next tick
    with worker():
        assert until(done)

    assert Import.objects.count() == 1
    assert Invoice.objects.count() == ROWS


def test_a_lost_doorbell_is_found_by_the_next_tick(upload: Upload) -> None:
    ring(take_up, str(upload.pk))
    with app.connection_for_write() as broker:
        broker.default_channel.client.flushall()

    find_uploads.delay()
    with worker():
        assert until(done)

    assert Import.objects.count() == 1


def test_a_broker_that_is_gone_costs_nothing_but_time(upload: Upload, caplog) -> None:
    with app.connection_for_write("redis://127.0.0.1:1/0") as gone:
        ring(take_up, str(upload.pk), connection=gone)

    assert "waits for the next tick" in caplog.text
    assert uploads.waiting_for_a_worker(at=timezone.now()) == [upload.pk]


def test_a_worker_that_waited_in_vain_leaves_it_to_the_next_and_at_last_to_a_person(
    upload: Upload, monkeypatch
) -> None:
    def in_vain(**_how):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(jobs, "work_at", in_vain)
    stages = []
    for _ in range(uploads.MOST_TRIES):
        with pytest.raises(OperationalError):
            jobs.take_up_upload(upload.pk)
        upload.refresh_from_db()
        stages.append((upload.stage, upload.claim))

    assert stages == [("taking", None), ("taking", None), ("read", None)]
    assert "nothing of it was stored" in upload.trouble


def test_a_fault_of_ours_hands_the_file_back(upload: Upload, monkeypatch) -> None:
    def faulty(**_how):
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "work_at", faulty)
    with pytest.raises(ZeroDivisionError):
        jobs.take_up_upload(upload.pk)

    upload.refresh_from_db()
    assert (upload.stage, upload.trouble) == ("read", jobs.OUR_FAULT)
