"""Files that people bring: upload, check, take in."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from collections_app.companies.models import Company
from collections_app.intake import shelf, uploads
from collections_app.intake.choices import Stage
from collections_app.intake.models import Import, Upload
from collections_app.intake.refusals import CannotImport
from collections_app.jobs.doorbell import ring
from collections_app.jobs.tasks import take_up
from collections_app.reports.chronology import actor_names
from collections_app.users.rules import can_approve, can_work
from collections_app.web.access import Request, get_upload, reads, user_of, works
from collections_app.web.fragments import show
from collections_app.web.frame import company_of, frame_of
from collections_app.web.import_forms import (
    ReadingForm,
    UploadForm,
    answers_in,
    mapping_lines,
    questions_of,
)
from collections_app.web.import_words import (
    in_words,
    mend_words,
    stored_tiles,
    tiles_of,
)

AT_ONCE_BYTES = 1_000_000  # looked at while the person waits; a worker looks at what is larger
EARLIER = 30
PAGE = "imports/upload.html"


@reads
def index(request: Request) -> HttpResponse:
    """Bring a file; those under way; earlier imports."""
    return render(request, "imports/index.html", _list(request, company_of(request), UploadForm()))


@works
def bring(request: Request) -> HttpResponse:
    """Keep the file and look at it; its own page shows what it would do."""
    company = company_of(request)
    form = UploadForm(request.POST, request.FILES)
    upload = _received(request, company, form) if form.is_valid() else None
    if upload is None:
        return render(request, "imports/index.html", _list(request, company, form), status=422)
    _start(get_upload(request, upload.pk))
    return redirect("imports:upload", id=upload.pk)


def _received(request: Request, company: Company, form: UploadForm) -> Upload | None:
    said = form.cleaned_data
    try:
        return uploads.receive(
            id=said["id"],
            company=company,
            kind=said["kind"],
            source=said["source"].strip(),
            file_name=said["file"].name,
            size=said["file"].size,
            chunks=said["file"].chunks(),
            by=user_of(request).actor,
            at=timezone.now(),
        )
    except CannotImport as error:
        form.add_error("file", error.fact)
        return None


def _start(upload: Upload) -> None:
    """Look at once at a small file; for the others ring a worker."""
    if upload.stage == Stage.LOOKING and upload.size <= AT_ONCE_BYTES:
        uploads.look_at_once(id=upload.pk, at=timezone.now())
        upload.refresh_from_db()
    if upload.is_busy:
        transaction.on_commit(lambda: ring(take_up, str(upload.pk)))


@reads
def upload(request: Request, id: UUID) -> HttpResponseBase:
    """What the file would do, or how far its worker is; a file taken in leads to its import."""
    one = get_upload(request, id)
    if one.stage == Stage.DONE and one.imported:
        return _go(request, "imports:detail", one.imported.pk)
    if request.htmx.target == "rows":
        return show(request, PAGE, "imports/_rows.html", _page(request, one))
    return _answer(request, one)


@works
def read(request: Request, id: UUID) -> HttpResponseBase:
    """Read the file as the person says, and look at it anew."""
    one = get_upload(request, id)
    form = ReadingForm(request.POST, upload=one)
    if not form.is_valid():
        return _answer(request, one, form, status=422)
    if uploads.answer(upload=one, answers=_answers(one, form), at=timezone.now()):
        _start(one)
    return _answer(request, get_upload(request, id))


def _answers(one: Upload, form: ReadingForm) -> dict[str, Any]:
    """What the person said; what only repeats the finding stays open to be found in each file."""
    answers = answers_in(form)
    for name in ("encoding", "delimiter"):
        if answers.get(name) not in (None, one.answers.get(name) or one.seen.get(name)):
            answers.pop("mapping", None)  # it has other columns then
        elif name not in one.answers:
            answers.pop(name, None)
    return answers


@works
def take_in(request: Request, id: UUID) -> HttpResponseBase:
    """Line it up for a worker, once; closing very many is confirmed by who may approve."""
    one = get_upload(request, id)
    confirms = "confirm" in request.POST and can_approve(user_of(request).role)
    if one.seen.get("question") and not confirms:
        messages.error(request, "A manager has to confirm this one.")
    elif uploads.ask_to_take_in(
        upload=one, confirms=confirms, by=user_of(request).actor, at=timezone.now()
    ):
        _start(one)
    return _answer(request, one)


@works
def discard(request: Request, id: UUID) -> HttpResponseBase:
    """Throw the file away."""
    one = get_upload(request, id)
    if not uploads.discard(upload=one):
        messages.error(request, f"{one} is being taken in; undo it when it is done.")
        return _answer(request, one)
    messages.success(request, f"{one} was thrown away. Nothing of it was stored.")
    return _go(request, "imports:list")


@reads
def refused(request: Request, id: UUID) -> HttpResponseBase:
    """The refused rows with their reasons, to be mended and brought again."""
    one = get_upload(request, id)
    return download(str(shelf.rejects_of(one.pk)), one.file_name)


def download(path: str, file_name: str) -> FileResponse:
    """A file of refused rows under the name of the file they came from."""
    try:
        file = open(path, "rb")  # noqa: SIM115, PTH123 - the response closes it
    except OSError:
        raise Http404("No rows were refused, or their file is gone.") from None
    name = f"refused rows of {file_name.rsplit('.', 1)[0]}.csv"
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv")


def _go(request: Request, name: str, *args: Any) -> HttpResponseBase:
    """To another page, also from inside a fragment."""
    response = redirect(name, *args)
    return HttpResponseClientRedirect(response.url) if request.htmx else response


def _answer(
    request: Request, one: Upload, form: ReadingForm | None = None, status: int = 200
) -> HttpResponse:
    context = _page(request, one, form)
    return show(request, PAGE, "imports/_upload.html", context, status=status)


def _page(request: Request, one: Upload, form: ReadingForm | None = None) -> dict[str, Any]:
    role, seen = user_of(request).role, one.seen
    tiles = tiles_of(seen.get("groups", []))
    return {
        "frame": frame_of(request, one.company),
        "upload": one,
        "seen": seen,
        "as_of": dt.date.fromisoformat(seen["as_of"]) if seen.get("as_of") else None,
        "form": form,
        "typed": {n: one.answers.get(n) or seen.get(n, "") for n in ("as_of", "currency")},
        "can_work": can_work(role),
        "can_confirm": can_approve(role),
        "tiles": tiles,
        "in_words": in_words(tiles),
        "opened": next((tile for tile in tiles if tile.code == request.GET.get("rows")), None),
        "lines": mapping_lines(one),
        "questions": list(questions_of(one)),
        "by": actor_names([one.by])[one.by],
        "mend": mend_words(one),
    }


def _list(request: Request, company: Company, form: UploadForm) -> dict[str, Any]:
    before = request.GET.get("before", "")
    imports = Import.objects.filter(source__company=company).select_related("source")
    if before.isdecimal():
        imports = imports.filter(pk__lt=int(before))
    page = list(imports.order_by("-pk")[: EARLIER + 1])
    waiting = list(uploads.under_way(company))
    names = actor_names([*(one.by for one in page), *(one.by for one in waiting)])
    return {
        "frame": frame_of(request, company),
        "form": form,
        "new_id": uuid4(),
        "can_work": can_work(user_of(request).role),
        "most_megabytes": shelf.MAX_MEGABYTES,
        "sources": uploads.sources_of(company),
        "waiting": [(one, names[one.by]) for one in waiting],
        "imports": [
            (one, names[one.by], in_words(stored_tiles(one.source.kind, one.counts)))
            for one in page[:EARLIER]
        ],
        "earlier_than": page[EARLIER - 1].pk if len(page) > EARLIER else None,
        "is_first": not page and not before,
    }
