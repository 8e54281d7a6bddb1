"""Set up: from an installation that nobody works at to a company whose messages reach customers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.choices import Outcome
from collections_app.communications.drafting import keep_wordings
from collections_app.communications.emails import Mailbox
from collections_app.communications.proving import CannotTry, is_proven, try_sender
from collections_app.companies.actions import CannotChange
from collections_app.companies.models import Company
from collections_app.dunning.policies import begin_company
from collections_app.jobs.readiness import readiness_of
from collections_app.replies.arriving import last_seen_at
from collections_app.users.actions import add_companies
from collections_app.users.rules import can_admit
from collections_app.web.access import (
    Request,
    admits,
    companies_of,
    get_company,
    oversees,
    sees_people,
    steers,
    user_of,
)
from collections_app.web.frame import NoCompany, company_of, frame_of
from collections_app.web.people_mail import has_mail
from collections_app.web.set_up_forms import new_company_form, proposed
from collections_app.web.set_up_steps import steps_of
from collections_app.web.settings import SET_UP, unfinished_of


class LeadsToFirstCompany:
    """An administrator who works for no company yet opens one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, NoCompany) and can_admit(user_of(request).role):
            return redirect("set_up:new")
        return None


@oversees
def page(request: Request) -> HttpResponse:
    """Each step with what it lacks; the first that lacks something is the next."""
    company = company_of(request)
    frame = frame_of(request, company)
    lacks, tries = readiness_of(company, day=frame.day, now=frame.now)
    steps = steps_of(frame, lacks)
    can_test = frame.can_steer and bool(company.sender_email) and has_mail()
    context = {
        "frame": frame,
        "company": company,
        "steps": steps,
        "done": sum(one.is_done for one in steps),
        "tried": next(iter(tries), None),
        "can_test": can_test,
        "asks_for_mail": can_test and bool(company.contact_name) and not is_proven(tries),
        "heard_at": last_seen_at(company),
        "can_admit": can_admit(user_of(request).role),
        "unfinished": unfinished_of(company),
        "back": SET_UP,
    }
    return render(request, "set_up/page.html", context)


@sees_people
def new(request: Request) -> HttpResponse:
    """Another company; once the country is chosen, with what is usual there."""
    form = new_company_form(proposed(request.GET))
    page = "set_up/_company.html" if request.htmx else "set_up/company.html"
    return render(request, page, {"form": form, "is_first": not companies_of(request)})


@admits
def open_new(request: Request) -> HttpResponse:
    """Open the company, and let whoever opened it work for it."""
    form = new_company_form(Company(), request.POST)
    company = _opened(request, form) if form.is_valid() else None
    if company is None:
        context = {"form": form, "is_first": not companies_of(request)}
        return render(request, "set_up/company.html", context, status=422)
    messages.success(request, f"{company} is open. Nothing leaves before you go live.")
    return _back(company)


def _opened(request: Request, form: Any) -> Company | None:
    user, at = user_of(request), timezone.now()
    values = dict(form.cleaned_data)
    try:
        with transaction.atomic():
            name = values.pop("legal_name")
            company = begin_company(legal_name=name, values=values, by=user.actor, at=at)
            add_companies(user=user, companies=[company], by=user.actor, at=at)
    except CannotChange as error:
        for field, why in error.errors.items():
            form.add_error(field if field in form.fields else None, why)
        return None
    return company


@steers
def test_mail(request: Request, id: int) -> HttpResponse:
    """A mail to oneself, as customers would get one."""
    company, user = get_company(request, id), user_of(request)
    to = Mailbox(user.email, user.display_name)
    try:
        result = try_sender(company=company, to=to, by=user.actor, at=timezone.now())
    except CannotTry as error:
        messages.error(request, str(error))
        return _back(company)
    if result.outcome == Outcome.ACCEPTED:
        messages.success(request, f"The mail server took the test mail to {user.email}.")
    else:
        messages.error(request, f"The test mail did not go: {result.reply}")
    return _back(company)


@steers
def keep(request: Request, id: int) -> HttpResponse:
    """Somebody read the wordings and stands by them."""
    company = get_company(request, id)
    keep_wordings(company=company, by=user_of(request).actor, at=timezone.now())
    messages.success(request, "The wordings are yours as they are. They can be changed any time.")
    return _back(company)


def _back(company: Company) -> HttpResponse:
    return redirect(f"{reverse('set_up:page')}?company={company.pk}")
