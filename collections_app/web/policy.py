"""Policy: the ladder, a draft of it, and what the next 30 days would bring with either."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.dunning.assigning import add_policy, remove_policy
from collections_app.dunning.brakes import cap_of
from collections_app.dunning.changing import CannotChangePolicy, change_policy
from collections_app.dunning.models import Policy, Simulation
from collections_app.dunning.simulating import Draft, ask, message_of
from collections_app.jobs.doorbell import ring
from collections_app.jobs.tasks import simulate
from collections_app.reports.climbing import climbing_of
from collections_app.reports.filters import day_said
from collections_app.reports.simulated import Simulated
from collections_app.web.access import (
    Request,
    get_company,
    get_foreseen,
    get_policy,
    reads,
    steers,
    user_of,
)
from collections_app.web.fragments import show
from collections_app.web.frame import company_of, frame_of, working_day
from collections_app.web.policy_forms import DraftForm, changes_of, drafted

PAGE = "policy/policy.html"


@reads
def page(request: Request) -> HttpResponse:
    """The ladder as it is or drafted, and what the person last asked about it."""
    company = company_of(request)
    if request.htmx.target == "day":
        answer = _answer(request, company, _asked(request, company))
        return render(request, "policy/_day.html", answer)
    return show(request, PAGE, "policy/_policy.html", _page(request, company))


@steers
def look_ahead(request: Request, id: int) -> HttpResponse:
    """Ask what the next days bring, with the ladder as it was typed."""
    policy = get_policy(request, id)
    form = DraftForm(policy, request.POST)
    if not form.is_valid():
        context = _page(request, policy.company, policy, form)
        return show(request, PAGE, "policy/_policy.html", context, status=422)
    edits = form.edits()
    _ask(request, policy.company, {policy.segment: edits} if edits else {})
    return _shown(request, policy.company, policy)


@steers
def make_live(request: Request, id: int) -> HttpResponse:
    """Let the draft that was looked at be the ladder."""
    policy = get_policy(request, id)
    asked = _asked(request, policy.company)
    edits = drafted(asked.draft, policy) if asked else {}
    if not edits:
        messages.error(request, "There is no draft any more. Type it again and look ahead.")
        return _shown(request, policy.company, policy)
    try:
        change_policy(policy=policy, edits=edits, by=user_of(request).actor, at=timezone.now())
        messages.success(request, "The draft is the ladder now. Everybody is planned anew.")
        _ask(request, policy.company, {})
    except CannotChangePolicy as error:
        messages.error(request, str(error))
    return _shown(request, policy.company, policy)


@steers
def add(request: Request, id: int) -> HttpResponse:
    """A policy for a segment, as the standard one is."""
    company, segment = get_company(request, id), request.POST.get("segment", "")
    try:
        by = user_of(request).actor
        policy = add_policy(company=company, segment=segment, by=by, at=timezone.now())
        messages.success(request, f"Segment {policy} has a policy of its own: change it here.")
    except CannotChangePolicy as error:
        messages.error(request, str(error))
        policy = company.policies.get(segment="")
    return _shown(request, company, policy)


@steers
def remove(request: Request, id: int) -> HttpResponse:
    """The policy of a segment is no more."""
    policy = get_policy(request, id)
    company, name = policy.company, str(policy)
    try:
        remove_policy(policy=policy, by=user_of(request).actor, at=timezone.now())
        messages.success(request, f"Segment {name} climbs the standard ladder again.")
    except CannotChangePolicy as error:
        messages.error(request, str(error))
    return _shown(request, company, company.policies.get(segment=""))


@reads
def message(request: Request, id: int) -> HttpResponse:
    """One of the messages that would go, as it would be written."""
    foreseen = get_foreseen(request, id)
    context = {
        "frame": frame_of(request, foreseen.customer.company),
        "foreseen": foreseen,
        "written": message_of(foreseen, at=timezone.now()),
    }
    return show(request, "policy/message.html", "policy/_message.html", context)


def _ask(request: Request, company: Company, draft: Draft) -> None:
    simulation = ask(
        company=company,
        draft=draft,
        on=working_day(company),
        by=user_of(request).actor,
        at=timezone.now(),
    )
    transaction.on_commit(lambda: ring(simulate, simulation.pk))


def _shown(request: Request, company: Company, policy: Policy) -> HttpResponse:
    if not request.htmx:
        query = urlencode({"company": company.pk, "segment": policy.segment})
        return redirect(f"{reverse('policy:page')}?{query}")
    return render(request, "policy/_policy.html", _page(request, company, policy))


def _asked(request: Request, company: Company) -> Simulation | None:
    mine = Simulation.objects.filter(company=company, by=user_of(request).actor)
    return mine.order_by("-asked_at").first()


def _policy(request: Request, policies: Iterable[Policy], asked: Simulation | None) -> Policy:
    """The one that the address names, else the drafted one, else everybody's."""
    by_segment = {one.segment: one for one in policies}
    drafted = next(iter(asked.draft), "") if asked else ""
    wanted = request.GET.get("segment", drafted if drafted in by_segment else "")
    if wanted not in by_segment:
        raise Http404("No such policy.")
    return by_segment[wanted]


def _page(
    request: Request,
    company: Company,
    policy: Policy | None = None,
    form: DraftForm | None = None,
) -> dict[str, Any]:
    policies = company.policies.order_by("segment").prefetch_related("levels")
    asked = _asked(request, company)
    policy = policy or _policy(request, policies, asked)
    edits = drafted(asked.draft, policy) if asked else {}
    climbing = climbing_of(company, segments={one.segment for one in policies})
    return {
        "policy": policy,
        "climbing": climbing.customers[policy.segment],
        "form": form or DraftForm(policy, edits=edits),
        "changes": list(changes_of(policy, edits)),
        "policies": policies,
        "segments": climbing.without,
    } | _answer(request, company, asked)


def _answer(request: Request, company: Company, asked: Simulation | None) -> dict[str, Any]:
    """What the answer shows, as far as there is one."""
    frame = frame_of(request, company)
    context: dict[str, Any] = {"frame": frame, "simulation": asked, "can_steer": frame.can_steer}
    if asked is None or asked.ended_at is None:
        return context
    simulated = Simulated(asked)
    summary = simulated.summary()
    on = _day(request) or summary.busiest_on or asked.first
    return context | {
        "is_compared": simulated.is_compared,
        "summary": summary,
        "weeks": simulated.weeks(company.calendar),
        "cap": cap_of(company, frame.day),
        "on": on,
        "rows": simulated.rows(on),
        "number": simulated.number_on(on),
    }


def _day(request: Request) -> dt.date | None:
    wanted = request.GET.get("day", "")
    if (day := day_said(wanted)) is None and wanted:
        raise Http404("No such day.")
    return day
