"""Settings: what a company says of itself, whether it sends, its ladder, and one's own keys."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import ModelForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.actions import CannotChange, change_company
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.companies.payment_details import change_payment_details
from collections_app.dunning.changing import CannotChangePolicy, change_policy
from collections_app.dunning.choices import UNFINISHED
from collections_app.dunning.facts import IS_ON
from collections_app.dunning.models import Notice, Policy
from collections_app.dunning.modes import switch_mode
from collections_app.dunning.policies import DEFAULT_LEVELS
from collections_app.jobs.readiness import missing_for
from collections_app.replies.arriving import last_seen_at
from collections_app.reports.words import level_name
from collections_app.users.actions import set_letter_keys
from collections_app.users.rules import can_admit
from collections_app.web.access import (
    Request,
    get_company,
    get_policy,
    reads,
    sets_up_own,
    steers,
    user_of,
)
from collections_app.web.frame import Frame, company_of, frame_of, working_day
from collections_app.web.own_email import OwnEmailForm
from collections_app.web.payment_details import waiting_change
from collections_app.web.rates import rates_of
from collections_app.web.reply_tokens import tokens_of
from collections_app.web.sessions import sessions_shown
from collections_app.web.settings_forms import SECTIONS, Section, section_form, section_of

MODES = {
    Mode.OFF: "Nothing is planned and nothing leaves.",
    Mode.REHEARSAL: "Everything happens and nothing leaves the machine.",
    Mode.LIVE: "Messages reach customers.",
}
PAYMENT = "payment"
SET_UP = "set-up"  # where a form says that it stood
WAITS = "The change waits: another manager confirms it here."
OPTIONAL = [level["key"] for level in DEFAULT_LEVELS if not level.get("is_on", True)]


@reads
def page(request: Request) -> HttpResponse:
    company = company_of(request)
    return render(request, "settings/settings.html", _page(request, company))


@steers
def change(request: Request, id: int, section: str) -> HttpResponse:
    """Change one section; what is refused stays typed, with the reason beside its field."""
    company, part = get_company(request, id), section_of(section)
    if part is None:
        raise Http404("No such section.")
    form = section_form(company, part, request.POST)
    is_done = form.is_valid() and _change(request, company, part, form)
    if not request.htmx:
        return _back(company) if is_done else _refused(request, company, part, form)
    if is_done:
        company = Company.objects.get(pk=id)
        waits = part.key == PAYMENT and company.payment_change
        messages.success(request, WAITS if waits else f"{part.title} saved.")
        form = section_form(company, part)
    context = {"form": form, "section": part, "company": company, "can_steer": True}
    context |= waiting_change(company, user_of(request)) | tokens_of(company)
    status = 200 if is_done else 422
    return render(request, "settings/_section.html", context, status=status)


@steers
def switch(request: Request, id: int) -> HttpResponse:
    """Off, rehearsal or live; a mode that lacks something is not switched to."""
    company, mode = get_company(request, id), request.POST.get("mode", "")
    now, day = timezone.now(), working_day(company)
    if mode not in Mode.values:
        raise Http404("No such mode.")
    if missing_for(company, mode, day=day, now=now):
        messages.error(request, f"{company} cannot be switched to {mode} yet: see what is missing.")
    else:
        switch_mode(
            company=company, mode=mode, on=company.day_of(now), by=user_of(request).actor, at=now
        )
        messages.success(request, f"{company} is switched to {mode}.")
    if request.POST.get("back") == SET_UP:
        return redirect(f"{reverse('set_up:page')}?company={company.pk}")
    if not request.htmx:
        return _back(company)
    return render(request, "settings/_sending.html", _page(request, company))


@steers
def level(request: Request, id: int, key: str) -> HttpResponse:
    """Switch an optional level of the ladder on or off."""
    policy = get_policy(request, id)
    if key not in OPTIONAL:
        raise Http404("Not an optional level.")
    is_on = request.POST.get("is_on") == "1"
    try:
        edits = {key: {IS_ON: is_on}}
        change_policy(policy=policy, edits=edits, by=user_of(request).actor, at=timezone.now())
        messages.success(request, f"{level_name(key)} is {'on' if is_on else 'off'}.")
    except CannotChangePolicy as error:
        messages.error(request, str(error))
    if not request.htmx:
        return _back(policy.company)
    context = {"policy": policy, "can_steer": True, "optional": OPTIONAL}
    return render(request, "settings/_policy.html", context)


@sets_up_own
def keys(request: Request) -> HttpResponse:
    """Single letters act as keys, or not."""
    is_on = "letters" in request.POST
    set_letter_keys(user=user_of(request), is_on=is_on)
    messages.success(request, f"Single-letter keys are {'on' if is_on else 'off'}.")
    if not request.htmx:
        return redirect("settings:list")
    return render(request, "settings/_own.html", {"email_form": OwnEmailForm(request)})


def unfinished_of(company: Company) -> int:
    """How many notices going live would cancel."""
    return Notice.objects.filter(company=company, state__in=UNFINISHED).count()


def _back(company: Company) -> HttpResponse:
    return redirect(f"{reverse('settings:list')}?company={company.pk}")


def _change(request: Request, company: Company, part: Section, form: ModelForm) -> bool:
    """Whether the company took the values; if not, the form says why."""
    try:
        with transaction.atomic():
            change = change_payment_details if part.key == PAYMENT else change_company
            change(
                company=Company.objects.get(pk=company.pk),
                values={name: _plain(value) for name, value in form.cleaned_data.items()},
                by=user_of(request).actor,
                at=timezone.now(),
            )
    except CannotChange as error:
        for field, why in error.errors.items():
            form.add_error(field if field in form.fields else None, why)
        return False
    return True


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return "" if value is None else str(value)


def _refused(request: Request, company: Company, part: Section, form: ModelForm) -> HttpResponse:
    context = _page(request, Company.objects.get(pk=company.pk), {part.key: form})
    return render(request, "settings/settings.html", context, status=422)


def _missing(frame: Frame, mode: Mode) -> list[str]:
    """For another mode than the one that is on."""
    company = frame.company
    is_on = mode == company.mode
    return [] if is_on else missing_for(company, mode, day=frame.day, now=frame.now)


def _page(
    request: Request, company: Company, forms: dict[str, ModelForm] | None = None
) -> dict[str, Any]:
    frame = frame_of(request, company)
    given = forms or {}
    return {
        "frame": frame,
        "company": company,
        "sections": [(one, given.get(one.key) or section_form(company, one)) for one in SECTIONS],
        "modes": [(mode, MODES[mode], _missing(frame, mode)) for mode in Mode],
        "heard_at": last_seen_at(company),
        "unfinished": unfinished_of(company),
        "optional": OPTIONAL,
        "policies": Policy.objects.filter(company=company).prefetch_related("levels"),
        "can_admit": can_admit(user_of(request).role),
        "email_form": OwnEmailForm(request),
        **sessions_shown(request),
        **waiting_change(company, user_of(request)),
        **tokens_of(company),
        **rates_of(company),
    }
