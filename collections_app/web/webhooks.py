"""Where providers call: no person, no session; each view has a verifier in its place."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from collections_app.communications.transports.twilio_signature import is_signed_by_twilio
from collections_app.replies.choices import TWILIO, Kind
from collections_app.replies.inbox import name_of_status, receive
from collections_app.replies.keys import answer_to_key
from collections_app.web.body_size import refused_for_size

XML = "text/xml"
FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 64 * 1024
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_SID = re.compile(r"(SM|MM|CA)[0-9a-fA-F]{32}")
_STATUS = re.compile(r"[a-z-]{1,20}")
_KEY = re.compile(r"[0-9*#]")
_TOKEN = re.compile(r"[\w-]{1,43}", re.ASCII)
_NUMBER = re.compile(r"\+[1-9][0-9]{5,14}")

Hook = Callable[..., HttpResponse]


def from_twilio(view: Hook) -> Hook:
    """Only what Twilio signed comes through; nothing is stored, or read for long, before."""

    @wraps(view)
    def verified(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if refused := refused_for_size(request, MOST_BYTES):
            return refused
        if request.content_type != FORM or not _is_signed(request):
            return HttpResponse(status=403)
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            return HttpResponse(status=503)  # not stored: it is told again, or searched for

    verified.verifier = TWILIO  # type: ignore[attr-defined]
    return csrf_exempt(login_not_required(require_POST(verified)))


def _is_signed(request: HttpRequest) -> bool:
    """Over our own address: what a request says of its host is the sender's word."""
    return is_signed_by_twilio(
        url=settings.PUBLIC_BASE_URL + request.get_full_path_info(),
        form=request.POST,
        signature=request.headers.get("X-Twilio-Signature", ""),
        how=request.headers.get("X-Twilio-Webhooks-Signature-Settings", ""),
    )


@from_twilio
def twilio_status(request: HttpRequest, token: str) -> HttpResponse:
    """What became of an attempt, by text or by call."""
    said = request.POST
    sid = said.get("MessageSid") or said.get("CallSid", "")
    status = said.get("MessageStatus") or said.get("CallStatus", "")
    if not (_TOKEN.fullmatch(token) and _SID.fullmatch(sid) and _STATUS.fullmatch(status)):
        return HttpResponse(status=400)
    _receive(request, Kind.STATUS, name_of_status(sid, status, token), token)
    return HttpResponse(status=204)


@from_twilio
def twilio_key(request: HttpRequest, token: str) -> HttpResponse:
    """A key pressed while a voice message was heard; the answer is spoken."""
    sid, key = request.POST.get("CallSid", ""), request.POST.get("Digits", "")
    if not (_TOKEN.fullmatch(token) and _SID.fullmatch(sid) and _KEY.fullmatch(key)):
        return HttpResponse(status=400)
    _receive(request, Kind.KEY, f"{sid}:key:{key}:{token}", token)
    return HttpResponse(answer_to_key(token, key), content_type=XML)


@from_twilio
def twilio_inbound(request: HttpRequest) -> HttpResponse:
    """A text from a customer."""
    sid, number = request.POST.get("MessageSid", ""), request.POST.get("From", "")
    if not (_SID.fullmatch(sid) and _NUMBER.fullmatch(number) and "Body" in request.POST):
        return HttpResponse(status=400)
    _receive(request, Kind.INBOUND, sid)
    return HttpResponse(NOTHING_TO_SAY, content_type=XML)


def _receive(request: HttpRequest, kind: str, event_id: str, token: str = "") -> None:
    form = {
        _storable(name): [_storable(value) for value in values]
        for name, values in request.POST.lists()
    }
    receive(
        provider=TWILIO,
        event_id=event_id,
        kind=kind,
        token=token,
        form=form,
        at=timezone.now(),
    )


def _storable(words: str) -> str:
    """No column takes a NUL."""
    return words.replace("\0", "")
