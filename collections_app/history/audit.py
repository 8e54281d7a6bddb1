"""What the database itself writes down when a row that people rely on is changed or removed."""

from collections.abc import Callable, Sequence

import pghistory
from django.db import models

MADE, CHANGED, REMOVED = "made", "changed", "removed"


def audited[M: models.Model](
    *, but: Sequence[str] = (), made: bool = True
) -> Callable[[type[M]], type[M]]:
    """Keep a row's versions: whoever changes or removes it, the row as it was before is stored.

    What it was changed to is the next version, or the row as it stands. With `made` the first one
    is stored too; not of what files bring by the hundred thousand, which names its file. `but`
    names fields that are not kept: secrets, and what is summed up from other rows.
    """
    trackers = [
        pghistory.UpdateEvent(CHANGED, row=pghistory.Old),
        pghistory.DeleteEvent(REMOVED, row=pghistory.Old),
    ]
    if made:
        trackers.append(pghistory.InsertEvent(MADE, row=pghistory.New))
    return pghistory.track(
        *trackers,
        exclude=list(but),
        obj_field=pghistory.ObjForeignKey(related_name="versions"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]  # as its guide says
        append_only=True,
    )


def acting(by: str) -> pghistory.context:
    """Whatever changes within it was changed by this actor; `by` as the log names actors."""
    return pghistory.context(by=by)
