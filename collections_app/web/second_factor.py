"""The second factor: a code from a telephone, and whom it is wanted from."""

from collections.abc import Callable
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django_htmx.http import HttpResponseClientRedirect

from collections_app.users.actions import note_second_factor
from collections_app.users.at_the_door import must_set_up_second_factor
from collections_app.users.models import User
from collections_app.users.rules import needs_second_factor
from collections_app.web.access import Request, reads, user_of

WANTED = "Your companies reach customers: set up a second factor first."
THE_WAY = {  # what is open to whoever still has to set it up
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
    "stopping:stop",  # never has to wait
}


class LeadsToSecondFactor:
    """Nothing else opens to whoever must set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, *_: Any) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        user, match = request.user, request.resolver_match
        if not isinstance(user, User) or not must_set_up_second_factor(user):
            return None
        if match and match.view_name in THE_WAY:
            return None
        path = reverse("mfa_activate_totp")
        return HttpResponseClientRedirect(path) if request.htmx else redirect(path)


class SecondFactors(DefaultMFAAdapter):
    """How allauth does here what it leaves open."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code does not fit. Type the one that is shown now.",
        "cannot_delete_authenticator": "Your companies reach customers: it is needed.",
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """As part of the page: nothing else may be drawn by this site's policy."""
        code = segno.make(url, error="m", micro=False)
        drawn = code.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)
        return mark_safe(drawn)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        return not needs_second_factor(
            user.role, is_live=user.companies.filter(mode="live").exists()
        )

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """History tells it."""


@reads
def index(request: Request) -> HttpResponse:
    """It is shown among one's own settings."""
    return redirect(f"{reverse('settings:list')}#own")


class SetUp(ActivateTOTPView):
    """Ends the log-ins that never proved it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_wanted": must_set_up_second_factor(user_of(self.request))}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note(self.request, is_on=True)
        return response


class Remove(DeactivateTOTPView):
    """Where it is not needed."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note(self.request, is_on=False)
        return response


def _note(request: HttpRequest, *, is_on: bool) -> None:
    key = request.session.session_key
    note_second_factor(user=user_of(request), is_on=is_on, at=timezone.now(), but=key)
    if not is_on:
        messages.success(request, "The second factor is removed.")
