"""People: who works here, as what and for whom; who is invited; the way in by a link."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import LoginForm
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from collections_app.companies.models import Company
from collections_app.users import actions, inviting
from collections_app.users.models import Invitation, User
from collections_app.users.queries import colleagues
from collections_app.users.rules import is_in_charge_of
from collections_app.web.access import (
    Request,
    admits,
    companies_of,
    get_invitation,
    get_person,
    sees_people,
    user_of,
)
from collections_app.web.behind_a_link import opened_by_link
from collections_app.web.frame import company_of, frame_of
from collections_app.web.people_forms import AcceptForm, InvitationForm, PersonForm
from collections_app.web.people_mail import has_mail, send_invitation


@sees_people
def index(request: Request) -> HttpResponse:
    """Everybody of one's companies, and who is invited."""
    return render(request, "people/people.html", _page(request))


@admits
def change(request: Request, id: int) -> HttpResponse:
    """Another role, team or companies."""
    user, companies = get_person(request, id), companies_of(request)
    form = PersonForm(request.POST, companies=companies, prefix=f"p{id}")
    if not form.is_valid():
        return _answer(request, {"changing": user.pk, "changed": form}, status=422)
    said = form.cleaned_data

    def act() -> str:
        is_new = actions.change_person(user=user, **said, by=user_of(request), at=timezone.now())
        return f"{user.display_name} is changed." if is_new else "Nothing was different."

    return _done(request, act)


@admits
def switch_off(request: Request, id: int) -> HttpResponse:
    """Let somebody in no more; what they did stays in the history."""
    return _switch(request, get_person(request, id), is_on=False)


@admits
def switch_on(request: Request, id: int) -> HttpResponse:
    return _switch(request, get_person(request, id), is_on=True)


def _switch(request: Request, user: User, *, is_on: bool) -> HttpResponse:
    def act() -> str:
        actions.switch_person(user=user, is_on=is_on, by=user_of(request), at=timezone.now())
        return f"{user.display_name} can log in{' again' if is_on else ' no more'}."

    return _done(request, act)


@admits
def drop_second_factor(request: Request, id: int) -> HttpResponse:
    """For whoever lost the telephone."""
    user = get_person(request, id)

    def act() -> str:
        actions.drop_second_factor(user=user, by=user_of(request), at=timezone.now())
        return f"{user.display_name} logs in with the password alone until a new one is set up."

    return _done(request, act)


@admits
def invite(request: Request) -> HttpResponse:
    """Invite somebody; the link is shown this once."""
    form = InvitationForm(request.POST, companies=companies_of(request))
    if not form.is_valid():
        return _answer(request, {"form": form}, status=422)
    at, by = timezone.now(), user_of(request)
    invitation, token = inviting.invite(**form.cleaned_data, by=by, at=at)
    return _answer(request, _handed_out(request, invitation, token))


@admits
def invite_again(request: Request, id: int) -> HttpResponse:
    """A link for a new password."""
    user, by, at = get_person(request, id), user_of(request), timezone.now()
    try:
        invitation, token = inviting.invite_again(user=user, by=by, at=at)
    except actions.CannotAdmit as error:
        messages.error(request, str(error))
        return _answer(request, {})
    return _answer(request, _handed_out(request, invitation, token))


@admits
def withdraw(request: Request, id: int) -> HttpResponse:
    """The link opens nothing any more."""
    invitation, by = get_invitation(request, id), user_of(request).actor
    inviting.withdraw(invitation=invitation, by=by, at=timezone.now())
    messages.success(request, f"The invitation of {invitation} is withdrawn.")
    return _answer(request, {})


@opened_by_link
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: Request, token: str) -> HttpResponse:
    """Choose name and password, and be in. Looking uses nothing up: mail programs look too."""
    at = timezone.now()
    invitation = inviting.invited_by(token, at=at).select_related("user").first()
    if invitation is None:
        return render(request, "people/too_late.html", status=404)
    form = AcceptForm(request.POST or None, invitation=invitation)
    if form.is_valid():
        try:
            user = inviting.accept(token=token, **form.chosen(), at=at)
        except actions.CannotAdmit as error:
            form.add_error(None, str(error))
        else:
            return _log_in(request, user, form.cleaned_data["password1"])
    status = 422 if form.is_bound else 200
    shown = {"form": form, "invitation": invitation}
    return render(request, "people/accept.html", shown, status=status)


def _log_in(request: Request, user: User, password: str) -> HttpResponse:
    """As if they had typed it: a second factor is still asked for."""
    logout(request)
    form = LoginForm({"login": user.username, "password": password}, request=request)
    if not form.is_valid():
        return redirect(settings.LOGIN_URL)
    response: HttpResponse = form.login(request, redirect_url=reverse("queue"))
    return response


def _handed_out(request: Request, invitation: Invitation, token: str) -> dict[str, Any]:
    link = f"{settings.PUBLIC_BASE_URL}{reverse('people:accept', args=[token])}"
    is_sent = bool(invitation.email) and has_mail() and send_invitation(invitation, link)
    return {"handed_out": invitation, "link": link, "is_sent": is_sent}


def _done(request: Request, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except actions.CannotAdmit as error:
        messages.error(request, str(error))
    return _answer(request, {})


def _answer(request: Request, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    if not (request.htmx or more):
        return redirect("people:list")
    page = "people/_people.html" if request.htmx else "people/people.html"
    return render(request, page, _page(request) | more, status=status)


def _page(request: Request) -> dict[str, Any]:
    own, now = companies_of(request), timezone.now()
    ids = [one.pk for one in own]
    people = [(one, _may_change(request, one, ids), _form(one, own)) for one in colleagues(ids)]
    return {
        "frame": frame_of(request, company_of(request)),
        "people": people,
        "invitations": inviting.open_invitations(ids, at=now),
        "form": InvitationForm(companies=own),
        "hours": int(inviting.GOOD_FOR.total_seconds() // 3600),
        "has_mail": has_mail(),
        "now": now,
    }


def _may_change(request: Request, person: User, own: list[int]) -> bool:
    theirs = [one.pk for one in person.companies.all()]
    return person.pk != user_of(request).pk and is_in_charge_of(theirs, own=own)


def _form(person: User, own: list[Company]) -> PersonForm:
    shown = {"role": person.role, "team": person.team, "companies": person.companies.all()}
    return PersonForm(initial=shown, companies=own, prefix=f"p{person.pk}")
