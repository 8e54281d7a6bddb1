"""The drop folders: one per source, emptied before each walk.

A file is written under a name that ends in .part (or begins with a dot) and then renamed. What
was taken in lies in `archive`, with its file of rejects beside it; what cannot be read in
`refused`, with the reason beside it; what needs a person's answer stays where it is.
"""

import datetime as dt
import hashlib
import logging
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import OperationalError
from django.db.models import QuerySet

from collections_app import env
from collections_app.companies.models import Company
from collections_app.intake.choices import Kind, State
from collections_app.intake.invoices import import_invoices
from collections_app.intake.models import Import, Source
from collections_app.intake.outcomes import Outcome
from collections_app.intake.payments import import_payments
from collections_app.intake.refusals import OUR_FAULT, CannotImport, NeedsAnswer
from collections_app.intake.sources import File, Prepared, prepare
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind

logger = logging.getLogger(__name__)
ROOT = env.VAR / "drop"
BY = "drop folder"
STILL_WRITTEN = {".part", ".tmp", ".filepart", ".crdownload"}
STILL_SECONDS = 0.5  # a file of the same size and time after this is not being written


def folder_of(company: Company, kind: str, source: str = "") -> Path:
    """Where the files of a source are dropped."""
    return ROOT / str(company.pk) / str(kind) / (source or str(kind))


def take_in(*, company: Company, now: dt.datetime) -> list[Import]:
    """Take in every finished file, invoices before payments, the oldest first."""
    found = [
        (path, kind, folder.name)
        for kind in (Kind.INVOICES, Kind.PAYMENTS)
        for folder in _folders(company, kind)
        for path in finished_files(folder)
    ]
    taken = [_take_or_leave(company, path, kind, source, now) for path, kind, source in found]
    return [one for one in taken if one]


def _folders(company: Company, kind: str) -> list[Path]:
    above = ROOT / str(company.pk) / str(kind)
    return sorted(path for path in above.iterdir() if path.is_dir()) if above.is_dir() else []


def finished_files(folder: Path) -> list[Path]:
    """Files that nobody writes any more, the oldest first."""
    looks = {path: _look(path) for path in _visible(folder)}
    if looks:
        time.sleep(STILL_SECONDS)
    still = [path for path, look in looks.items() if path.exists() and _look(path) == look]
    return sorted(still, key=lambda path: (looks[path][1], path.name))


def _visible(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        hidden = path.name.startswith((".", "~")) or path.suffix.lower() in STILL_WRITTEN
        if path.is_file() and not path.is_symlink() and not hidden:
            yield path


def _look(path: Path) -> tuple[int, int]:
    seen = path.stat()
    return seen.st_size, seen.st_mtime_ns


def _take_or_leave(
    company: Company, path: Path, kind: str, source: str, now: dt.datetime
) -> Import | None:
    """One file must not stop the others; where the disk or the database fails, it stays."""
    try:
        return _take(company, path, kind, source, now)
    except (OSError, OperationalError):
        logger.exception("%s stays where it is and is looked at again.", path)
        return None


def _take(company: Company, path: Path, kind: str, source: str, now: dt.datetime) -> Import | None:
    """One file; None where it changed nothing, or waits as it did before."""
    day = company.day_of(now)
    file = File(path.name, path.read_bytes())
    archived = _place(path, "archive", day, file)
    try:
        prepared = prepare(company=company, kind=kind, source=source, file=file, today=day)
        imported = _run(prepared, archived, now, day).imported
    except NeedsAnswer as answer:
        return _waits(company, kind, source, file, str(answer), now)
    except CannotImport as reason:
        return _put_aside(company, path, kind, source, file, str(reason), now)
    except (OSError, OperationalError):
        raise
    except Exception:
        # Whatever a file holds that nobody foresaw must not stop the files behind it.
        logger.exception("%s cannot be taken in.", path)
        return _put_aside(company, path, kind, source, file, OUR_FAULT, now)
    path.rename(archived)
    _waiting(prepared.source, prepared.table.checksum).delete()
    close_tasks(kind=TaskKind.MEND_FILE, subject=("file", _checksum(file)[:40]), by=BY, at=now)
    return imported


def _run(prepared: Prepared, archived: Path, now: dt.datetime, day: dt.date) -> Outcome:
    rejects = archived.with_name(f"{archived.name}.rejects.csv")
    act = import_invoices if prepared.source.kind == Kind.INVOICES else import_payments
    return act(prepared=prepared, by=BY, at=now, today=day, rejects_to=rejects)


def _put_aside(
    company: Company,
    path: Path,
    kind: str,
    source: str,
    file: File,
    why: str,
    now: dt.datetime,
) -> Import:
    refused = _place(path, "refused", company.day_of(now), file)
    path.rename(refused)
    refused.with_name(f"{refused.name}.reason.txt").write_text(f"{why}\n")
    return _note(company, kind, source, file, State.REFUSED, why, now)


def _place(path: Path, name: str, day: dt.date, file: File) -> Path:
    """A place of its own for a file that is dealt with, made of day, content and name."""
    folder = path.parent / name / day.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{_checksum(file)[:8]}-{path.name}"


def _checksum(file: File) -> str:
    return hashlib.sha256(file.content).hexdigest()


def _waits(
    company: Company, kind: str, source: str, file: File, why: str, now: dt.datetime
) -> Import | None:
    """Say once that a file waits, however often it is looked at."""
    origin = Source.objects.filter(company=company, kind=kind, name=source).first()
    waiting = _waiting(origin, _checksum(file)).first() if origin else None
    if waiting is None:
        return _note(company, kind, source, file, State.WAITING, why, now)
    if waiting.sentences != [why]:
        waiting.sentences = [why]
        waiting.save(update_fields=["sentences"])
    return None


def _waiting(source: Source, checksum: str) -> QuerySet[Import]:
    return Import.objects.filter(source=source, checksum=checksum, state=State.WAITING)


def _note(
    company: Company,
    kind: str,
    source: str,
    file: File,
    state: str,
    why: str,
    now: dt.datetime,
) -> Import:
    """A row for a file of which nothing was stored."""
    origin, _ = Source.objects.get_or_create(
        company=company, kind=kind, name=source, defaults={"currency": company.base_currency}
    )
    open_task(
        company_id=company.pk,
        kind=TaskKind.MEND_FILE,
        subject=("file", _checksum(file)[:40]),
        due_on=company.day_of(now),
        at=now,
        values={"file": file.name[:255], "why": why, "state": state},
    )
    return Import.objects.create(
        source=origin,
        file_name=file.name[:255],
        checksum=_checksum(file),
        size=len(file.content),
        as_of=company.day_of(now),
        state=state,
        at=now,
        by=BY,
        sentences=[why],
    )
