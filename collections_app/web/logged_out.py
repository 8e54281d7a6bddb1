"""Nobody is logged in any more: no page is left by itself, and no text that was typed is lost."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.csrf import csrf_failure

from collections_app.web.customer_page import is_customer_page, refuse

READS = ("GET", "HEAD")


class AsksToLogIn(LoginRequiredMiddleware):
    """A part of a page is told so, and keeps its place; a page comes back to what can be read."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], *given: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, *given)
        if refused is None:
            return None
        if "HX-Request" in request.headers:
            return HttpResponse(status=401)
        if request.method in READS:
            return refused
        return redirect_to_login(_page_before(request), resolve_url(settings.LOGIN_URL))


def refuse_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the browser forgot who it was, as at the end of a session."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=401)
    if is_customer_page(request):
        return refuse(request, "not_taken", status=403)
    return csrf_failure(request, reason)


def _page_before(request: HttpRequest) -> str:
    """Where the form stood; never the address that only takes forms."""
    page = request.headers.get("Referer", "")
    own = {request.get_host()}
    if not url_has_allowed_host_and_scheme(page, own, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
