"""A file brought in the browser: looked at, corrected, taken in once, or thrown away.

A worker claims an upload and gives signs of life; one that falls silent loses its claim, and what
it did is stored only together with the mark that it is done.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet

from collections_app.companies.models import Company
from collections_app.intake import shelf, staging
from collections_app.intake.choices import Stage
from collections_app.intake.looking import look_at_file, take_in_prepared, told_by
from collections_app.intake.models import Import, Source, Upload
from collections_app.intake.outcomes import Progress, quietly
from collections_app.intake.refusals import OUR_FAULT, CannotImport
from collections_app.intake.sources import File, prepare

logger = logging.getLogger(__name__)
BUSY = (Stage.LOOKING, Stage.TAKING)
SILENT_AFTER = dt.timedelta(minutes=2)
MOST_TRIES = 3
PATIENCE = "1s"  # of a page for an import that is under way
KEPT_FOR = dt.timedelta(days=7)
ORPHANED_AFTER = dt.timedelta(hours=1)  # a file is stored a moment before its row
GAVE_UP = (
    "Three tries at this file did not come to an end; nothing of it was stored. "
    "Try it again, and tell whoever runs Dunwell if it fails again."
)


def receive(
    *,
    id: UUID,
    company: Company,
    kind: str,
    source: str,
    file_name: str,
    size: int,
    chunks: Iterable[bytes],
    by: str,
    at: dt.datetime,
) -> Upload:
    """Keep a file under an id of the form that brought it, once however often it is sent.

    A worker or the page itself then looks at it. Raises `CannotImport`.
    """
    shelf.check_size(size)
    if not Upload.objects.filter(pk=id).exists():
        shelf.put(id, chunks)
    upload, _ = Upload.objects.get_or_create(
        pk=id,
        defaults={
            "company": company,
            "kind": kind,
            "source": source or str(kind),
            "file_name": file_name[:255],
            "size": size,
            "at": at,
            "by": by,
            "touched_at": at,
        },
    )
    return upload


def answer(*, upload: Upload, answers: dict[str, Any], at: dt.datetime) -> bool:
    """How the file is to be read; it is looked at anew. False where it is being taken in."""
    return _move(upload, {Stage.READ, Stage.LOOKING}, Stage.LOOKING, at, answers=answers)


def ask_to_take_in(*, upload: Upload, confirms: bool, by: str, at: dt.datetime) -> bool:
    """Line the file up for a worker; False where somebody did before, however fast they click."""
    confirmed = by if confirms else ""
    return _move(upload, {Stage.READ}, Stage.TAKING, at, by=by, confirmed_by=confirmed)


def _move(upload: Upload, of: Iterable[str], to: str, at: dt.datetime, **more: Any) -> bool:
    fresh = {"claim": None, "tries": 0, "rows_read": 0, "rows": 0, "trouble": ""}
    found = Upload.objects.filter(pk=upload.pk, stage__in=of)
    moved = found.update(stage=to, touched_at=at, **fresh, **more)
    upload.refresh_from_db()
    return bool(moved)


def discard(*, upload: Upload) -> bool:
    """Throw the file away, unless it is being taken in or was."""
    gone, _ = (
        Upload.objects.filter(pk=upload.pk).exclude(stage__in=(Stage.TAKING, Stage.DONE)).delete()
    )
    if gone:
        shelf.clear(upload.pk)
        shelf.rejects_of(upload.pk).unlink(missing_ok=True)
    return bool(gone)


def claim(*, id: UUID, at: dt.datetime) -> Upload | None:
    """Take an upload that waits for a worker; None where there is none any more."""
    token = uuid4()
    waiting = Upload.objects.filter(pk=id, stage__in=BUSY, claim__isnull=True)
    if not waiting.update(claim=token, beat_at=at, tries=F("tries") + 1):
        return None
    return Upload.objects.select_related("company").filter(pk=id, claim=token).first()


def beat(*, upload: Upload, at: dt.datetime, rows_read: int, rows: int) -> None:
    """A sign of life, and how far it is."""
    Upload.objects.filter(pk=upload.pk, claim=upload.claim, stage__in=BUSY).update(
        beat_at=at, rows_read=rows_read, rows=rows
    )


def work_at(*, upload: Upload, at: dt.datetime, today: dt.date, progress: Progress) -> None:
    """Look at a claimed upload or take it in, whatever it waits for."""
    act = take_in if upload.stage == Stage.TAKING else look
    act(upload=upload, at=at, today=today, progress=progress)


def look_at_once(*, id: UUID, at: dt.datetime) -> None:
    """A look while a person waits; where another import holds the company, a worker's instead."""
    upload = claim(id=id, at=at)
    if upload is None:
        return
    try:
        with transaction.atomic():
            staging.run(f"set local lock_timeout = '{PATIENCE}'")
            look(upload=upload, at=at, today=upload.company.day_of(at), progress=quietly)
    except OperationalError:
        release(upload=upload)
    except Exception:
        # The file is kept and says so on its page, whatever it holds that nobody foresaw.
        logger.exception("Upload %s cannot be looked at.", upload.pk)
        give_up(upload=upload, why=OUR_FAULT)


def look(*, upload: Upload, at: dt.datetime, today: dt.date, progress: Progress) -> None:
    """Tell how the file is read and what it would do; nothing of it is stored."""
    seen = look_at_file(
        company=upload.company,
        kind=upload.kind,
        source=upload.source,
        file=_file(upload),
        told=told_by(upload.answers),
        rejects_to=shelf.rejects_of(upload.pk),
        by=upload.by,
        at=at,
        today=today,
        progress=progress,
    )
    _end(upload, Stage.READ, seen=seen)


def take_in(*, upload: Upload, at: dt.datetime, today: dt.date, progress: Progress) -> None:
    """Store the file and that it is done in one transaction; refused, it is looked at anew."""
    try:
        with transaction.atomic():
            imported = _taken_in(upload, at, today, progress)
            if not _end(upload, Stage.DONE, imported=imported):
                transaction.set_rollback(True)
    except CannotImport as error:
        Upload.objects.filter(pk=upload.pk, claim=upload.claim).update(trouble=error.fact)
        look(upload=upload, at=at, today=today, progress=progress)


def _taken_in(upload: Upload, at: dt.datetime, today: dt.date, progress: Progress) -> Import | None:
    prepared = prepare(
        company=upload.company,
        kind=upload.kind,
        source=upload.source,
        file=_file(upload),
        told=told_by(upload.answers | {"as_of": upload.seen.get("as_of")}),
        today=today,
    )
    outcome = take_in_prepared(
        prepared,
        confirms=bool(upload.confirmed_by),
        is_confirmed=True,
        by=upload.by,
        at=at,
        today=today,
        progress=progress,
        rejects_to=shelf.rejects_of(upload.pk),
    )
    return outcome.imported


def _file(upload: Upload) -> File:
    return File(upload.file_name, shelf.place_of(upload.pk).read_bytes())


def _end(upload: Upload, stage: str, **more: Any) -> bool:
    """Leave the claim, if it still is this worker's."""
    own = Upload.objects.filter(pk=upload.pk, claim=upload.claim, stage__in=BUSY)
    return bool(own.update(stage=stage, claim=None, beat_at=None, **more))


def release(*, upload: Upload) -> None:
    """Leave it to the next worker; after too many tries to a person."""
    if upload.tries >= MOST_TRIES:
        give_up(upload=upload, why=GAVE_UP)
    own = Upload.objects.filter(pk=upload.pk, claim=upload.claim, stage__in=BUSY)
    own.update(claim=None, beat_at=None)


def give_up(*, upload: Upload, why: str) -> None:
    """A fault of ours: the file is for a person again."""
    _end(upload, Stage.READ, trouble=why)


def waiting_for_a_worker(*, at: dt.datetime) -> list[UUID]:
    """Uploads that nobody is at, those of silent workers among them."""
    silent = Upload.objects.filter(stage__in=BUSY, beat_at__lt=at - SILENT_AFTER)
    silent.filter(tries__gte=MOST_TRIES).update(
        stage=Stage.READ, claim=None, beat_at=None, trouble=GAVE_UP
    )
    silent.update(claim=None, beat_at=None)
    waiting = Upload.objects.filter(stage__in=BUSY, claim__isnull=True)
    return list(waiting.order_by("touched_at").values_list("pk", flat=True))


def tidy(*, at: dt.datetime) -> None:
    """Throw away what nobody touched for days, and the files of what was taken in."""
    for one in Upload.objects.filter(stage=Stage.READ, touched_at__lt=at - KEPT_FOR):
        discard(upload=one)
    wanted = Upload.objects.exclude(stage=Stage.DONE).values_list("pk", flat=True)
    shelf.keep_only(set(wanted), before=at - ORPHANED_AFTER)


def under_way(company: Company) -> QuerySet[Upload]:
    """Files that are not taken in yet, the newest first."""
    return Upload.objects.filter(~Q(stage=Stage.DONE), company=company).order_by("-at")


def sources_of(company: Company) -> QuerySet[Source]:
    return Source.objects.filter(company=company).order_by("kind", "-as_of", "name")
