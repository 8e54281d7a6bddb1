"""Getting in: the log-in page, what is said to who is locked out, a mail with a new start."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.views import (
    LoginView,
    password_reset_done,
    password_reset_from_key,
    password_reset_from_key_done,
)
from allauth.account.views import password_reset as ask_for_reset
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django_htmx.http import HttpResponseClientRedirect

from collections_app.users.actions import change_password
from collections_app.users.models import User
from collections_app.web.people_mail import has_mail, send_to
from collections_app.web.session_store import BEGUN

LOCK_MINUTES = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
MOMENT_SECONDS = 300
RESET_WORDS = """Hello {name},

somebody asked for a new password for your log-in "{username}". If that was you, set it here:

{url}

If it was not, you need do nothing: the password stays as it is.
"""


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    """A page that lost its session is sent here as a whole, not inside one of its rows."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(request.get_full_path())
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"has_mail": has_mail(), "is_empty": not User.objects.exists()}


class Accounts(DefaultAccountAdapter):
    """How allauth does here what it leaves open."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "Name and password do not fit together. Try again.",
        "too_many_login_attempts": "Too many wrong codes. Try again in five minutes.",
        "incorrect_password": "This is not your password. Try again.",
        "enter_current_password": "This is not your password. Try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Axes counts wrong passwords: by name and address, so that no stranger locks anybody."""

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who came in a moment ago is not asked for the password again."""
        begun = self.request.session.get(BEGUN, 0)
        return bool(timezone.now().timestamp() - begun > MOMENT_SECONDS)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return redirect(settings.LOGIN_URL)

    def set_password(self, user: User, password: str) -> None:
        session = self.request.session.session_key
        change_password(user=user, password=password, at=timezone.now(), but=session)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the installation's own address, whatever the request said."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uid, token])
        return f"{settings.PUBLIC_BASE_URL}{path}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        words = RESET_WORDS.format(
            name=user.display_name, username=user.username, url=context["password_reset_url"]
        )
        company = user.companies.exclude(sender_email="").first()
        send_to(email, subject="A new password for Dunwell", text=words, company=company)


def address_of(request: HttpRequest) -> str | None:
    """The client's, as the proxies in front tell it; none where no server took the request."""
    if "REMOTE_ADDR" not in request.META:
        return None
    address: str = get_adapter(request).get_client_ip(request)
    return address


def locked(request: HttpRequest, *_: Any) -> HttpResponse:
    """Instead of whatever was asked for, while axes keeps somebody out."""
    return render(request, "account/locked.html", {"minutes": LOCK_MINUTES}, status=429)


def _with_mail(view: Any) -> Any:
    """Where no mail leaves, an administrator hands out a new link instead."""

    @login_not_required
    def asked(request: HttpRequest, **named: str) -> HttpResponseBase:
        if not has_mail():
            raise Http404("No mail server is set.")
        response: HttpResponseBase = view(request, **named)
        return response

    return asked


reset = _with_mail(ask_for_reset)
reset_asked = _with_mail(password_reset_done)
set_anew = _with_mail(password_reset_from_key)
set_anew_done = _with_mail(password_reset_from_key_done)
