"""Where a mail provider calls: Anymail verifies and reads what it says, and then it is kept.

Of Anymail only the web side is used: views are asked to verify and to read, and send no signals.
"""

import hashlib
import json
import logging
import re
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from collections_app.communications.transports.mail_provider import (
    MAILGUN,
    NAME,
    POSTMARK,
    SPARKPOST,
)
from collections_app.mail import MOST_BYTES_OF_A_MAIL
from collections_app.replies.choices import Kind
from collections_app.replies.headers import storable
from collections_app.replies.inbox import Telling, receive_flood
from collections_app.replies.mailbox import hand_in
from collections_app.replies.mails import apply_mail
from collections_app.replies.rules import MAIL_RANKS
from collections_app.web.body_size import refused_for_size

ANYMAIL = "anymail"
MOST_BYTES_OF_EVENTS = 2 * 1024 * 1024
MOST_SAID = 400
# What no provider sends: a field is missing, or is something else than it should be.
UNREADABLE = (
    ImproperlyConfigured,  # Anymail's word for the other webhook's call
    SuspiciousOperation,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
)
_TOKEN = re.compile(r"[\w-]{43}")

logger = logging.getLogger(__name__)
Hook = Callable[[Sequence[Any]], None]
Read = Callable[[HttpRequest], Sequence[Any]]


@dataclass(frozen=True)
class Provider:
    """Anymail's views for it, and how it hands on mails as they were received."""

    events: str
    mails: str
    raw: Callable[[HttpRequest], list[bytes]]


def _raw_of_mailgun(request: HttpRequest) -> list[bytes]:
    return [request.POST["body-mime"].encode()]


def _raw_of_postmark(request: HttpRequest) -> list[bytes]:
    return [json.loads(request.body)["RawEmail"].encode(errors="replace")]


def _raw_of_sparkpost(request: HttpRequest) -> list[bytes]:
    told = [one["msys"] for one in json.loads(request.body)]
    return [_relayed(one["relay_message"]["content"]) for one in told if one]


def _relayed(content: dict[str, Any]) -> bytes:
    raw: str = content["email_rfc822"]
    is_encoded = content["email_rfc822_is_base64"]
    return b64decode(raw) if is_encoded else raw.encode(errors="replace")


HOOKS = "anymail.webhooks"
PROVIDERS = {
    MAILGUN: Provider(
        f"{HOOKS}.mailgun.MailgunTrackingWebhookView",
        f"{HOOKS}.mailgun.MailgunInboundWebhookView",
        _raw_of_mailgun,
    ),
    POSTMARK: Provider(
        f"{HOOKS}.postmark.PostmarkTrackingWebhookView",
        f"{HOOKS}.postmark.PostmarkInboundWebhookView",
        _raw_of_postmark,
    ),
    SPARKPOST: Provider(
        f"{HOOKS}.sparkpost.SparkPostTrackingWebhookView",
        f"{HOOKS}.sparkpost.SparkPostInboundWebhookView",
        _raw_of_sparkpost,
    ),
}


def from_mail_provider(read: Read, most_bytes: int) -> Callable[[Hook], Callable[..., Any]]:
    """Only what the provider's secret, and its signature where it has one, vouch for."""

    def guarding(view: Hook) -> Callable[..., Any]:
        @wraps(view)
        def verified(request: HttpRequest) -> HttpResponse:
            if settings.MAIL_PROVIDER not in PROVIDERS:
                return HttpResponse(status=404)
            if refused := refused_for_size(request, most_bytes):
                return refused
            try:
                said = read(request)
            except AnymailWebhookValidationFailure:
                return HttpResponse(status=403)
            except UNREADABLE as error:
                logger.warning("A mail provider's call cannot be read: %s", type(error).__name__)
                return HttpResponse(status=400)
            return _kept(view, said)

        verified.verifier = ANYMAIL  # type: ignore[attr-defined]
        return csrf_exempt(login_not_required(require_POST(verified)))

    return guarding


def _kept(view: Hook, said: Sequence[Any]) -> HttpResponse:
    """Answered only when all of it is stored; else it is told again."""
    try:
        view(said)
    except (OperationalError, InterfaceError):
        return HttpResponse(status=503)
    return HttpResponse(status=204)


def _events_of(request: HttpRequest) -> list[Any]:
    """What became of mails; who opened or clicked is nobody's business here."""
    hook = _verified(request, PROVIDERS[settings.MAIL_PROVIDER].events)
    return [one for one in hook.parse_events(request) if one and one.event_type in MAIL_RANKS]


def _mails_of(request: HttpRequest) -> list[bytes]:
    """Mails as they were received; Anymail would lose those whose bytes are no UTF-8."""
    provider = PROVIDERS[settings.MAIL_PROVIDER]
    _verified(request, provider.mails)
    return provider.raw(request)


def _verified(request: HttpRequest, view: str) -> Any:
    """Anymail's view of that name, once it is certain who calls."""
    signs = {"webhook_signing_key": settings.MAIL_SIGNING_KEY}
    hook = import_string(view)(
        webhook_secret=settings.MAIL_WEBHOOK_SECRET,
        **(signs if settings.MAIL_PROVIDER == MAILGUN else {}),
    )
    hook.run_validators(request)
    return hook


@from_mail_provider(_events_of, MOST_BYTES_OF_EVENTS)
def mail_events(events: Sequence[Any]) -> None:
    """What became of mails, as their provider told it; of some there may be hundreds at once."""
    told = [_telling(one) for one in events]
    receive_flood(told, provider=settings.MAIL_PROVIDER, kind=Kind.MAIL, at=timezone.now())


@from_mail_provider(_mails_of, MOST_BYTES_OF_A_MAIL)
def mail_inbound(mails: Sequence[bytes]) -> None:
    """Mails from customers, or from servers."""
    for raw in mails:
        id = hand_in(raw, provider=settings.MAIL_PROVIDER, at=timezone.now())
        apply_mail(id, at=timezone.now())


def _telling(event: Any) -> Telling:
    token = str((event.metadata or {}).get(NAME, ""))
    said = {
        "event": event.event_type,
        "message_id": event.message_id,
        "recipient": event.recipient,
        "reason": event.reject_reason,
        "said": event.mta_response or event.description,
        "at": event.timestamp.isoformat() if event.timestamp else "",
    }
    form = {name: [_plain(value)] for name, value in said.items() if value}
    return Telling(
        event_id=f"{event.event_type}:{_name_of(form, token)}",
        token=token if _TOKEN.fullmatch(token) else "",
        form=form,
    )


def _name_of(form: dict[str, list[str]], token: str) -> str:
    """One name for what is told, however often: not every provider gives its events one."""
    return hashlib.sha256(json.dumps([token, form], sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> str:
    return storable(str(value))[:MOST_SAID]
