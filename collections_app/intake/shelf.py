"""Where uploaded files lie: below MEDIA_ROOT, outside what is served, under names of ours."""

import datetime as dt
from collections.abc import Container, Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from collections_app.intake.refusals import CannotImport

MAX_MEGABYTES = 64
MAX_BYTES = MAX_MEGABYTES * 1_000_000


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def place_of(id: UUID) -> Path:
    """The file of an upload."""
    return _folder() / str(id)


def rejects_of(id: UUID) -> Path:
    """Its file of refused rows; it stays when the upload goes."""
    return Path(settings.MEDIA_ROOT) / "rejects" / f"{id}.csv"


def check_size(size: int) -> None:
    """Raise `CannotImport` for a file that is empty or too large to be brought by a browser."""
    if not size:
        raise CannotImport("The file is empty.")
    if size > MAX_BYTES:
        raise CannotImport(
            f"The file has {size / 1_000_000:,.0f} MB, and {MAX_MEGABYTES} MB can be uploaded. "
            "Split it, save a workbook as CSV, or have it put into the drop folder."
        )


def put(id: UUID, chunks: Iterable[bytes]) -> None:
    """Store the file; readable by this house alone."""
    place, rejects = place_of(id), rejects_of(id)
    for folder in (place.parent, rejects.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with place.open("wb") as file:
        file.writelines(chunks)


def keep_only(ids: Container[UUID], *, before: dt.datetime) -> None:
    """Remove files that were stored before a moment and belong to none of these uploads."""
    for place in _folder().glob("*-*"):
        if UUID(place.name) not in ids and place.stat().st_mtime < before.timestamp():
            place.unlink(missing_ok=True)


def clear(id: UUID) -> None:
    """Remove the file."""
    place_of(id).unlink(missing_ok=True)
