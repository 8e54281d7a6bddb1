"""An import that was stored: what it did, its refused rows, and undoing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from collections_app.history.models import Event
from collections_app.intake.models import Import
from collections_app.intake.undo import CannotUndo, undo_import
from collections_app.reports.chronology import actor_names
from collections_app.users.rules import can_work
from collections_app.web.access import Request, get_import, reads, user_of, works
from collections_app.web.frame import frame_of, working_day
from collections_app.web.import_words import stored_tiles
from collections_app.web.imports import download


@reads
def detail(request: Request, id: int) -> HttpResponse:
    return render(request, "imports/detail.html", _page(request, get_import(request, id)))


@reads
def refused(request: Request, id: int) -> HttpResponseBase:
    """The refused rows with their reasons, to be mended and brought again."""
    one = get_import(request, id)
    return download(one.rejects, one.file_name)


@works
def undo(request: Request, id: int) -> HttpResponse:
    """Take it back; rows that people were told of, or that were paid, stay and are named."""
    one = get_import(request, id)
    try:
        undone = undo_import(
            imported=one,
            by=user_of(request).actor,
            at=timezone.now(),
            today=working_day(one.source.company),
        )
        messages.success(request, _sentence(undone.removed, undone.restored, len(undone.stays)))
    except CannotUndo as error:
        messages.error(request, str(error))
    if request.htmx:
        return render(request, "imports/_detail.html", _page(request, get_import(request, id)))
    return redirect("imports:detail", id=one.pk)


def _sentence(removed: int, restored: int, stays: int) -> str:
    rest = f" {stays:,} could not be taken back and are named below." if stays else ""
    return f"Undone: {removed:,} removed, {restored:,} as before.{rest}"


def _page(request: Request, one: Import) -> dict[str, Any]:
    names = actor_names([one.by, one.undone_by])
    undoing = Event.objects.filter(
        kind="import.undone", subject_kind="import", subject_id=str(one.pk)
    ).last()
    return {
        "frame": frame_of(request, one.source.company),
        "imported": one,
        "tiles": stored_tiles(one.source.kind, one.counts),
        "by": names[one.by],
        "undone_by": names[one.undone_by],
        "undone": undoing.values if undoing else {},
        "can_work": can_work(user_of(request).role),
    }
