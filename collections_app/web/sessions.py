"""One's own log-ins: how long they last, what is shown of them, and how the others are ended."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from collections_app.users.actions import end_sessions
from collections_app.users.models import Session
from collections_app.web.access import Request, sets_up_own, user_of
from collections_app.web.frame import company_of, frame_of
from collections_app.web.session_store import BEGUN, DEVICE, SEEN

SEEN_EVERY_SECONDS = 60  # a page more often writes nothing
BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


class MarksSessions:
    """Writes down that a session is in use; what a page asks by itself does not count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_broken = (
            response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        )  # the database, perhaps
        if not is_broken and request.user.is_authenticated and not _asks_by_itself(request):
            _mark(request)
        return response


def _mark(request: HttpRequest) -> None:
    session, now = request.session, timezone.now().timestamp()
    if BEGUN not in session:
        session[BEGUN], session[DEVICE] = now, device_of(request.headers.get("User-Agent", ""))
    elif now - session[SEEN] < SEEN_EVERY_SECONDS:
        return
    session[SEEN] = now


def _asks_by_itself(request: HttpRequest) -> bool:
    """A customer's page asks every half minute who else is there, and says whether a key fell."""
    match = request.resolver_match
    return match is not None and match.view_name == "customers:here" and "alive" not in request.GET


def device_of(user_agent: str) -> str:
    """Firefox on Windows; what is not known is not guessed."""
    browser = _named(BROWSERS, user_agent) or "A browser"
    system = _named(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def _named(names: dict[str, str], user_agent: str) -> str:
    return next((name for mark, name in names.items() if mark in user_agent), "")


def own_sessions(request: HttpRequest) -> QuerySet[Session]:
    """Those that are not over; the one in use is the first."""
    alive = user_of(request).sessions.filter(expire_date__gt=timezone.now(), seen_at__isnull=False)
    return alive.order_by("-seen_at")


@sets_up_own
def end_others(request: Request) -> HttpResponse:
    """Log out everywhere else."""
    ended = end_sessions(user=user_of(request), but=request.session.session_key)
    one = "One other log-in is" if ended == 1 else f"{ended} other log-ins are"
    messages.success(request, f"{one} ended." if ended else "There was no other log-in.")
    if not request.htmx:
        return redirect("settings:list")
    company = company_of(request)
    context = {"company": company, "frame": frame_of(request, company)}
    return render(request, "settings/_sessions.html", context | sessions_shown(request))


def sessions_shown(request: HttpRequest) -> dict[str, object]:
    return {"sessions": own_sessions(request), "here": request.session.session_key}
