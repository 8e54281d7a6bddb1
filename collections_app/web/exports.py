"""The history, or a chronology, as a file: for the person who asked, and nobody else."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from collections_app.jobs.doorbell import ring
from collections_app.jobs.tasks import write_file
from collections_app.reports.contact_history import Asked
from collections_app.reports.customer_story import Period
from collections_app.reports.exports import ask_export, path_of
from collections_app.reports.models import Export, FileKind
from collections_app.web.access import (
    Request,
    exports,
    get_company,
    get_customer,
    get_export,
    reads,
    user_of,
)


@exports
def begin(request: Request) -> HttpResponse:
    """A worker writes what the page is narrowed to."""
    kind, id = request.POST.get("kind", ""), request.POST.get("of", "")
    if kind not in (FileKind.CSV, FileKind.XLSX) or not id.isdecimal():
        raise Http404("No such file.")
    company, asked = get_company(request, int(id)), Asked.read(request.POST)
    export = ask_export(
        company=company, user=user_of(request), kind=kind, query=asked.query, at=timezone.now()
    )
    return _begun(request, export)


@exports
def begin_chronology(request: Request, id: int) -> HttpResponse:
    """A worker prints the days that the page is narrowed to."""
    customer = get_customer(request, id)
    export = ask_export(
        company=customer.company,
        user=user_of(request),
        kind=FileKind.PDF,
        query=Period.read(request.POST).query,
        customer=customer,
        at=timezone.now(),
    )
    return _begun(request, export)


@reads
@never_cache
def state(request: Request, id: Any) -> HttpResponse:
    """How far it is."""
    return _shown(request, get_export(request, id))


@reads
@never_cache
def download(request: Request, id: Any) -> HttpResponseBase:
    export = get_export(request, id)
    path = path_of(export)
    if not export.is_whole or not path.exists():
        raise Http404("The file is not there.")
    what = f"chronology-{export.customer.number}" if export.customer else "history"
    day = export.asked_at.astimezone(export.company.zone)
    name = f"{what}-{day:%Y-%m-%d-%H%M}.{export.kind}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def _begun(request: Request, export: Export) -> HttpResponse:
    transaction.on_commit(lambda: ring(write_file, str(export.pk)))
    return _shown(request, export)


def _shown(request: Request, export: Export) -> HttpResponse:
    if not request.htmx and export.customer_id:
        page = reverse("customers:chronology", args=[export.customer_id])
        return redirect(f"{page}?{export.query}")
    if not request.htmx:
        return redirect(f"{reverse('history')}?company={export.company_id}&{export.query}")
    return render(request, "history/_exported.html", {"export": export})
