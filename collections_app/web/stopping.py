"""The one stop for everything, and letting it go on."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from collections_app.communications.choices import Channel
from collections_app.communications.gates import end_rest
from collections_app.companies.installation import STOPPED, stop_sending
from collections_app.dunning.brakes import resume
from collections_app.web.access import Request, steers, user_of


@steers
def stop(request: Request) -> HttpResponse:
    """Nothing leaves any more, for any company."""
    stop_sending(by=user_of(request).actor, at=timezone.now())
    messages.success(request, "Everything is stopped.")
    return _back(request)


@steers
def go_on(request: Request) -> HttpResponse:
    """Messages may leave again; after a restore or a move a person approves them first."""
    because = resume(by=user_of(request).actor, at=timezone.now())
    waits = "" if because in ("", STOPPED) else " What was ready waits in Review."
    messages.success(request, f"Messages may leave again.{waits}")
    return _back(request)


@steers
def try_again(request: Request, channel: str) -> HttpResponse:
    """A channel rests no longer; one message tells whether it works."""
    if channel not in Channel.values:
        raise Http404("No such channel.")
    end_rest(channel=channel, by=user_of(request).actor, at=timezone.now())
    messages.success(request, f"{Channel(channel).label} is tried again within a minute.")
    return _back(request)


def _back(request: Request) -> HttpResponse:
    """To the page where the button was."""
    there = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(there if is_here else "queue")
