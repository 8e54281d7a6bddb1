"""A worker at an uploaded file, with signs of life while one long transaction runs."""

import logging
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Self
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from collections_app.intake.models import Upload
from collections_app.intake.refusals import OUR_FAULT
from collections_app.intake.uploads import beat, claim, give_up, release, work_at

logger = logging.getLogger(__name__)
BEAT_SECONDS = 0.5


class Pulse:
    """Counts rows in passing; a thread with a connection of its own writes the count down.

    The import is one transaction, so that nothing it writes can be seen before its end.
    """

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._read = self._rows = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __call__(self, rows: Iterable[Any], total: int) -> Iterator[Any]:
        self._rows = total
        for self._read, row in enumerate(rows, 1):
            yield row

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            self._beat()
        connection.close()

    def _beat(self) -> None:
        now = timezone.now()
        try:
            beat(upload=self._upload, at=now, rows_read=self._read, rows=self._rows)
        except DatabaseError:
            logger.warning("Upload %s: no sign of life could be written.", self._upload.pk)
            connection.close()


def take_up_upload(id: UUID) -> None:
    """Look at the upload or take it in, unless somebody else is at it."""
    now = timezone.now()
    upload = claim(id=id, at=now)
    if upload is None:
        return
    try:
        with Pulse(upload) as pulse:
            work_at(upload=upload, at=now, today=upload.company.day_of(now), progress=pulse)
    except OperationalError:  # another import holds the company, or the database went away
        release(upload=upload)
        raise
    except Exception:
        give_up(upload=upload, why=OUR_FAULT)
        raise
