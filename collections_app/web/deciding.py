"""Review: one decision for many notices, those of one reason or those that were ticked."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.desk.groups import Done, approve_together, skip_together
from collections_app.dunning.models import Notice
from collections_app.reports.review import group_of, waiting_notices
from collections_app.web.access import Request, approves, get_company, user_of
from collections_app.web.forms import SkipForm
from collections_app.web.frame import working_day
from collections_app.web.review import answer, review_seen_at

SECONDS = 20.0  # a proxy waits half a minute for an answer
SHOWN = 3  # refusals told one by one


@approves
def approve_all(request: Request, id: int, code: str) -> HttpResponse:
    """Release all that wait for one reason, dated today."""
    company = get_company(request, id)
    return _approve(request, company, group_of(company, code))


@approves
def skip_all(request: Request, id: int, code: str) -> HttpResponse:
    """Cancel all that wait for one reason, with a reason."""
    company = get_company(request, id)
    return _skip(request, company, group_of(company, code))


@approves
def decide_ticked(request: Request, id: int) -> HttpResponse:
    """Release or cancel those that were ticked; the button pressed says which."""
    company = get_company(request, id)
    ids = [one for one in request.POST.getlist("notice") if one.isdecimal()]
    if not ids:
        messages.error(request, "Tick the notices first.")
        return answer(request, company)
    ticked = waiting_notices(company).filter(pk__in=ids)
    if request.POST.get("decision") == "skip":
        return _skip(request, company, ticked)
    return _approve(request, company, ticked)


def _approve(request: Request, company: Company, notices: Iterable[Notice]) -> HttpResponse:
    done = approve_together(
        notices=notices,
        on=working_day(company),
        by=user_of(request).actor,
        at=timezone.now(),
        seen_at=review_seen_at(request),
        seconds=SECONDS,
    )
    return _told(request, company, done, "approved")


def _skip(request: Request, company: Company, notices: Iterable[Notice]) -> HttpResponse:
    form = SkipForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["note"][0]))
        return answer(request, company)
    done = skip_together(
        notices=notices,
        note=form.cleaned_data["note"],
        on=working_day(company),
        by=user_of(request).actor,
        at=timezone.now(),
        seconds=SECONDS,
    )
    return _told(request, company, done, "skipped")


def _told(request: Request, company: Company, done: Done, what: str) -> HttpResponse:
    plural = "" if done.decided == 1 else "s"
    left = f" {done.left:,} are left: press once more." if done.left else ""
    messages.success(request, f"{done.decided:,} notice{plural} {what}.{left}")
    for one in done.refused[:SHOWN]:
        messages.error(request, one)
    return answer(request, company)
