"""Twilio: one request, never repeated by us or by a library, and what its answer means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.base import Result, Told, seconds_left

if TYPE_CHECKING:
    from twilio.rest import Client

    from collections_app.communications.transports.twilio_client import OneRequest

CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0
CLOCKS_APART = timedelta(minutes=15)
OPTED_OUT = 21610
# No number, no mobile, or one that may not be called.
BAD_NUMBERS = frozenset({13223, 13224, 21211, 21214, 21216, 21217, 21614})
# Told afterwards of a text: blocked there, in nobody's use, or a landline.
DEAD_NUMBERS = BAD_NUMBERS | {30004, 30005, 30006}
# Credentials, account, sender or permission: no message can pass until somebody mends it.
BROKEN_SET_UP = frozenset(
    {20003, 20005, 20404, 21203, 21210, 21212, 21213, 21215, 21219, 21603, 21606, 21659, 21660}
)
BUSY = frozenset({20429, 21611})
UNREADABLE = (ValueError, TypeError, AttributeError)
DEAD = frozenset({"failed", "undelivered", "canceled"})


def ask(create: Callable[[Client], Any], *, sender: str, deadline: float) -> Result:
    """One try: `create` makes the request, which must end before the deadline."""
    from collections_app.communications.transports.twilio_client import OneRequest

    if not (is_set_up() and sender):
        reply = "Twilio's account, token or sender is not set."
        return Result(Outcome.NOT_SENT, reply=reply, stops_channel=True)
    try:
        left = seconds_left(deadline, READ_SECONDS)
    except TimeoutError as error:
        return Result(Outcome.NOT_SENT, reply=str(error))
    with closing(OneRequest(min(left, CONNECT_SECONDS), left)) as http_client:
        return _request(http_client, create)


def search(
    listed: Callable[[Client], Iterable[Any]], *, is_it: Callable[[Any], bool]
) -> Result | None:
    """What Twilio lists of what it may have taken; None where it cannot be asked at all."""
    from collections_app.communications.transports.twilio_client import OneRequest

    if not is_set_up():
        return None
    with closing(OneRequest(CONNECT_SECONDS, READ_SECONDS)) as http_client:
        return _search(http_client, listed, is_it)


def look_up(get: Callable[[Client], Any]) -> Told | None:
    """How a message or a call stands, by Twilio's own name for it."""
    from collections_app.communications.transports.twilio_client import OneRequest

    if not is_set_up():
        return None
    with closing(OneRequest(CONNECT_SECONDS, READ_SECONDS)) as http_client:
        return _look_up(http_client, get)


def is_set_up() -> bool:
    return bool(settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN)


def status_callback(token: str) -> str:
    """Where Twilio tells what became of the attempt; empty where it could not reach us."""
    return _callback("status", token)


def key_callback(token: str) -> str:
    """Where Twilio tells which key was pressed in the attempt's call."""
    return _callback("key", token)


def _callback(of: str, token: str) -> str:
    base = settings.CALLBACK_BASE_URL
    return f"{base}/hooks/twilio/{of}/{token}" if base else ""


def _request(http_client: OneRequest, create: Callable[[Client], Any]) -> Result:
    from requests import RequestException
    from twilio.base.exceptions import TwilioException

    from collections_app.communications.transports.twilio_client import client_over

    try:
        resource = create(client_over(http_client))
    except TwilioException as error:
        return result_of_refusal(error, retry_after=http_client.retry_after)
    except RequestException as error:
        return result_of_break(error)
    except UNREADABLE as error:
        return Result(Outcome.UNKNOWN, reply=f"An answer nobody can read: {error}")
    return result_of_answer(resource)


def result_of_refusal(error: Any, *, retry_after: float | None = None) -> Result:
    """The class of an HTTP status that is no success, by Twilio's own code."""
    status, code = int(error.status), int(error.code or 0)
    reply = f"{status} {code} {getattr(error, 'msg', error)}"
    if status == 429 or code in BUSY or (status == 503 and retry_after is not None):
        return Result(
            Outcome.REJECTED_FOR_NOW, reply=reply, rests_channel=True, retry_after=retry_after
        )
    if code in BROKEN_SET_UP or status in (401, 403):
        return Result(Outcome.REJECTED_FOR_NOW, reply=reply, stops_channel=True)
    if status < 400 or status == 408 or status >= 500:
        return Result(Outcome.UNKNOWN, reply=reply, rests_channel=True)
    marks, opts_out = code in BAD_NUMBERS, code == OPTED_OUT
    return Result(Outcome.REJECTED_FOR_GOOD, reply=reply, marks_address=marks, opts_out=opts_out)


def result_of_break(error: Exception) -> Result:
    """Nothing left while the connection was made; afterwards the message may be there."""
    is_safe = _broke_while_connecting(error)
    outcome = Outcome.NOT_SENT if is_safe else Outcome.UNKNOWN
    return Result(outcome, reply=f"{type(error).__name__}: {error}", rests_channel=True)


def _search(
    http_client: OneRequest,
    listed: Callable[[Client], Iterable[Any]],
    is_it: Callable[[Any], bool],
) -> Result:
    from requests import RequestException
    from twilio.base.exceptions import TwilioException

    from collections_app.communications.transports.twilio_client import client_over

    try:
        found = [one for one in listed(client_over(http_client)) if is_it(one)]
    except (TwilioException, RequestException, *UNREADABLE) as error:
        return Result(Outcome.UNKNOWN, reply=f"Twilio could not be asked: {error}")
    if found:
        return result_of_answer(found[0])
    return Result(Outcome.NOT_SENT, reply="Twilio lists no such message.")


def _look_up(http_client: OneRequest, get: Callable[[Client], Any]) -> Told | None:
    from requests import RequestException
    from twilio.base.exceptions import TwilioException, TwilioRestException

    from collections_app.communications.transports.twilio_client import client_over

    try:
        found = get(client_over(http_client))
    except TwilioRestException as error:
        return Told() if int(error.status) == HTTPStatus.NOT_FOUND else None
    except (TwilioException, RequestException, *UNREADABLE):
        return None
    return Told(str(found.status or ""), str(getattr(found, "error_code", None) or ""))


def _broke_while_connecting(error: Exception) -> bool:
    from requests import exceptions as failures
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    if isinstance(error, failures.ConnectTimeout | failures.InvalidURL):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    reason = getattr(reason, "original_error", reason)
    is_refused_certificate = isinstance(error, failures.SSLError) and "CERTIFICATE" in str(error)
    return is_refused_certificate or isinstance(reason, ConnectTimeoutError | NewConnectionError)


def result_of_answer(resource: Any) -> Result:
    """A message or a call as Twilio describes it."""
    if not resource.sid:
        return Result(Outcome.UNKNOWN, reply="Twilio named no message.")
    if resource.status in DEAD:
        why = (getattr(resource, name, None) for name in ("error_code", "error_message"))
        reply = " ".join(str(one) for one in (resource.status, *why) if one)
        return Result(Outcome.REJECTED_FOR_GOOD, provider_id=resource.sid, reply=reply)
    return Result(Outcome.ACCEPTED, provider_id=resource.sid, reply=resource.status or "")
