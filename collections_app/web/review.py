"""Review: what waits for a person."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.desk.actions import CannotSkip, skip_notice
from collections_app.dunning.approving import (
    CannotApprove,
    approve_notice,
    date_today,
    went_already,
)
from collections_app.reports.review import review_of
from collections_app.reports.words import level_name
from collections_app.users.rules import can_approve
from collections_app.web.access import (
    Request,
    approves,
    get_notice,
    reads,
    user_of,
)
from collections_app.web.forms import SkipForm, WentForm
from collections_app.web.frame import company_of, frame_of, working_day
from collections_app.web.news import seen_at


@reads
def review(request: Request) -> HttpResponse:
    return render(request, "review/review.html", _page(request, company_of(request)))


@approves
def approve(request: Request, id: int) -> HttpResponse:
    """Release a notice, dated today; it goes in the next sending window."""
    notice = get_notice(request, id)
    try:
        approve_notice(
            notice=notice,
            on=working_day(notice.company),
            by=user_of(request).actor,
            at=timezone.now(),
            seen_at=review_seen_at(request),
        )
        messages.success(request, f"{level_name(notice.level)} to {notice.customer} approved.")
    except CannotApprove as error:
        messages.error(request, str(error))
    return answer(request, notice.company)


@approves
def skip(request: Request, id: int) -> HttpResponse:
    """Cancel a notice with a reason; the next walk looks at the customer anew."""
    notice = get_notice(request, id)
    form = SkipForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["note"][0]))
        return answer(request, notice.company)
    try:
        skip_notice(
            notice=notice,
            note=form.cleaned_data["note"],
            on=working_day(notice.company),
            by=user_of(request).actor,
            at=timezone.now(),
        )
        messages.success(request, f"{level_name(notice.level)} to {notice.customer} skipped.")
    except CannotSkip as error:
        messages.error(request, str(error))
    return answer(request, notice.company)


@approves
def date_anew(request: Request, id: int) -> HttpResponse:
    """It waits on with the dates of today, so that its text can be changed."""
    notice = get_notice(request, id)
    today = working_day(notice.company)
    try:
        date_today(notice=notice, on=today, by=user_of(request).actor, at=timezone.now())
        messages.success(
            request, f"{level_name(notice.level)} to {notice.customer} is dated today."
        )
    except CannotApprove as error:
        messages.error(request, str(error))
    return answer(request, notice.company)


@approves
def went(request: Request, id: int) -> HttpResponse:
    """It went before the database was restored: its levels count, and it does not go again."""
    notice = get_notice(request, id)
    today = working_day(notice.company)
    form = WentForm(request.POST, latest=notice.company.restored_on or today)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["went_on"])))
        return answer(request, notice.company)
    try:
        went_already(
            notice=notice,
            went_on=form.cleaned_data["went_on"],
            on=today,
            by=user_of(request).actor,
            at=timezone.now(),
        )
        messages.success(request, f"{level_name(notice.level)} to {notice.customer} had gone.")
    except CannotApprove as error:
        messages.error(request, str(error))
    return answer(request, notice.company)


def review_seen_at(request: Request) -> dt.datetime:
    """When the list was shown that the press came from; long ago where it does not say."""
    return seen_at(request.POST.get("shown_at", "")) or dt.datetime.min.replace(tzinfo=dt.UTC)


def answer(request: Request, company: Company) -> HttpResponse:
    """What an act in Review answers with: the changed list and its sentence."""
    if request.htmx:
        return render(request, "review/_review.html", _page(request, company))
    return redirect(f"{reverse('review:list')}?company={company.pk}")


def _page(request: Request, company: Company) -> dict:
    frame = frame_of(request, company)
    review = review_of(company, now=frame.now)
    return {
        "frame": frame,
        "review": review,
        "approval_count": frame.approval_count - review.grouped,
        "can_approve": can_approve(user_of(request).role),
    }
