"""Review: what waits for a person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.desk.actions import CannotSkip, skip_notice
from collections_app.dunning.approving import CannotApprove, approve_notice
from collections_app.reports.review import review_of
from collections_app.reports.words import level_name
from collections_app.users.rules import can_approve
from collections_app.web.access import Request, approves, get_notice, reads, user_of
from collections_app.web.forms import SkipForm
from collections_app.web.frame import company_of, frame_of, working_day


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
        )
        messages.success(request, f"{level_name(notice.level)} to {notice.customer} approved.")
    except CannotApprove as error:
        messages.error(request, str(error))
    return _answer(request, notice.company)


@approves
def skip(request: Request, id: int) -> HttpResponse:
    """Cancel a notice with a reason; the next walk looks at the customer anew."""
    notice = get_notice(request, id)
    form = SkipForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why this notice is skipped.")
        return _answer(request, notice.company)
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
    return _answer(request, notice.company)


def _answer(request: Request, company: Company) -> HttpResponse:
    if request.htmx:
        return render(request, "review/_review.html", _page(request, company))
    return redirect("review:list")


def _page(request: Request, company: Company) -> dict:
    return {
        "frame": frame_of(request, company),
        "review": review_of(company),
        "can_approve": can_approve(user_of(request).role),
    }
