"""Files that belong to a dispute."""

import datetime as dt
from pathlib import PurePath

from collections_app.customers.locking import locked
from collections_app.disputes.models import Attachment, Dispute
from collections_app.history.actions import record
from collections_app.lib.files import keep
from collections_app.lib.texts import one_line

MOST_BYTES = 10_000_000
MOST_FILES = 20  # of one dispute
KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class CannotAttach(Exception):
    """The file is empty, too big, of a kind that is not kept, or one too many."""


@locked("dispute.customer_id")
def attach(*, dispute: Dispute, name: str, content: bytes, by: str, at: dt.datetime) -> Attachment:
    """Keep the file with the dispute; the same one brought again is there once."""
    name = one_line(PurePath(name.replace("\\", "/")).name, limit=120)
    _refuse(dispute, name, content)
    path, _ = keep(content, suffix=_ending(name))
    attachment, is_new = Attachment.objects.get_or_create(
        dispute=dispute,
        path=path,
        defaults={"name": name, "bytes": len(content), "added_at": at, "added_by": by},
    )
    if is_new:
        record(
            kind="dispute.file_added",
            subject=("dispute", dispute.pk),
            by=by,
            at=at,
            company_id=dispute.invoice.company_id,
            customer_id=dispute.customer_id,
            values={"name": name},
        )
    return attachment


def kind_of(attachment: Attachment) -> str:
    """Its media type, by its ending."""
    return KINDS[_ending(attachment.name)]


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower()


def _refuse(dispute: Dispute, name: str, content: bytes) -> None:
    if _ending(name) not in KINDS:
        endings = ", ".join(ending.removeprefix(".") for ending in KINDS)
        raise CannotAttach(f"{name} is of a kind that is not kept here. Bring one of {endings}.")
    if not content:
        raise CannotAttach(f"{name} is empty.")
    if len(content) > MOST_BYTES:
        raise CannotAttach(f"{name} is larger than {MOST_BYTES // 1_000_000} MB.")
    if dispute.attachments.count() >= MOST_FILES:
        raise CannotAttach(f"This dispute has {MOST_FILES} files already.")
