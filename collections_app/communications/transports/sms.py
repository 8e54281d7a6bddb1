"""SMS through Twilio's own client: one request, never repeated by us or by a library."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from collections_app.communications.choices import Outcome
from collections_app.communications.transports.base import (
    Result,
    Transport,
    deadline_of,
    seconds_left,
)

if TYPE_CHECKING:
    from collections_app.communications.models import Attempt, Communication
    from collections_app.communications.transports.twilio_client import OneRequest

CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0
CLOCKS_APART = timedelta(minutes=15)
MOST_LISTED = 200
SERVICE_PREFIX = "MG"  # a messaging service, which chooses among its numbers
OPTED_OUT = 21610
BAD_NUMBERS = frozenset({21211, 21214, 21217, 21614})  # no number, or no mobile
# Credentials, account or sender: no message can pass until somebody mends it.
BROKEN_SET_UP = frozenset({20003, 20005, 20404, 21212, 21603, 21606, 21659, 21660})
BUSY = frozenset({20429, 21611})


class SmsTransport(Transport):
    """Sends the stored text to the stored number."""

    def send(self, communication: Communication, attempt: Attempt) -> Result:
        return send_sms(
            to=communication.recipient,
            body=communication.text,
            sender=communication.sender,
            deadline=deadline_of(attempt),
            callback=status_callback(attempt.token),
        )

    def look_for(self, communication: Communication, attempt: Attempt) -> Result | None:
        """Twilio lists what it took: the same text to the same number since the attempt began."""
        from collections_app.communications.transports.twilio_client import OneRequest

        if not (settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN):
            return None
        with closing(OneRequest(CONNECT_SECONDS, READ_SECONDS)) as http_client:
            return _search(http_client, communication, attempt)


def status_callback(token: str) -> str:
    """Where Twilio tells what became of the attempt; empty where it could not reach us."""
    base = settings.CALLBACK_BASE_URL
    return f"{base}/hooks/twilio/status/{token}" if base else ""


def send_sms(*, to: str, body: str, sender: str, deadline: float, callback: str = "") -> Result:
    """One try; `sender` is a number, a name or a messaging service (MG...)."""
    from collections_app.communications.transports.twilio_client import OneRequest

    if not (settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN and sender):
        reply = "Twilio's account, token or sender is not set."
        return Result(Outcome.NOT_SENT, reply=reply, stops_channel=True)
    try:
        left = seconds_left(deadline, READ_SECONDS)
    except TimeoutError as error:
        return Result(Outcome.NOT_SENT, reply=str(error))
    with closing(OneRequest(min(left, CONNECT_SECONDS), left)) as http_client:
        values = {"to": to, "body": body, **_from(sender)}
        if callback:
            values["status_callback"] = callback
        return _request(http_client, values)


def _request(http_client: OneRequest, values: dict[str, Any]) -> Result:
    from requests import RequestException
    from twilio.base.exceptions import TwilioException

    from collections_app.communications.transports.twilio_client import client_over

    try:
        message = client_over(http_client).messages.create(**values)
    except TwilioException as error:
        return result_of_refusal(error, retry_after=http_client.retry_after)
    except RequestException as error:
        return result_of_break(error)
    except (ValueError, TypeError, AttributeError) as error:
        return Result(Outcome.UNKNOWN, reply=f"An answer nobody can read: {error}")
    return _result_of_answer(message)


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
        return Result(Outcome.UNKNOWN, reply=reply)
    marks, opts_out = code in BAD_NUMBERS, code == OPTED_OUT
    return Result(Outcome.REJECTED_FOR_GOOD, reply=reply, marks_address=marks, opts_out=opts_out)


def result_of_break(error: Exception) -> Result:
    """Nothing left while the connection was made; afterwards the message may be there."""
    is_safe = _broke_while_connecting(error)
    outcome = Outcome.NOT_SENT if is_safe else Outcome.UNKNOWN
    return Result(outcome, reply=f"{type(error).__name__}: {error}", rests_channel=is_safe)


def _search(http_client: OneRequest, communication: Communication, attempt: Attempt) -> Result:
    from requests import RequestException
    from twilio.base.exceptions import TwilioException

    from collections_app.communications.transports.twilio_client import client_over

    since = attempt.started_at - CLOCKS_APART
    try:
        listed = client_over(http_client).messages.list(
            to=communication.recipient, date_sent_after=since, limit=MOST_LISTED
        )
    except (TwilioException, RequestException, ValueError, TypeError, AttributeError) as error:
        return Result(Outcome.UNKNOWN, reply=f"Twilio could not be asked: {error}")
    found = [one for one in listed if one.body == communication.text]
    if found:
        return _result_of_answer(found[0])
    return Result(Outcome.NOT_SENT, reply="Twilio lists no such message.")


def _broke_while_connecting(error: Exception) -> bool:
    from requests import exceptions as failures
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    if isinstance(error, failures.ConnectTimeout | failures.InvalidURL):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    reason = getattr(reason, "original_error", reason)
    is_refused_certificate = isinstance(error, failures.SSLError) and "CERTIFICATE" in str(error)
    return is_refused_certificate or isinstance(reason, ConnectTimeoutError | NewConnectionError)


def _result_of_answer(message: Any) -> Result:
    if not message.sid:
        return Result(Outcome.UNKNOWN, reply="Twilio named no message.")
    if message.status in ("failed", "undelivered"):
        reply = f"{message.status} {message.error_code} {message.error_message}"
        return Result(Outcome.REJECTED_FOR_GOOD, provider_id=message.sid, reply=reply)
    return Result(Outcome.ACCEPTED, provider_id=message.sid, reply=message.status or "")


def _from(sender: str) -> dict[str, Any]:
    key = "messaging_service_sid" if sender.startswith(SERVICE_PREFIX) else "from_"
    return {key: sender}
