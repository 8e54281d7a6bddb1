"""Letters: print runs, from the file for the printer to the number that was posted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.posting import CannotClose
from collections_app.communications.printing import CannotFetch, fetch_run, reprinted_letter
from collections_app.companies.models import Company
from collections_app.desk.print_runs import ask_again, post_run
from collections_app.lib.files import read
from collections_app.reports.print_runs import closed_with_names, open_runs
from collections_app.users.rules import can_work
from collections_app.web.access import Request, get_print_run, reads, user_of, works
from collections_app.web.forms import PostedForm
from collections_app.web.frame import company_of, frame_of, working_day


@reads
def index(request: Request) -> HttpResponse:
    return render(request, "print_runs/index.html", _page(request, company_of(request)))


@works
def fetch(request: Request, id: int) -> HttpResponse:
    """The file for the printer; fetched once more it is marked as a reprint."""
    run = get_print_run(request, id)
    try:
        pdf = fetch_run(run=run, at=timezone.now())
    except CannotFetch as error:
        messages.error(request, str(error))
        return answer(request, run.company)
    return _download(pdf, "application/pdf", f"print-run-{run.pk}.pdf")


@reads
def manifest(request: Request, id: int) -> HttpResponse:
    run = get_print_run(request, id)
    if not run.manifest:
        raise Http404("Nothing was printed yet.")
    return _download(read(run.manifest), "text/csv", f"print-run-{run.pk}.csv")


@reads
def letter(request: Request, id: int, number: int) -> HttpResponse:
    """One letter again, marked as a reprint."""
    run = get_print_run(request, id)
    try:
        pdf = reprinted_letter(run=run, number=number)
    except CannotFetch as error:
        raise Http404(str(error)) from error
    return _download(pdf, "application/pdf", f"print-run-{run.pk}-{number}.pdf")


@works
def ask(request: Request, id: int) -> HttpResponse:
    """Which letters must be taken out, before anybody counts."""
    run = get_print_run(request, id)
    numbers = ask_again(run=run, on=working_day(run.company), at=timezone.now())
    if numbers:
        named = ", ".join(map(str, numbers))
        messages.error(request, f"Take out letter {named}, then count what is left.")
    else:
        messages.success(request, "Every letter of this run may still go. Count and close.")
    return answer(request, run.company)


@works
def close(request: Request, id: int) -> HttpResponse:
    """So many were posted; asked again first, whatever was asked before."""
    run, form = get_print_run(request, id), PostedForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for all in form.errors.values() for one in all))
        return answer(request, run.company)
    try:
        count = post_run(run=run, **form.cleaned_data, by=user_of(request).actor, at=timezone.now())
        messages.success(request, f"{run} is closed: {count:,} letter{pluralize(count)} posted.")
    except CannotClose as error:
        messages.error(request, str(error))
    return answer(request, run.company)


def answer(request: Request, company: Company) -> HttpResponse:
    if request.htmx:
        return render(request, "print_runs/_runs.html", _page(request, company))
    return redirect(f"{reverse('print_runs:index')}?company={company.pk}")


def _page(request: Request, company: Company) -> dict[str, Any]:
    frame = frame_of(request, company)
    return {
        "frame": frame,
        "runs": open_runs(company, now=frame.now),
        "closed": closed_with_names(company),
        "can_work": can_work(user_of(request).role),
    }


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
